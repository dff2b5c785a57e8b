"""Hosts and paths of the Gateway API."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.connections.entrances.gateway import is_route, listeners_of, routes, secured
from neuronpedia_constructs.cli.diff.connections.entrances.route import Place, Way
from neuronpedia_constructs.cli.diff.objects import Manifest, key_of
from tests.cli.diff.connections.manifests import manifest, side

VERSION = "gateway.networking.k8s.io/v1"
PARENT = {"name": "shared", "namespace": "gateways", "sectionName": "https"}


def route(**spec: Any) -> Manifest:
    return manifest("HTTPRoute", "site", {"parentRefs": [PARENT], "hostnames": ["a.org"], **spec}, version=VERSION)


def gateway(*protocols: str) -> Manifest:
    listeners = [{"name": each.lower(), "protocol": each, "port": 443} for each in protocols]
    metadata = {"namespace": "gateways"}
    return manifest("Gateway", "shared", {"listeners": listeners}, version=VERSION, metadata=metadata)


def read(**spec: Any) -> list[tuple[Place, Way]]:
    found = route(**spec)
    return [each[1:] for each in routes(side(found), key_of(found), found)]


def rule(*matches: Any, backends: Any = ({"name": "webapp", "port": 3000},), **more: Any) -> dict[str, Any]:
    return {"backendRefs": list(backends), **({"matches": list(matches)} if matches else {}), **more}


def test_a_rule_without_a_match_is_for_every_path() -> None:
    way = Way("Gateway gateways/shared (listener https)", "Prefix", ("Service webapp:3000",))
    assert read(rules=[rule()]) == [(Place("a.org", "/"), way)]


def test_a_match_can_ask_for_more_than_a_path() -> None:
    match = {
        "path": {"type": "Exact", "value": "/api"},
        "method": "GET",
        "headers": [{"name": "a", "value": "b"}],
        "queryParams": [{"name": "c", "value": 7}],
    }
    ((place, way),) = read(rules=[rule(match)])
    assert (place.text, way.match) == ("a.org/api [GET, header a=b, query c=?]", "Exact")


def test_each_gateway_and_each_host_is_a_way() -> None:
    parents = [{"name": "one"}, {"name": "two", "port": 80}]
    found = read(rules=[rule()], parentRefs=parents, hostnames=["a.org", "b.org"])
    assert [(place.host, way.through) for place, way in found] == [
        ("a.org", "Gateway one"),
        ("b.org", "Gateway one"),
        ("a.org", "Gateway two (port 80)"),
        ("b.org", "Gateway two (port 80)"),
    ]
    assert [place.host for place, _ in read(rules=[rule()], hostnames=[])] == [""]


def test_backends_are_those_that_get_requests() -> None:
    backends = [
        {"name": "b", "port": 80, "weight": 1},
        {"name": "a", "port": 80, "namespace": "other"},
        {"name": "unused", "port": 80, "weight": 0},
        {"name": "pool", "kind": "InferencePool"},
    ]
    redirect = {"type": "RequestRedirect"}
    ((_, way),) = read(rules=[rule(backends=backends, filters=[redirect])])
    assert way.backends == ("InferencePool pool", "Service a:80 of namespace other", "Service b:80", "a redirect")


@pytest.mark.parametrize(
    "spec", [{"rules": "text"}, {"rules": [None]}, {"rules": [rule()], "parentRefs": [None, "text"]}]
)
def test_what_is_malformed_is_no_route(spec: Any) -> None:
    assert read(**spec) == []


@pytest.mark.parametrize(
    ("protocols", "parent", "expected"),
    [
        (["HTTPS"], PARENT, {"a.org": True}),
        (["HTTP", "HTTPS"], PARENT, {"a.org": True}),
        (["HTTP", "HTTPS"], {**PARENT, "sectionName": None}, {"a.org": False}),
        (["HTTP"], {**PARENT, "sectionName": "http"}, {"a.org": False}),
        (["HTTPS"], {"name": "elsewhere"}, {}),
        ([], PARENT, {}),
    ],
)
def test_a_host_has_tls_if_its_listeners_do(protocols: list[str], parent: Any, expected: dict[str, bool]) -> None:
    found = route(parentRefs=[parent])
    assert secured(side(found, gateway(*protocols)), key_of(found), found) == expected


def test_only_routes_of_the_gateway_api_count() -> None:
    assert is_route(key_of(route()))
    assert not is_route(key_of(gateway()))
    assert listeners_of({"spec": {"listeners": [None, {"name": "a"}]}}) == [{"name": "a"}]
