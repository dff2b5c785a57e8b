"""Graph, NLA and sparsity servers as constructs: Services, keys, and who may call them."""

from __future__ import annotations

from neuronpedia_constructs import AppConfig, Replicas
from tests.support.building import Manifest, named, pod, synthesized, variables
from tests.support.current import A100, current

SERVERS = {"g-graph": "GRAPH", "n-nla": "NLA", "sparsity": "SPARSITY"}


def made(replicas: int = 1) -> list[Manifest]:
    environment = current(app_config=AppConfig(graph_bucket="graphs"))
    servers = [
        environment.add_graph("g", model="gemma-2-2b").with_(A100),
        environment.add_nla("n").with_(A100),
        environment.add_sparsity(),
    ]
    for server in servers if replicas > 1 else ():
        server.with_(Replicas(replicas))
    return synthesized(environment)


def test_each_has_a_service_and_its_own_key() -> None:
    found = made()
    for name, key in SERVERS.items():
        assert named(found, "Service", name)["spec"]["selector"]
        told = variables(pod(named(found, "Deployment", name))["containers"][0])
        assert told["SECRET"]["valueFrom"]["secretKeyRef"]["key"] == f"{key}_SERVER_SECRET"
        # Variables of Services could be taken for settings.
        assert pod(named(found, "Deployment", name))["enableServiceLinks"] is False


def test_only_the_webapp_calls_them() -> None:
    found = made()
    for name in ("graph", "nla", "sparsity"):
        (rule,) = named(found, "NetworkPolicy", name)["spec"]["ingress"]
        assert "webapp" in str(rule)
        assert "autointerp" not in str(rule)


def test_each_can_have_more_pods() -> None:
    found = made(2)
    assert {named(found, "Deployment", name)["spec"]["replicas"] for name in SERVERS} == {2}
