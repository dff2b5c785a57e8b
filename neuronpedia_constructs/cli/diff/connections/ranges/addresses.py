"""Addresses as numbers on one line, IPv4 before IPv6: what is allowed is a set of them."""

from __future__ import annotations

import re
from functools import cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_network,
)
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from neuronpedia_constructs.cli.diff.connections.values import MalformedError

from .nesting import Line, nested
from .spans import Spans, both, minus, spans, within

if TYPE_CHECKING:
    from collections.abc import Iterable

_Network = IPv4Network | IPv6Network
_CIDR: Final = re.compile(r"[0-9A-Fa-f:.]+/[0-9]{1,3}")
EXCEPT: Final = " except "
_SHOWN: Final = 6
"""So many ranges at most are told."""


_BITS4: Final = 32


class _Version(NamedTuple):
    """The addresses of a version of IP."""

    name: str
    base: int
    bits: int
    special: tuple[str, ...]
    """Addresses that nobody has on the internet: https://www.iana.org/assignments/iana-ipv4-special-registry/ and
    https://www.iana.org/assignments/iana-ipv6-special-registry/."""
    private: tuple[str, ...]
    """Those of organisations' own networks: https://www.rfc-editor.org/rfc/rfc1918, https://www.rfc-editor.org/rfc/rfc4193."""

    @property
    def everything(self) -> str:
        return "0.0.0.0/0" if self.bits == _BITS4 else "::/0"

    @property
    def all(self) -> Spans:
        return ((self.base, self.base + (1 << self.bits) - 1),)


_PRIVATE4: Final = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
_SPECIAL4: Final = (
    *_PRIVATE4,
    *("0.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15"),
    *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
)
_SPECIAL6: Final = ("::/127", "::ffff:0:0/96", "100::/64", "2001:db8::/32", "fc00::/7", "fe80::/10", "ff00::/8")
_IPV4: Final = _Version("IPv4", 0, _BITS4, _SPECIAL4, _PRIVATE4)
_IPV6: Final = _Version("IPv6", 1 << 40, 128, _SPECIAL6, ("fc00::/7",))

EVERYWHERE: Final[Spans] = (*_IPV4.all, *_IPV6.all)
_WHOLE: Final = {EVERYWHERE: "anywhere", _IPV4.all: "anywhere (IPv4)", _IPV6.all: "anywhere (IPv6)"}


def block(value: Any) -> Spans:
    """Read an `ipBlock`. Raises MalformedError.

    https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/networking/validation/validation.go ValidateIPBlock
    """
    if not isinstance(value, dict):
        raise MalformedError
    exceptions = value.get("except") or []
    if not isinstance(exceptions, list):
        raise MalformedError
    return _block(_checked(value.get("cidr")), tuple(map(_checked, exceptions)))


def cidrs(values: Iterable[Any]) -> Spans:
    """Read a list of ranges. Those that are none are left out."""
    return spans(each for value in values for each in _range(value))


def _range(value: Any) -> Spans:
    try:
        return _spans(_network(_checked(value.strip() if isinstance(value, str) else value)))
    except MalformedError:
        return ()


def _checked(value: Any) -> str:
    if not isinstance(value, str) or not _CIDR.fullmatch(value):
        raise MalformedError
    return value


@cache
def _block(cidr: str, exceptions: tuple[str, ...]) -> Spans:
    whole = _network(cidr)
    holes = [_network(each) for each in exceptions]
    if any(each.prefixlen <= whole.prefixlen or not within(_spans(each), _spans(whole)) for each in holes):
        raise MalformedError
    return minus(_spans(whole), spans(each for hole in holes for each in _spans(hole)))


def _network(cidr: str) -> _Network:
    try:
        return ip_network(cidr, strict=False)
    except ValueError:
        raise MalformedError from None


def _spans(network: _Network) -> Spans:
    base = _IPV4.base if isinstance(network, IPv4Network) else _IPV6.base
    return ((base + int(network.network_address), base + int(network.broadcast_address)),)


@cache
def words(addresses: Spans) -> tuple[str, ...]:
    """Return addresses as a person writes them: `anywhere`, `10.0.0.0/8`, `10.0.0.0/8 except 10.1.0.0/16`."""
    if addresses in _WHOLE:
        return (_WHOLE[addresses],)
    parts = [(version, part) for version in (_IPV4, _IPV6) if (part := both(addresses, version.all))]
    if all(_is_internet(part, version) for version, part in parts):
        return ("the internet",) if len(parts) > 1 else (f"the internet ({parts[0][0].name})",)
    found = [_listed(part, version) for version, part in parts]
    if len(found) > 1 and all(
        each[0].startswith(version.everything) for each, (version, _) in zip(found, parts, strict=True)
    ):
        holes = [each[0].partition(EXCEPT)[2] for each in found]
        return (f"anywhere{EXCEPT}{', '.join(filter(None, holes))}", *(text for each in found for text in each[1:]))
    return tuple(text for each in found for text in each)


def _is_internet(part: Spans, version: _Version) -> bool:
    missing = minus(version.all, part)
    return within(missing, cidrs(version.special)) and within(cidrs(version.private), missing)


def _listed(part: Spans, version: _Version) -> list[str]:
    lines = nested(part, version.base, version.bits)
    texts = [_text(line, version) for line in lines]
    return texts if len(texts) <= _SHOWN + 1 else [_some(texts)]


def _text(line: Line, version: _Version) -> str:
    network, holes = _named(line.network, version), [_named(each, version) for each in line.holes]
    return f"{network}{EXCEPT}{_some(holes)}" if holes else network


def _named(network: tuple[int, int], version: _Version) -> str:
    address = IPv4Address if version is _IPV4 else IPv6Address
    return f"{address(network[0] - version.base)}/{network[1]}"


def _some(texts: list[str]) -> str:
    if len(texts) <= _SHOWN + 1:
        return ", ".join(texts)
    return f"{', '.join(texts[:_SHOWN])} and {len(texts) - _SHOWN} more ranges"
