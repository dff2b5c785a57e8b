"""The DNS server that NetworkPolicies open."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import ClusterDns, NetworkAccess
from tests.support.building import bare, named, synthesized


def opened(app: App, **arguments: Any) -> list[Any]:
    """The rules of the webapp's policy for UDP, which is DNS alone."""
    made = synthesized(bare(app, network=NetworkAccess(dns=ClusterDns(**arguments))))
    rules = named(made, "NetworkPolicy", "webapp")["spec"]["egress"]
    return [rule for rule in rules if any(port["protocol"] == "UDP" for port in rule["ports"])]


def test_pods_and_addresses_are_opened_on_both_protocols(app: App) -> None:
    (rule,) = opened(app, namespace="openshift-dns", pod_labels={"a": "b"}, cidrs=["10.0.0.10/32"], ports=[5353])
    assert rule["ports"] == [{"port": 5353, "protocol": protocol} for protocol in ("UDP", "TCP")]
    pods, address = rule["to"]
    assert pods["podSelector"] == {"matchLabels": {"a": "b"}}
    assert pods["namespaceSelector"]["matchLabels"] == {"kubernetes.io/metadata.name": "openshift-dns"}
    assert address == {"ipBlock": {"cidr": "10.0.0.10/32"}}


def test_without_pods_only_addresses_are_opened(app: App) -> None:
    (rule,) = opened(app, pod_labels={}, cidrs=["10.0.0.10/32"])
    assert rule["to"] == [{"ipBlock": {"cidr": "10.0.0.10/32"}}]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"namespace": "Kube"}, "dns.namespace-invalid"),
        ({"pod_labels": {"a b": "c"}}, "dns.pod-labels-invalid"),
        ({"cidrs": ["10.0.0.10"]}, "dns.cidrs-invalid"),
        ({"cidrs": "10.0.0.10/32"}, "dns.cidrs-invalid"),
        ({"ports": []}, "dns.ports-invalid"),
        ({"ports": [True]}, "dns.ports-invalid"),
    ],
)
def test_a_wrong_argument_is_named(app: App, arguments: dict[str, Any], code: str) -> None:
    environment = bare(app)
    found = ClusterDns(**arguments).problems(environment.plan.context)
    assert [problem.code for problem in found] == [code]
