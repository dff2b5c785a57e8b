"""Hosts and paths of Ingresses."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.connections.entrances.ingress import is_ingress, routes, secured
from neuronpedia_constructs.cli.diff.connections.entrances.route import Place, Way
from neuronpedia_constructs.cli.diff.objects import Manifest, key_of
from tests.cli.diff.connections.manifests import manifest, side

VERSION = "networking.k8s.io/v1"


def ingress(spec: Any, **annotations: str) -> Manifest:
    return manifest("Ingress", "site", spec, version=VERSION, metadata={"annotations": annotations})


def read(spec: Any, **annotations: str) -> list[tuple[Place, Way]]:
    found = ingress(spec, **annotations)
    world = side(found, manifest("Service", "webapp", {"ports": [{"port": 3000, "name": "http"}]}))
    return [each[1:] for each in routes(world, key_of(found), found)]


def rule(host: str | None, *paths: tuple[str, str]) -> dict[str, Any]:
    backend = {"service": {"name": "webapp", "port": {"name": "http"}}}
    told = [{"path": path, "pathType": kind, "backend": backend} for path, kind in paths]
    return {**({"host": host} if host else {}), "http": {"paths": told}}


def test_each_path_of_each_host_is_a_route() -> None:
    found = read({"ingressClassName": "nginx", "rules": [rule("a.org", ("/", "Prefix")), rule(None, ("/x", "Exact"))]})
    assert found == [
        (Place("a.org", "/"), Way("Ingress class nginx", "Prefix", ("Service webapp:3000",))),
        (Place("", "/x"), Way("Ingress class nginx", "Exact", ("Service webapp:3000",))),
    ]


def test_the_default_backend_serves_every_host() -> None:
    (found,) = read({"defaultBackend": {"service": {"name": "webapp", "port": {"number": 80}}}})
    assert found == (Place("", ""), Way("the default Ingress class", "Prefix", ("Service webapp:80",)))


def test_the_class_can_be_an_annotation() -> None:
    (found,) = read({"rules": [rule("a.org", ("/", "Prefix"))]}, **{"kubernetes.io/ingress.class": "old"})
    assert found[1].through == "Ingress class old"


def test_a_backend_can_be_another_object() -> None:
    (found,) = read({"defaultBackend": {"resource": {"kind": "StorageBucket", "name": "static"}}})
    assert found[1].backends == ("StorageBucket static",)


@pytest.mark.parametrize(
    "spec",
    [None, "text", {"rules": "text"}, {"rules": [None, {"http": "text"}, {"http": {"paths": [None]}}]}],
)
def test_what_is_malformed_is_no_route(spec: Any) -> None:
    assert read(spec) == []
    assert secured(ingress(spec)) in ({}, {"": False})


def test_a_path_without_a_backend_leads_to_nothing() -> None:
    (found,) = read({"rules": [{"host": ["a"], "http": {"paths": [{"path": 7, "backend": "text"}]}}]})
    assert found == (Place("", "/"), Way("the default Ingress class", "ImplementationSpecific", ("nothing",)))


@pytest.mark.parametrize(
    ("tls", "expected"),
    [
        ([], False),
        ([{"hosts": ["a.b.org"]}], True),
        ([{"hosts": ["*.b.org"]}], True),
        ([{}], True),
        ([{"hosts": ["b.org"]}], False),
    ],
)
def test_a_host_has_tls_by_its_name_a_wildcard_or_all(tls: list[Any], *, expected: bool) -> None:
    assert secured(ingress({"rules": [rule("a.b.org")], "tls": tls})) == {"a.b.org": expected}


def test_an_ingress_of_another_api_is_none() -> None:
    kinds = [("Ingress", VERSION), ("Ingress", "extensions/v1beta1"), ("Ingress", "example.org/v1"), ("Service", "v1")]
    found = [is_ingress(key_of(manifest(kind, "x", version=version))) for kind, version in kinds]
    assert found == [True, True, False, False]
