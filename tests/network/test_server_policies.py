"""Who may call graph, NLA and sparsity servers, and whom they may call: what the table says, where they are."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from neuronpedia_constructs import AppConfig, GatewayRoute, IngressRoute, IstioAmbient, NetworkAccess, models
from tests.rules.network import DNS, INGRESS_CONTROLLER, INTERNET, METADATA, PROBES, STRANGER, pods
from tests.support.building import Manifest, synthesized
from tests.support.cluster.policies import Address, Endpoint, Policies
from tests.support.current import A100, current

PORTS = {"graph": 5004, "sparsity": 5005, "nla": 5009}
PROXY = Address("10.2.0.8")


def made(*kinds: str, **arguments: Any) -> list[Manifest]:
    environment = current(app_config=AppConfig(graph_bucket="graphs"), **arguments)
    environment.add_inference("m").with_(models.get("gemma-2-2b"))
    adding: dict[str, Any] = {
        "graph": lambda: environment.add_graph("g", model="gemma-2-2b"),
        "nla": lambda: environment.add_nla("n"),
        "sparsity": environment.add_sparsity,
    }
    for kind in kinds:
        adding[kind]()
    return synthesized(environment.with_(A100))


@pytest.mark.parametrize("kinds", [(), ("graph",), ("nla",), ("sparsity",), tuple(PORTS)], ids="-".join)
def test_a_policy_is_there_exactly_with_its_server(kinds: tuple[str, ...]) -> None:
    found = {entry["metadata"]["name"]: entry["spec"] for entry in made(*kinds) if entry["kind"] == "NetworkPolicy"}
    assert found.keys() & PORTS.keys() == set(kinds)
    assert {kind for kind in PORTS if f"'app': '{kind}'" in str(found["webapp"])} == set(kinds)


@pytest.mark.parametrize("kinds", [(), tuple(PORTS)], ids="-".join)
def test_only_the_webapp_calls_them_and_only_where_they_are(kinds: tuple[str, ...]) -> None:
    everything = made(*PORTS)
    policies, there = Policies(made(*kinds)), pods(everything)
    for source, (target, port) in product(there, PORTS.items()):
        is_open = policies.allow(there[source], there[target], port)
        assert is_open is (source == "webapp" and target in kinds), (source, target)
        assert not policies.allow(STRANGER, there[target], port)
        assert not policies.allow(INGRESS_CONTROLLER, there[target], port)
        assert not policies.allow(there["webapp"], there[target], port + 1000)


@pytest.mark.parametrize("kind", PORTS)
def test_they_call_hugging_face_and_names_and_nothing_else(kind: str) -> None:
    manifests = made(*PORTS)
    policies, there = Policies(manifests), pods(manifests)
    me = there[kind]
    assert policies.allow(me, INTERNET, 443)
    assert not policies.allow(me, INTERNET, 80)
    assert policies.allow(me, DNS, 53, "UDP")
    for target, port in {"webapp": 3000, "postgres": 5432, "inference": 5002, "autointerp": 5003, **PORTS}.items():
        assert not policies.allow(me, there[target], port)
    closed: tuple[Endpoint, ...] = (METADATA, Address("10.1.2.3"), Address("fd00::1"))
    assert not any(policies.allow(me, end, 443) for end in closed)


@pytest.mark.parametrize("kind", PORTS)
def test_probes_reach_them_in_an_ambient_mesh_alone(kind: str) -> None:
    for mesh in (None, IstioAmbient()):
        route = GatewayRoute(gateway="shared") if mesh else IngressRoute()
        manifests = made(*PORTS, network=NetworkAccess(mesh=mesh), route=route)
        policies, me = Policies(manifests), pods(manifests)[kind]
        assert {policies.allow(probe, me, PORTS[kind]) for probe in PROBES} == {mesh is not None}


@pytest.mark.parametrize("kind", PORTS)
def test_behind_a_proxy_they_call_the_proxy_alone(kind: str) -> None:
    manifests = made(*PORTS, network=NetworkAccess(https_proxy=f"http://{PROXY.ip}:3128"))
    policies, me = Policies(manifests), pods(manifests)[kind]
    assert policies.allow(me, PROXY, 3128)
    assert not policies.allow(me, INTERNET, 443)


@pytest.mark.parametrize("kind", PORTS)
def test_they_may_call_addresses_that_are_named(kind: str) -> None:
    manifests = made(*PORTS, network=NetworkAccess(egress_cidrs=["10.7.0.0/16"]))
    policies, me = Policies(manifests), pods(manifests)[kind]
    assert policies.allow(me, Address("10.7.1.2"), 443)
    assert not policies.allow(me, Address("10.8.1.2"), 443)


@pytest.mark.parametrize("kind", PORTS)
def test_they_are_published_with_no_route(kind: str) -> None:
    manifests = made(*PORTS, route=IngressRoute(expose_backends=True, class_name="nginx"))
    policies, me = Policies(manifests), pods(manifests)[kind]
    assert not policies.allow(INGRESS_CONTROLLER, me, PORTS[kind])
    assert kind not in str([found["spec"] for found in manifests if found["kind"] == "Ingress"])
