"""Services: https://kubernetes.io/docs/concepts/services-networking/service/"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.diff.admission.examples import ABSENT, changed, check, fault_paths, service

_HTTP = {"name": "http", "port": 80}


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("ports", [{"port": 80}, _HTTP], [{"port": 80}], "ports[0].name"),
        ("ports", [_HTTP, {**_HTTP, "port": 81}], [_HTTP, {"name": "b", "port": 81}], "ports[1].name"),
        ("ports", [_HTTP, {**_HTTP, "name": "b"}], [_HTTP, {**_HTTP, "name": "b", "protocol": "UDP"}], "ports[1]"),
        ("ports", [], [_HTTP], "ports"),
        ("ports[0].name", "http.a", "http-a", None),
        ("ports[0].port", 0, 1, None),
        ("ports[0].port", 65536, 65535, None),
        ("ports[0].protocol", "tcp", "SCTP", None),
        ("ports[0].targetPort", 65536, 65535, None),
        ("ports[0].targetPort", "a-name-too-long1", "a-name-as-long1", None),
        ("ports[0].targetPort", "8080", 8080, None),
        ("ports[0].targetPort", -1, "http", None),
        ("ports[0].appProtocol", "a b", "kubernetes.io/h2c", None),
        ("ports[0].nodePort", 30080, 0, None),
        ("type", "Node", "NodePort", None),
        ("selector", {"app": "a b"}, {}, "selector[app]"),
        ("clusterIP", "a", "10.0.0.1", None),
        ("clusterIP", "none", "None", None),
        ("clusterIP", "10.0.0.256", "fd00::1", None),
        ("clusterIP", "010.0.0.1", "", None),
        ("clusterIPs", ["10.0.0.1", "10.0.0.2"], ["10.0.0.1", "fd00::1"], None),
        ("ipFamilies", ["IPv4", "IPv4"], ["IPv4", "IPv6"], None),
        ("ipFamilies", ["ipv4"], ["IPv6"], "ipFamilies[0]"),
        ("ipFamilyPolicy", "DualStack", "PreferDualStack", None),
        ("externalIPs", ["a"], ["192.0.2.1"], "externalIPs[0]"),
        ("externalIPs", ["127.0.0.1"], [], "externalIPs[0]"),
        ("sessionAffinity", "Client", "ClientIP", None),
        ("internalTrafficPolicy", "local", "Local", None),
        ("externalTrafficPolicy", "Local", None, None),
        ("externalTrafficPolicy", "Cluster", "", None),
        ("healthCheckNodePort", 30000, 0, None),
        ("loadBalancerClass", "example.com/a", None, None),
        ("loadBalancerSourceRanges", ["10.0.0.0/8"], [], None),
        ("allocateLoadBalancerNodePorts", True, None, None),
        ("trafficDistribution", "Near", "PreferClose", None),
    ],
)
def test_services(path: str, wrong: Any, right: Any, at: str | None) -> None:
    check(service(), f"spec.{path}", wrong, right, f"spec.{at or path}")


def test_the_first_of_several_addresses_is_the_address() -> None:
    check(service(clusterIP="10.0.0.1"), "spec.clusterIPs", ["10.0.0.2"], ["10.0.0.1", "fd00::1"])


def test_a_headless_service_may_have_no_ports() -> None:
    headless = service(clusterIP="None")

    assert fault_paths(changed(headless, "spec.ports", ABSENT)) == []
    check(headless, "spec.type", "NodePort", "ClusterIP", "spec.clusterIP")


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("ports[0].nodePort", 80, 30080, None),
        ("ports[0].nodePort", 32768, 32767, None),
        (
            "ports",
            [{**_HTTP, "nodePort": 30080}, {"name": "b", "port": 81, "nodePort": 30080}],
            [_HTTP],
            "ports[1].nodePort",
        ),
        ("externalTrafficPolicy", "local", "Local", None),
        ("healthCheckNodePort", 30000, 0, None),
    ],
)
def test_ports_of_nodes(path: str, wrong: Any, right: Any, at: str | None) -> None:
    check(service(type="NodePort"), f"spec.{path}", wrong, right, f"spec.{at or path}")


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("loadBalancerClass", "a b", "example.com/a", None),
        ("loadBalancerSourceRanges", ["10.0.0.0"], ["10.0.0.0/8"], "loadBalancerSourceRanges[0]"),
        ("loadBalancerSourceRanges", ["10.0.0.1/8"], [" fd00::/8"], "loadBalancerSourceRanges[0]"),
        ("externalTrafficPolicy", "Node", "Cluster", None),
        ("ports[0].nodePort", 1, 30000, None),
    ],
)
def test_load_balancers(path: str, wrong: Any, right: Any, at: str | None) -> None:
    check(service(type="LoadBalancer"), f"spec.{path}", wrong, right, f"spec.{at or path}")


def test_health_of_nodes_is_asked_by_load_balancers_of_local_traffic() -> None:
    local = service(type="LoadBalancer", externalTrafficPolicy="Local", healthCheckNodePort=30000)
    check(local, "spec.externalTrafficPolicy", "Cluster", "Local", "spec.healthCheckNodePort")


@pytest.mark.parametrize(
    ("path", "wrong", "right"),
    [
        ("externalName", "", "example.com"),
        ("externalName", ABSENT, "example.com."),
        ("externalName", "https://example.com", "1.2.3.4"),
        ("clusterIP", "10.0.0.1", ""),
        ("clusterIP", "None", None),
        ("ipFamilyPolicy", "SingleStack", None),
        ("ports", [{"port": 0}], ABSENT),
    ],
)
def test_names_outside(path: str, wrong: Any, right: Any) -> None:
    outside = service(type="ExternalName", externalName="example.com")
    check(outside, f"spec.{path}", wrong, right, "spec.ports[0].port" if path == "ports" else f"spec.{path}")


@pytest.mark.parametrize(("seconds", "is_fault"), [(0, True), (1, False), (86400, False), (86401, True)])
def test_the_affinity_of_clients_lasts_a_day_at_most(seconds: int, is_fault: bool) -> None:
    sticky = service(sessionAffinity="ClientIP", sessionAffinityConfig={"clientIP": {"timeoutSeconds": seconds}})
    assert fault_paths(sticky) == (["spec.sessionAffinityConfig.clientIP.timeoutSeconds"] if is_fault else [])


def test_services_that_are_reached_by_an_address_outside_have_a_policy() -> None:
    assert fault_paths(service(externalIPs=["192.0.2.1"], externalTrafficPolicy="Local")) == []


def test_defaults_are_what_an_absent_field_has() -> None:
    defaults = {
        "type": "ClusterIP",
        "sessionAffinity": "None",
        "internalTrafficPolicy": "Cluster",
        "ports": [{**_HTTP, "protocol": "TCP", "targetPort": 80}],
    }
    assert fault_paths(service(**defaults)) == []
