"""Ports of protocols as numbers on one line: what is allowed is a set of them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from neuronpedia_constructs.cli.diff.connections.values import MalformedError, integer

from .spans import NOTHING, Spans, both, minus, spans, union

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PROTOCOLS: Final = ("TCP", "UDP", "SCTP")
_LAST: Final = 65535
_SHIFT: Final = 128
"""A protocol has room for its ports and, after them, for names: at most 15 characters, each a byte, make 120 bits."""
_NAME: Final = re.compile(r"(?=.{1,15}\Z)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*")
"""https://github.com/kubernetes/apimachinery/blob/master/pkg/util/validation/validation.go IsValidPortName"""
_FEW: Final = 3
"""So many exceptions at most are told."""

EVERY: Final[Spans] = ((0, (len(_PROTOCOLS) << _SHIFT) - 1),)
"""What a rule without ports allows."""

Named = tuple[tuple[tuple[str, str], int], ...]
"""The ports of a pod that have names: of a name and a protocol, the number."""


class Port(NamedTuple):
    """An entry of a rule's ports: a range of numbers, or a name."""

    protocol: str
    low: int
    high: int
    name: str = ""


def parse(value: Any) -> tuple[Port, ...] | None:
    """Read the ports of a rule; None if it has none, which are all. Raises MalformedError."""
    if value is None or value == []:
        return None
    if not isinstance(value, list):
        raise MalformedError
    return tuple(map(_port, value))


def _port(value: Any) -> Port:
    if not isinstance(value, dict):
        raise MalformedError
    protocol, port, last = (value.get(each) for each in ("protocol", "port", "endPort"))
    # https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/networking/v1/defaults.go
    protocol = "TCP" if protocol is None else protocol
    if protocol not in _PROTOCOLS:
        raise MalformedError
    if port is None and last is None:
        return Port(protocol, 0, (1 << _SHIFT) - 1)
    if isinstance(port, str) and last is None and _NAME.fullmatch(port):
        return Port(protocol, 0, 0, port)
    low, high = integer(port), integer(port if last is None else last)
    if low is None or high is None or not 0 < low <= high <= _LAST:
        raise MalformedError
    if (low, high) == (1, _LAST):
        return Port(protocol, 0, (1 << _SHIFT) - 1)
    return Port(protocol, low, high)


def resolve(ports: Iterable[Port] | None, named: Mapping[tuple[str, str], int] | None) -> Spans:
    """Return the ports of a rule at a pod with these names, or, with None, at pods of which nothing is known."""
    if ports is None:
        return EVERY
    return completed(spans(found for port in ports for found in _resolved(port, named)))


@lru_cache(maxsize=4096)
def completed(ports: Spans) -> Spans:
    """Add the names of a protocol of which every number is there: whatever they stand for."""
    for index in range(len(_PROTOCOLS)):
        base = index << _SHIFT
        if any(low <= base + 1 and base + _LAST <= high for low, high in ports):
            ports = union(ports, _room(index))
    return ports


def _resolved(port: Port, named: Mapping[tuple[str, str], int] | None) -> Spans:
    base = _PROTOCOLS.index(port.protocol) << _SHIFT
    if not port.name:
        return ((base + port.low, base + port.high),)
    if named is None:
        place = base + _LAST + 2 + 2 * int.from_bytes(port.name.encode())
        return ((place, place),)
    number = named.get((port.name, port.protocol))
    return NOTHING if number is None else ((base + number, base + number),)


def _room(protocol: int) -> Spans:
    base = protocol << _SHIFT
    return ((base, base + (1 << _SHIFT) - 1),)


@lru_cache(maxsize=4096)
def words(ports: Spans) -> str:
    """Return ports as a person writes them: `443`, `8000-8010`, `UDP 53`, `every port`."""
    if ports == EVERY:
        return "every port"
    missing = minus(EVERY, ports)
    if _is_few(missing):
        return f"every port but {_listed(missing)}"
    return _listed(ports)


def _is_few(missing: Spans) -> bool:
    return len(missing) <= _FEW and all(high - low <= _LAST for low, high in missing)


def _listed(ports: Spans) -> str:
    found = {protocol: _numbers(ports, index) for index, protocol in enumerate(_PROTOCOLS)}
    if found["TCP"] and found["TCP"] == found["UDP"]:
        found = {"TCP and UDP": found["TCP"], "SCTP": found["SCTP"]}
    parts = [_of_protocol(protocol, numbers) for protocol, numbers in found.items() if numbers]
    return ("; " if any(" but " in part for part in parts) else ", ").join(parts)


def _of_protocol(protocol: str, numbers: Spans) -> str:
    missing = minus(_room(0), numbers)
    if not missing:
        return f"every {protocol} port"
    if _is_few(missing):
        return f"every {protocol} port but {_spelled(missing)}"
    spelled = _spelled(numbers)
    return spelled if protocol == "TCP" and numbers[0][1] <= _LAST else f"{protocol} {spelled}"


def _numbers(ports: Spans, protocol: int) -> Spans:
    base = protocol << _SHIFT
    return tuple((low - base, high - base) for low, high in both(ports, _room(protocol)))


def _spelled(numbers: Spans) -> str:
    return ", ".join(_span(low, high) for low, high in numbers)


def _span(low: int, high: int) -> str:
    if low > _LAST:
        place = (low - _LAST - 2) // 2
        return place.to_bytes((place.bit_length() + 7) // 8).decode(errors="replace")
    return str(low) if low == high else f"{max(low, 1)}-{min(high, _LAST)}"
