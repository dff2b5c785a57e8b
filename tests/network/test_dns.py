"""The DNS server that NetworkPolicies open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from cdk8s import App
from cdk8s_plus_28 import k8s

from neuronpedia_constructs import ClusterDns, NetworkAccess
from tests.support.building import bare, doubts, named, synthesized
from tests.support.cluster.policies import Address, Endpoint, Pod, Policies
from tests.support.own_mixins import DraftChange


def opened(app: App, dns: ClusterDns | None = None, **arguments: Any) -> list[Any]:
    """The rules of the webapp's policy for UDP, which is DNS alone."""
    made = synthesized(bare(app, network=NetworkAccess(dns=dns or ClusterDns(**arguments))))
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


COREDNS = Pod("kube-system", {"k8s-app": "kube-dns"}, {})
CACHE = Pod("kube-system", {"k8s-app": "node-local-dns"}, {})
OPENSHIFT = Pod("openshift-dns", {"dns.operator.openshift.io/daemonset-dns": "default"}, {})
NODE_LOCAL = Address("169.254.20.10")
METADATA = Address("169.254.169.254")
ANSWERING: tuple[Endpoint, ...] = (COREDNS, CACHE, OPENSHIFT, NODE_LOCAL, METADATA)

CLUSTERS: Mapping[str, tuple[ClusterDns, list[tuple[Endpoint, int]]]] = {
    "any": (ClusterDns(), [(COREDNS, 53), (NODE_LOCAL, 53)]),
    "NodeLocal DNSCache": (
        ClusterDns.node_local("169.254.25.10", "10.96.0.10", "fd00::a"),
        [
            (COREDNS, 53),
            (CACHE, 53),
            (Address("169.254.25.10"), 53),
            (Address("10.96.0.10"), 53),
            (Address("fd00::a"), 53),
        ],
    ),
    "EKS Auto Mode": (
        ClusterDns.eks_auto_mode(),
        [(COREDNS, 53), (Address("10.100.0.10"), 53), (Address("172.20.0.10"), 53)],
    ),
    "EKS Auto Mode, its own range": (
        ClusterDns.eks_auto_mode("10.7.128.0/20"),
        [(COREDNS, 53), (Address("10.7.128.10"), 53)],
    ),
    "EKS Auto Mode, IPv6": (
        ClusterDns.eks_auto_mode("fd7a:3f00:1::/108"),
        [(COREDNS, 53), (Address("fd7a:3f00:1::a"), 53)],
    ),
    "GKE": (ClusterDns.gke_cloud_dns(), [(COREDNS, 53), (CACHE, 53), (NODE_LOCAL, 53), (METADATA, 53)]),
    "Gardener": (
        ClusterDns.gardener(),
        [
            (COREDNS, 8053),
            (CACHE, 53),
            (NODE_LOCAL, 53),
            (Address("fd30:1319:f1e:230b::1"), 53),
            (Address("100.64.0.10"), 53),
        ],
    ),
    "Gardener, its own range": (
        ClusterDns.gardener("10.2.0.0/16"),
        [(COREDNS, 8053), (CACHE, 53), (NODE_LOCAL, 53), (Address("10.2.0.10"), 53)],
    ),
    "OpenShift": (ClusterDns.openshift(), [(OPENSHIFT, 5353)]),
}


def policies(app: App, dns: ClusterDns) -> tuple[Policies, Pod]:
    made = synthesized(bare(app, network=NetworkAccess(dns=dns)))
    return Policies(made), Pod("neuronpedia", {"app": "webapp"}, {})


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_each_kind_of_cluster_is_asked_where_it_answers(cluster: str, app: App) -> None:
    dns, answering = CLUSTERS[cluster]
    made, webapp = policies(app, dns)
    for end, port in answering:
        for protocol in ("UDP", "TCP"):
            assert made.allow(webapp, end, port, protocol), end
    for end in (*ANSWERING, Address("10.100.0.11"), Address("100.64.0.11")):
        opened_ports = [port for port in (53, 5353, 8053) if made.allow(webapp, end, port, "UDP")]
        assert bool(opened_ports) is any(end == other for other, _ in answering), end


@pytest.mark.parametrize("dns", [dns for dns, _ in CLUSTERS.values()], ids=CLUSTERS)
def test_where_a_node_serves_its_credentials_nothing_but_names_is_asked(dns: ClusterDns, app: App) -> None:
    made, webapp = policies(app, dns)
    assert not any(made.allow(webapp, METADATA, port) for port in (80, 443, 988))


def test_the_default_is_rendered_as_it_was(app: App) -> None:
    (rule,) = opened(app)
    assert rule["to"] == [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
            "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
        },
        {"ipBlock": {"cidr": "169.254.20.10/32"}},
    ]


@pytest.mark.parametrize(
    "dns",
    [
        *(ClusterDns.eks_auto_mode(wrong) for wrong in ("10.100.0.10", "10.100.0.5/16", "fe80::%eth0/64", "", "x")),
        ClusterDns.eks_auto_mode(5),  # type: ignore[arg-type]
        ClusterDns.gardener("100.64.0.1/13"),
        ClusterDns.gardener(None),  # type: ignore[arg-type]
        ClusterDns.node_local("169.254.25"),
        ClusterDns.node_local(5),  # type: ignore[arg-type]
    ],
)
def test_a_wrong_range_is_reported_and_raises_nothing(dns: ClusterDns, app: App) -> None:
    assert [problem.code for problem in dns.problems(bare(app).plan.context)] == ["dns.cidrs-invalid"]


@pytest.mark.parametrize("labels", [{}, [], [{}]])
def test_dns_that_nobody_opens_is_told(labels: Any, app: App) -> None:
    bare(app, network=NetworkAccess(dns=ClusterDns(pod_labels=labels, cidrs=[])))
    assert [warning.code for warning in doubts(app)] == ["dns.closed"]


def test_dns_that_is_open_is_not(app: App) -> None:
    for number, (dns, _) in enumerate(CLUSTERS.values()):
        bare(app, f"env-{number}", network=NetworkAccess(dns=dns, cluster=f"c{number}"))
    assert doubts(app) == ()


@pytest.mark.parametrize(("server", "warned"), [("10.0.0.53", True), ("fd00::53", True), ("169.254.20.10", False)])
def test_a_nameserver_of_a_mixin_that_no_policy_opens_is_told(app: App, server: str, warned: bool) -> None:
    config = k8s.PodDnsConfig(nameservers=[server])
    mixin = DraftChange(lambda draft: setattr(draft.pod, "dns_config", config))
    bare(app).webapp.with_(mixin)
    found = [warning for warning in doubts(app) if warning.code == "dns.nameserver-closed"]
    assert [warning.construct for warning in found] == ["webapp"] * warned
    opened = App()
    cidr = f"{server}/{128 if ':' in server else 32}"
    bare(opened, network=NetworkAccess(dns=ClusterDns(cidrs=[cidr]))).webapp.with_(mixin)
    assert not doubts(opened)
