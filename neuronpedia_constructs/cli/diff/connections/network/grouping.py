"""Connections that change alike, told as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from neuronpedia_constructs.cli.diff.connections.model import (
    ALL_THAT_DOES_NOT_STAY_OPEN,
    ALL_THAT_WAS_CLOSED,
    NetworkChange,
)
from neuronpedia_constructs.cli.diff.connections.ranges import ports
from neuronpedia_constructs.cli.diff.connections.ranges.addresses import EXCEPT
from neuronpedia_constructs.cli.diff.connections.values import together

from .pods import Row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neuronpedia_constructs.cli.diff.connections.ranges.spans import Spans

    from .crowds import Crowds

Ends = frozenset[Row | str]
"""Workloads, or who is not in the file in words."""
_NOBODY: Final[Ends] = frozenset()


class Edge(NamedTuple):
    """Connections of the same ports from each source to each destination."""

    kind: Literal["incoming", "inside", "outgoing"]
    sources: Ends
    destinations: Ends
    ports: Spans
    opened: bool
    exposes: bool = False
    is_all: bool = False
    """Whether everything is open on one side: then it is all that is not open on the other one."""


def grouped(edges: Iterable[Edge]) -> list[Edge]:
    """Join edges that differ in one end only."""
    found = list(dict.fromkeys(edges))
    while True:
        count = len(found)
        found = _by_source(_by_destination(found))
        if len(found) == count:
            return found


def _by_destination(edges: Iterable[Edge]) -> list[Edge]:
    """Join the sources of what is otherwise the same."""
    found: dict[Edge, list[Ends]] = {}
    for edge in edges:
        found.setdefault(edge._replace(sources=_NOBODY), []).append(edge.sources)
    return [edge._replace(sources=_NOBODY.union(*ends)) for edge, ends in found.items()]


def _by_source(edges: Iterable[Edge]) -> list[Edge]:
    """Join the destinations of what is otherwise the same."""
    found: dict[Edge, list[Ends]] = {}
    for edge in edges:
        found.setdefault(edge._replace(destinations=_NOBODY), []).append(edge.destinations)
    return [edge._replace(destinations=_NOBODY.union(*ends)) for edge, ends in found.items()]


def told(edges: Iterable[Edge], crowds: Crowds) -> tuple[NetworkChange, ...]:
    """Return edges in words: what exposes first, and what closes last."""
    changes = [_told(edge, crowds) for edge in grouped(edges)]
    return tuple(sorted(changes, key=lambda each: (not each.exposes, not each.opened, each.text)))


def _told(edge: Edge, crowds: Crowds) -> NetworkChange:
    (source, sources), (destination, destinations) = (
        _words(each, crowds) for each in (edge.sources, edge.destinations)
    )
    rest = ALL_THAT_WAS_CLOSED if edge.opened else ALL_THAT_DOES_NOT_STAY_OPEN
    told = rest if edge.is_all else ports.words(edge.ports)
    return NetworkChange(source, destination, told, edge.opened, edge.exposes, sources, destinations)


def _words(ends: Ends, crowds: Crowds) -> tuple[str, tuple[str, ...]]:
    rows = [each for each in ends if isinstance(each, Row)]
    others = sorted(each for each in ends if isinstance(each, str))
    names = sorted(map(crowds.name, rows))
    texts = [crowds.words(rows)] if rows else others
    joined = " plus ".join(texts) if any(EXCEPT in each for each in texts) else together(texts)
    return joined, tuple(names + others)
