"""Hosts and paths that lead to Services."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.cli.diff.connections.entrances.route import Place, Route, Way, covers
from neuronpedia_constructs.cli.diff.objects import Key

KEY = Key("networking.k8s.io", "Ingress", "shop", "site")


def route(
    host: str = "a.example.org",
    path: str = "/",
    match: str = "Prefix",
    *,
    backend: str = "webapp",
    through: str = "nginx",
    more: str = "",
) -> Route:
    return Route(KEY, Place(host, path, more), Way(through, match, (backend,)))


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        (route(), route(), True),
        (route(), route(path="/api"), True),
        (route(), route(path="/api", match="Exact"), True),
        (route(), route(path="/x(/|$)(.*)", match="ImplementationSpecific"), True),
        (route(path="/api"), route(), False),
        (route(path="/api"), route(path="/apis"), False),
        (route(path="/api/"), route(path="/api"), True),
        (route(path="/api"), route(path="/api/v1"), True),
        (route(match="Exact"), route(path="/api"), False),
        (route(match="Exact"), route(), False),
        (route(match="Exact"), route(match="Exact"), True),
        (route(""), route(), True),
        (route(), route(""), False),
        (route("*.example.org"), route(), True),
        (route("*.example.org"), route("b.a.example.org"), False),
        (route("*.example.org"), route("example.org"), False),
        (route("*.example.org"), route("*.example.org"), True),
        (route(), route(backend="other"), False),
        (route(), route(through="public"), False),
        (route(more="GET"), route(), False),
        (route(), route(more="GET"), True),
        (route(more="GET"), route(more="GET"), True),
    ],
)
def test_a_route_covers_those_that_let_in_no_more(wide: Route, narrow: Route, *, expected: bool) -> None:
    assert covers(wide, narrow) is expected


def test_a_place_is_told_as_a_person_writes_it() -> None:
    assert Place("a.example.org", "/api").text == "a.example.org/api"
    assert Place("", "").text == "every host/"
    assert Place("a.example.org", "/api", "GET").text_of_path == "/api [GET]"
