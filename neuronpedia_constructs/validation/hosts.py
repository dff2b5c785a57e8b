"""Hosts and networks: what is a name, what is an address, and what programs would disagree about."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from .names import is_dns_name

_AUTHORITY = re.compile(r"(?:\[(?P<six>[^\[\]@]+)\]|(?P<host>[^:\[\]@]+))(?::(?P<port>[1-9][0-9]{0,4}))?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")

LAST_PORT = 65535


def is_host_name(value: object) -> bool:
    """Return whether `value` is a DNS name of a host.

    Browsers and resolvers take a host whose last label is a number for an IPv4 address in an old notation: "127.1" and
    "2130706433" are 127.0.0.1, and "999.999.999.999" is nothing. https://url.spec.whatwg.org/#ends-in-a-number-checker
    """
    return is_dns_name(value) and not _NUMBER.fullmatch(str(value).rpartition(".")[2])


def address(value: object) -> IPv4Address | IPv6Address | None:
    """Return an IP address in its usual notation, which every program reads in the same way, or None.

    An address with a zone, such as "fe80::1%eth0", means something on one machine only.
    """
    try:
        found = ip_address(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and (found.scope_id or found.ipv4_mapped):
        return None
    return found if str(found) == value else None


def is_host(value: object) -> bool:
    """Return whether `value` is the name or the IP address of a host."""
    return is_host_name(value) or address(value) is not None


def split_authority(text: str) -> tuple[str, int | None] | None:
    """Return the host and the port of the `host:port` in a URL, or None. An IPv6 address is in brackets."""
    match = _AUTHORITY.fullmatch(text)
    if match is None or (match["six"] and not isinstance(address(match["six"]), IPv6Address)):
        return None
    port = int(match["port"]) if match["port"] else None
    return None if port is not None and port > LAST_PORT else (match["six"] or match["host"], port)


def network(cidr: object) -> IPv4Network | IPv6Network | None:
    """Return the network of an address with a prefix length, or None. The address may have host bits, but no zone."""
    try:
        return ip_network(cidr, strict=False) if isinstance(cidr, str) and "/" in cidr and "%" not in cidr else None
    except ValueError:
        return None


def is_network(cidr: object) -> bool:
    """Return whether `cidr` is a network in CIDR notation, without host bits."""
    found = network(cidr)
    return found is not None and str(found) == cidr
