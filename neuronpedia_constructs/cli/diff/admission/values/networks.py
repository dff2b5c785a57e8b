"""IP addresses and networks in the forms that Kubernetes accepts from 1.36 on."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network


@lru_cache(maxsize=1024)
def address(text: str) -> IPv4Address | IPv6Address | None:
    """Return an address, or None for a text that Kubernetes does not take as one.

    No zero leads a number, and no IPv6 address has a zone or holds one of IPv4 (StrictIPCIDRValidation):
    https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/4858-ip-cidr-validation
    """
    try:
        found = ip_address(text)
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and (found.scope_id is not None or found.ipv4_mapped is not None):
        return None
    return found


@lru_cache(maxsize=1024)
def network(text: str) -> IPv4Network | IPv6Network | None:
    """Return a network, or None for a text that Kubernetes does not take as one, such as `10.0.0.5/8`."""
    start, slash, length = text.partition("/")
    if not slash or not length.isdecimal() or not length.isascii() or str(int(length[:9])) != length:
        return None
    if address(start) is None:
        return None
    try:
        return ip_network(text)
    except ValueError:
        return None


def is_ip(text: str) -> bool:
    """Return whether a text is an IP address."""
    return address(text) is not None


def is_cidr(text: str) -> bool:
    """Return whether a text is a network."""
    return network(text) is not None


def special(text: str) -> str | None:
    """Return what keeps an address from being that of an endpoint, or None."""
    found = address(text)
    if found is None:
        return None
    if found.is_unspecified:
        return "unspecified"
    if found.is_loopback:
        return "a loopback address"
    if found.is_link_local:
        return "a link-local address"
    link_local_multicast = ip_network("224.0.0.0/24" if isinstance(found, IPv4Address) else "ff02::/16")
    return "a link-local multicast address" if found in link_local_multicast else None
