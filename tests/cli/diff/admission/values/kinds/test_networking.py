"""Ingresses, NetworkPolicies and PodDisruptionBudgets: https://kubernetes.io/docs/concepts/services-networking/"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.diff.admission.examples import ABSENT, changed, check, fault_paths, object_of

_PORT = {"number": 80}
_SERVICE = {"service": {"name": "web", "port": _PORT}}
_PATH = {"path": "/", "pathType": "Prefix", "backend": _SERVICE}
_RESOURCE = {"resource": {"apiGroup": "example.com", "kind": "A", "name": "a"}}
_RULES = "spec.rules[0]"
_BACKEND = f"{_RULES}.http.paths[0].backend"
_SELECTOR = {"matchLabels": {"app": "web"}}
_WRONG_SELECTOR = {"matchExpressions": [{"key": "app", "operator": "In"}]}


def ingress() -> dict[str, Any]:
    rules = [{"host": "example.com", "http": {"paths": [_PATH]}}]
    return object_of("networking.k8s.io/v1", "Ingress", spec={"ingressClassName": "nginx", "rules": rules})


def network_policy() -> dict[str, Any]:
    spec = {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"to": [{"podSelector": {}}], "ports": []}]}
    return object_of("networking.k8s.io/v1", "NetworkPolicy", spec=spec)


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("spec.rules", [], [{}], "spec"),
        ("spec.ingressClassName", "", "nginx", None),
        ("spec.ingressClassName", "Nginx", ABSENT, None),
        (f"{_RULES}.host", "10.0.0.1", "a.example.com", None),
        (f"{_RULES}.host", "Example.com", "example.com", None),
        (f"{_RULES}.host", "*.*.com", "*.example.com", None),
        (f"{_RULES}.host", "a.*.com", "", None),
        (f"{_RULES}.host", "*", ABSENT, None),
        (f"{_RULES}.host", "example.com:80", "example.com", None),
        (f"{_RULES}.http.paths", [], [_PATH], None),
        (f"{_RULES}.http.paths[0].path", "a", "/a", None),
        (f"{_RULES}.http.paths[0].path", "", "/", None),
        (f"{_RULES}.http.paths[0].path", ABSENT, "/", None),
        (f"{_RULES}.http.paths[0].path", "/a//b", "/a/b/", None),
        (f"{_RULES}.http.paths[0].path", "/a/./b", "/a.b", None),
        (f"{_RULES}.http.paths[0].path", "/a/../b", "/a/..b", None),
        (f"{_RULES}.http.paths[0].path", "/a%2fb", "/a%20b", None),
        (f"{_RULES}.http.paths[0].path", "/a/..", "/a/...", None),
        (f"{_RULES}.http.paths[0].path", "/a/.", "/a.", None),
        (f"{_RULES}.http.paths[0].pathType", "prefix", "Exact", None),
        (f"{_RULES}.http.paths[0].pathType", ABSENT, "ImplementationSpecific", None),
        (_BACKEND, {}, _SERVICE, None),
        (_BACKEND, {**_SERVICE, **_RESOURCE}, _RESOURCE, None),
        (f"{_BACKEND}.service.name", "a.b", "1-b", None),
        (f"{_BACKEND}.service.port", {}, {"number": 1}, None),
        (f"{_BACKEND}.service.port", {"name": "http", "number": 80}, {"name": "http"}, None),
        (f"{_BACKEND}.service.port.number", 65536, 65535, None),
        (f"{_BACKEND}.service.port", {"name": "Http"}, {"name": "http"}, f"{_BACKEND}.service.port.name"),
        ("spec.defaultBackend", {}, _SERVICE, None),
        ("spec.tls", [{"hosts": ["a b"]}], [{"hosts": ["*.a.b"], "secretName": "a"}], "spec.tls[0].hosts[0]"),
        ("spec.tls", [{"secretName": "A"}], [{}], "spec.tls[0].secretName"),
    ],
)
def test_ingresses(path: str, wrong: Any, right: Any, at: str | None) -> None:
    check(ingress(), path, wrong, right, at or path)


def test_a_path_of_the_controllers_own_syntax_is_absolute_or_not_given() -> None:
    own = changed(ingress(), f"{_RULES}.http.paths[0].pathType", "ImplementationSpecific")
    for right in ("", ABSENT, "/a//b(.*)"):
        check(own, f"{_RULES}.http.paths[0].path", "a", right)


def test_an_ingress_with_a_default_needs_no_rules() -> None:
    assert fault_paths(object_of("networking.k8s.io/v1", "Ingress", spec={"defaultBackend": _SERVICE})) == []


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("spec.podSelector", _WRONG_SELECTOR, _SELECTOR, "spec.podSelector.matchExpressions[0].values"),
        ("spec.policyTypes", ["egress"], ["Ingress", "Egress"], "spec.policyTypes[0]"),
        ("spec.policyTypes", ["Ingress", "Egress", "Egress"], [], "spec.policyTypes"),
    ],
)
def test_network_policies(path: str, wrong: Any, right: Any, at: str) -> None:
    check(network_policy(), path, wrong, right, at)


@pytest.mark.parametrize(
    ("wrong", "right", "at"),
    [
        ({}, {"podSelector": {}}, ""),
        ({"ipBlock": {"cidr": "10.0.0.0/8"}, "podSelector": {}}, {"ipBlock": {"cidr": "10.0.0.0/8"}}, ".ipBlock"),
        (
            {"ipBlock": {"cidr": "10.0.0.0/8"}, "namespaceSelector": {}},
            {"podSelector": {}, "namespaceSelector": {}},
            ".ipBlock",
        ),
        ({"namespaceSelector": _WRONG_SELECTOR}, {"namespaceSelector": _SELECTOR}, None),
        ({"ipBlock": {"cidr": "10.0.0.0"}}, {"ipBlock": {"cidr": "0.0.0.0/0"}}, ".ipBlock.cidr"),
        ({"ipBlock": {"cidr": "10.0.0.0/33"}}, {"ipBlock": {"cidr": "fd00::/8"}}, ".ipBlock.cidr"),
        ({"ipBlock": {"cidr": "10.0.0.1/8"}}, {"ipBlock": {"cidr": "10.0.0.1/32"}}, ".ipBlock.cidr"),
        ({"ipBlock": {"cidr": ""}}, {"ipBlock": {"cidr": "::/0"}}, ".ipBlock.cidr"),
        (
            {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["11.0.0.0/9"]}},
            {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.0.0.0/9"]}},
            ".ipBlock.except[0]",
        ),
        (
            {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16", "10.0.0.0/8"]}},
            {"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8", "169.254.169.254/32"]}},
            ".ipBlock.except[1]",
        ),
        (
            {"ipBlock": {"cidr": "0.0.0.0/0", "except": ["fd00::/8"]}},
            {"ipBlock": {"cidr": "::/0", "except": ["fd00::/8"]}},
            ".ipBlock.except[0]",
        ),
        (
            {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.0.0.1"]}},
            {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.0.0.1/32"]}},
            ".ipBlock.except[0]",
        ),
    ],
)
def test_peers(wrong: Any, right: Any, at: str | None) -> None:
    path = "spec.egress[0].to"
    at = ".namespaceSelector.matchExpressions[0].values" if at is None else at
    check(network_policy(), path, [wrong], [right], f"{path}[0]{at}")


@pytest.mark.parametrize(
    ("wrong", "right", "at"),
    [
        ({"port": 0}, {"port": 1}, "port"),
        ({"port": 65536}, {"port": 65535}, "port"),
        ({"port": "8080"}, {"port": "http"}, "port"),
        ({"port": "a-name-too-long1"}, {"port": "a-name-as-long1"}, "port"),
        ({"protocol": "tcp"}, {"protocol": "UDP"}, "protocol"),
        ({"port": 90, "endPort": 80}, {"port": 80, "endPort": 80}, "endPort"),
        ({"port": 80, "endPort": 65536}, {"port": 80, "endPort": 65535}, "endPort"),
        ({"endPort": 90}, {"port": 80, "endPort": 90}, "endPort"),
        ({"port": "http", "endPort": 90}, {"port": "http"}, "endPort"),
    ],
)
def test_ports(wrong: Any, right: Any, at: str) -> None:
    path = "spec.egress[0].ports"
    check(network_policy(), path, [wrong], [right], f"{path}[0].{at}")


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("maxUnavailable", 1, None, None),
        ("maxUnavailable", 0, ABSENT, None),
        ("minAvailable", -1, 0, None),
        ("minAvailable", "101%", "100%", None),
        ("minAvailable", "half", "50%", None),
        ("unhealthyPodEvictionPolicy", "Always", "AlwaysAllow", None),
        ("selector", _WRONG_SELECTOR, {}, "selector.matchExpressions[0].values"),
    ],
)
def test_disruption_budgets(path: str, wrong: Any, right: Any, at: str | None) -> None:
    budget = object_of("policy/v1", "PodDisruptionBudget", spec={"minAvailable": 1, "selector": _SELECTOR})
    check(budget, f"spec.{path}", wrong, right, f"spec.{at or path}")


def test_classes_of_ingresses() -> None:
    given = object_of("networking.k8s.io/v1", "IngressClass", spec={"controller": "k8s.io/ingress-nginx"})
    check(given, "spec.controller", "", "example.com/a")
    check(given, "spec.controller", "nginx", "example.com/a/b")
