"""Services: their type, their ports, and the pods behind them."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.connections.entrances.services import service_changes
from neuronpedia_constructs.cli.diff.connections.workloads import workloads
from neuronpedia_constructs.cli.diff.objects import Manifest, Side
from tests.cli.diff.connections.manifests import manifest, ports, side, workload

HTTP = [{"name": "http", "port": 80, "targetPort": "http"}]
PODS = (workload("webapp", containers=ports(http=3000)), workload("other", containers=ports(http=3000)))


def service(**spec: Any) -> Manifest:
    return manifest("Service", "webapp", {"ports": HTTP, "selector": {"app": "webapp"}, **spec})


def told(old: Manifest | None, new: Manifest | None) -> list[tuple[str, str, bool]]:
    before, after = (side(*PODS, *([each] if each else [])) for each in (old, new))
    return changes(before, after)


def changes(old: Side, new: Side) -> list[tuple[str, str, bool]]:
    found = service_changes(old, new, workloads(old, new))
    return [(each.text, each.change, each.exposes) for each in found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            {},
            {"type": "LoadBalancer"},
            ("Service webapp is now of type LoadBalancer: reachable from outside the cluster", "opened", True),
        ),
        (
            {"type": "ClusterIP"},
            {"type": "NodePort"},
            ("Service webapp is now of type NodePort: reachable at the addresses of the nodes", "opened", True),
        ),
        (
            {"type": "NodePort"},
            {"type": "LoadBalancer"},
            ("Service webapp is now of type LoadBalancer: reachable from outside the cluster", "opened", True),
        ),
        (
            {"type": "LoadBalancer"},
            {"type": "NodePort"},
            ("Service webapp is now of type NodePort: reachable at the addresses of the nodes", "changed", False),
        ),
        (
            {"type": "LoadBalancer"},
            {},
            ("Service webapp is now of type ClusterIP, no longer LoadBalancer", "closed", False),
        ),
    ],
)
def test_another_type_is_told(old: Any, new: Any, expected: tuple[str, str, bool]) -> None:
    assert told(service(**old), service(**new)) == [expected]


def test_an_explicit_default_is_no_change() -> None:
    explicit = service(type="ClusterIP", ports=[{**HTTP[0], "protocol": "TCP"}])
    assert told(service(), explicit) == []


def test_a_new_service_is_told_if_it_opens_something() -> None:
    assert told(None, service()) == []
    assert [each[1:] for each in told(None, service(type="LoadBalancer"))] == [("opened", True)]
    assert told(service(), None) == []
    assert told(service(type="NodePort"), None) == [("Service webapp of type NodePort is gone", "closed", False)]


def test_addresses_of_its_own_are_told() -> None:
    found = told(service(externalIPs=["192.0.2.1"]), service(externalIPs=["192.0.2.2"]))
    assert found == [
        ("Service webapp is now reachable at the address 192.0.2.2", "opened", True),
        ("Service webapp is no longer reachable at the address 192.0.2.1", "closed", False),
    ]


def test_whom_a_load_balancer_lets_in_is_compared_as_a_set() -> None:
    def balancer(*ranges: str) -> Manifest:
        return service(type="LoadBalancer", loadBalancerSourceRanges=list(ranges))

    assert told(balancer("10.0.0.0/8"), balancer("10.0.0.0/9", "10.128.0.0/9")) == []
    wider = ("Service webapp: the load balancer now lets 11.0.0.0/8 in", "opened", True)
    assert told(balancer("10.0.0.0/8"), balancer("10.0.0.0/7")) == [wider]
    text = "Service webapp: the load balancer no longer lets anywhere except 10.0.0.0/8 in"
    assert told(balancer(), balancer("10.0.0.0/8")) == [(text, "closed", False)]


def test_ports_that_come_and_go_are_told() -> None:
    more = service(ports=[*HTTP, {"name": "metrics", "port": 9090}])
    assert told(service(), more) == [("Service webapp now listens on 9090", "opened", False)]
    assert told(more, service()) == [("Service webapp no longer listens on 9090", "closed", False)]
    outside = {"type": "LoadBalancer"}
    opened = told(service(**outside), service(**outside, ports=[*HTTP, {"name": "x", "port": 53, "protocol": "UDP"}]))
    assert opened == [("Service webapp now listens on UDP 53", "opened", True)]


def test_the_port_of_the_pods_is_compared_by_its_number() -> None:
    by_number = service(ports=[{**HTTP[0], "targetPort": 3000}])
    assert told(service(), by_number) == []
    found = told(service(), service(ports=[{**HTTP[0], "targetPort": 80}]))
    assert found == [("Service webapp: port 80 now leads to 80 of the pods, no longer to 3000", "changed", False)]
    named = told(service(), service(ports=[{**HTTP[0], "targetPort": "none"}]))
    assert named == [("Service webapp: port 80 now leads to none of the pods, no longer to 3000", "changed", False)]


def test_a_service_that_selects_no_pod_any_more_is_told() -> None:
    found = told(service(), service(selector={"app": "webapp", "extra": "x"}))
    text = "Service webapp: no pod of the file answers any more, as none has app=webapp,extra=x"
    assert found == [(text, "closed", False)]
    assert told(service(selector={"app": "none"}), service(selector={"app": "nobody"})) == []
    text = "Service webapp: no pod of the file answers any more, as it has no selector"
    assert told(service(), service(selector=None)) == [(text, "closed", False)]


def test_other_pods_behind_a_service_are_told() -> None:
    text = "Service webapp now leads to other, no longer to webapp"
    assert told(service(), service(selector={"app": "other"})) == [(text, "changed", False)]
    outside = {"type": "NodePort"}
    assert told(service(**outside), service(**outside, selector={"app": "other"})) == [(text, "changed", True)]


def test_a_workload_that_comes_or_goes_is_told_elsewhere() -> None:
    old = side(PODS[0], service())
    new = side(*PODS, service()) | side(workload("webapp", "StatefulSet"), workload("more", labels={"app": "webapp"}))
    assert changes(old, new) == []


def test_a_service_of_another_namespace_selects_its_own_pods() -> None:
    old, new = (side(workload("webapp"), workload("webapp", space=each), service()) for each in ("shop", "other"))
    assert changes(old, new) == []
    assert changes(side(workload("webapp"), service()), side(workload("webapp", space="b"), workload("x"), service()))


@pytest.mark.parametrize("spec", [None, "text", {"selector": "text", "ports": 7, "type": []}, {"externalIPs": "x"}])
def test_malformed_services_are_read(spec: Any) -> None:
    broken = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "webapp", "namespace": "shop"}, "spec": spec}
    assert isinstance(told(service(), broken), list)
    assert isinstance(told(broken, service()), list)
