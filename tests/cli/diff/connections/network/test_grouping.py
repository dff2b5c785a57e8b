"""Connections that change alike are told as one."""

from __future__ import annotations

from neuronpedia_constructs.cli.diff.connections.network.crowds import Crowds
from neuronpedia_constructs.cli.diff.connections.network.grouping import Edge, grouped, told
from neuronpedia_constructs.cli.diff.connections.network.pods import Alike, Row
from neuronpedia_constructs.cli.diff.connections.ranges import ports
from neuronpedia_constructs.cli.diff.connections.ranges.spans import Spans

HERE = Alike("shop", (), ())
A, B, C, D = (Row("shop", name, None, HERE, HERE) for name in "abcd")
HTTP, HTTPS = (ports.resolve([ports.Port("TCP", each, each)], {}) for each in (80, 443))


def inside(source: Row, destination: Row, at: Spans = HTTP, *, opened: bool = True) -> Edge:
    return Edge("inside", frozenset({source}), frozenset({destination}), at, opened)


def texts(*edges: Edge) -> list[str]:
    return [each.text for each in told(edges, Crowds([A, B, C, D]))]


def test_sources_and_destinations_join() -> None:
    edges = [inside(source, destination) for source in (A, B) for destination in (C, D)]
    assert texts(*edges) == ["a and b → c and d (80)"]


def test_what_differs_stays_apart() -> None:
    edges = (inside(A, C), inside(B, C, HTTPS), inside(D, C, opened=False))
    assert texts(*edges) == ["a → c:80", "b → c:443", "d → c:80"]
    assert len(grouped(edges)) == 3


def test_not_all_pairs_of_several_are_told_if_some_are_missing() -> None:
    assert texts(inside(A, C), inside(A, D), inside(B, D)) == ["a and b → d:80", "a → c:80"]


def test_who_is_not_in_the_file_is_told_in_words() -> None:
    own = frozenset[Row | str]({A})
    ends = [frozenset[Row | str]({each}) for each in ("10.0.0.0/8", "namespace x")]
    edges = [Edge("outgoing", own, each, HTTP, opened=True) for each in ends]
    assert texts(*edges) == ["a → 10.0.0.0/8 and namespace x (80)"]
    holes = Edge("outgoing", own, frozenset({"anywhere except 10.0.0.0/8"}), HTTP, opened=True)
    assert texts(edges[0], holes) == ["a → 10.0.0.0/8 plus anywhere except 10.0.0.0/8 (80)"]


def test_what_exposes_comes_first_and_what_closes_last() -> None:
    own, everyone = frozenset[Row | str]({C}), frozenset[Row | str]({"anywhere"})
    edges = (
        inside(A, B, opened=False),
        inside(A, C),
        Edge("incoming", everyone, own, HTTP, opened=True, exposes=True),
    )
    assert texts(*edges) == ["anywhere → c:80", "a → c:80", "a → b:80"]


def test_each_end_is_named() -> None:
    (change,) = told([inside(A, C), inside(B, C)], Crowds([A, B, C, D]))
    assert (change.sources, change.destinations, change.ports) == (("a", "b"), ("c",), "80")
