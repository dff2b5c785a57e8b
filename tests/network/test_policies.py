"""Pods reach what their settings name, and nothing else reaches them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from types import MappingProxyType
from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import (
    AppConfig,
    CloudNativePg,
    ClusterDns,
    ExternalDatabase,
    NetworkAccess,
    PostgresBackup,
    S3Target,
)
from tests.rules.network import CALLS_OUT, DNS, INTERNET, NODE_DNS, STRANGER, pods
from tests.support.building import bare, small, synthesized
from tests.support.cluster.policies import Address, Endpoint, Pod, Policies

PROXY = "http://proxy.example.org:3128"


SMTP = AppConfig(email_sending_provider="smtp", smtp_server_host="smtp.example.org", smtp_server_port=587)


AZURE = AppConfig(embedding_provider="azure", azure_openai_endpoint="https://ai.example.org:8443")


OPERATED = CloudNativePg(backup=S3Target(bucket="backups", endpoint="https://minio.example.org:9000"))


ELSEWHERE = ExternalDatabase(host="db.example.org", port=6432)


OWN_DNS = ClusterDns(namespace="dns", pod_labels={"app": "coredns"}, cidrs=["10.0.0.10/32"], ports=[5353])


EVERYWHERE = NetworkAccess(egress_cidrs=["0.0.0.0/0"])


PRIVATE = ("10.1.2.3", "100.64.0.1", "172.16.0.1", "172.31.255.1", "192.168.1.1", "169.254.169.254", "fd00::1")


@pytest.mark.parametrize(
    ("arguments", "source", "target", "is_open"),
    [
        *(({}, "webapp", (address, 443), False) for address in PRIVATE),
        ({}, "webapp", ("2606:4700::1111", 443), True),
        ({"network": EVERYWHERE}, "webapp", ("10.1.2.3", 443), True),
        *(({"app_config": SMTP}, "webapp", (end, 587), False) for end in ("fd00:ec2::254", "fd20:ce::254")),
        ({"app_config": SMTP}, "webapp", ("fd00::5", 587), True),
        *(({"network": EVERYWHERE}, "webapp", (f"169.254.{end}", 443), False) for end in ("169.254", "170.2")),
        ({"network": NetworkAccess(https_proxy=PROXY)}, "webapp", (INTERNET.ip, 443), False),
        ({"network": NetworkAccess(https_proxy=PROXY), "app_config": AZURE}, "webapp", (INTERNET.ip, 8443), False),
        ({"network": NetworkAccess(https_proxy=PROXY), "app_config": SMTP}, "webapp", (INTERNET.ip, 587), True),
        ({"network": NetworkAccess(https_proxy="http://10.2.0.8:3128")}, "webapp", ("10.2.0.8", 3128), True),
        ({"network": NetworkAccess(https_proxy="http://10.2.0.8:3128")}, "webapp", ("10.2.0.9", 3128), False),
        ({"app_config": SMTP}, "webapp", ("10.1.2.3", 587), True),
        ({"app_config": SMTP}, "autointerp", (INTERNET.ip, 587), False),
        ({"app_config": SMTP}, "webapp", ("169.254.170.2", 587), False),
        ({"database": ELSEWHERE}, "db-init", ("10.1.2.3", 6432), True),
        ({"database": ELSEWHERE, "network": NetworkAccess(https_proxy=PROXY)}, "db-init", (INTERNET.ip, 3128), False),
        ({"database": ExternalDatabase(host="fd00::5")}, "db-init", ("fd00::5", 5432), True),
        ({"database": ExternalDatabase(host="fd00::5")}, "db-init", ("fd00::6", 5432), False),
        ({"database": ExternalDatabase(host="pg-0.pg.data.svc")}, "db-init", (INTERNET.ip, 5432), False),
        ({"database": ELSEWHERE}, "autointerp", ("10.1.2.3", 6432), False),
        ({"database": ELSEWHERE}, "webapp", ("10.1.2.3", 5432), False),
        ({"network": NetworkAccess(dns=OWN_DNS)}, "webapp", ("10.0.0.10", 5353), True),
        ({"network": NetworkAccess(dns=OWN_DNS)}, "webapp", ("10.0.0.10", 53), False),
        ({"network": NetworkAccess(dns=OWN_DNS)}, "webapp", ("169.254.20.10", 53), False),
        ({}, "webapp", ("169.254.20.10", 53), True),
        ({"database": OPERATED}, "postgres", ("10.1.2.3", 9000), True),
        ({"database": OPERATED}, "postgres", (INTERNET.ip, 6443), True),
        ({"database": OPERATED}, "webapp", ("10.1.2.3", 9000), False),
    ],
)
def test_a_pod_reaches_what_its_settings_name_and_no_more(
    arguments: Any, source: str, target: tuple[str, int], is_open: bool, app: App
) -> None:
    made, (address, port) = synthesized(small(app, **arguments)), target
    assert Policies(made).allow(pods(made)[source], Address(address), port) is is_open


def test_names_are_asked_of_the_clusters_own_servers_alone(app: App) -> None:
    made = synthesized(small(app))
    for end in (Pod("kube-system", {"k8s-app": "metrics"}, {}), Pod("other", DNS.labels, {}), Address("169.254.20.11")):
        assert not Policies(made).allow(pods(made)["webapp"], end, 53, "UDP")


OPENSHIFT = {"dns.operator.openshift.io/daemonset-dns": "default"}


@pytest.mark.parametrize("labels", [OPENSHIFT, {}], ids=["pods", "no-pods"])
@pytest.mark.parametrize("cidrs", [["10.0.0.10/32", "fd00::a/128"], []], ids=["addresses", "no-addresses"])
def test_names_are_asked_where_the_network_says_and_nowhere_else(
    labels: dict[str, str], cidrs: list[str], app: App
) -> None:
    dns = ClusterDns(namespace="openshift-dns", pod_labels=labels, cidrs=cidrs, ports=[5353, 8053])
    made = synthesized(bare(app, network=NetworkAccess(dns=dns)).with_(PostgresBackup()))
    policies = Policies(made)
    ends: dict[Endpoint, bool] = {Address("10.0.0.10"): bool(cidrs), Address("fd00::a"): bool(cidrs)}
    ends |= dict.fromkeys((Address("10.0.0.11"), NODE_DNS, INTERNET), False)
    places: tuple[tuple[str, Mapping[str, str]], ...] = (
        ("openshift-dns", OPENSHIFT),
        ("openshift-dns", {}),
        ("kube-system", OPENSHIFT),
        (DNS.namespace, DNS.labels),
    )
    callers = {name: caller for name, caller in pods(made).items() if name != "postgres"}
    assert callers.keys() > CALLS_OUT - {"inference", "graph", "nla", "sparsity"}
    for caller, port, protocol in product(callers.values(), (5353, 8053, 53), ("UDP", "TCP")):
        for end, answers in ends.items():
            assert policies.allow(caller, end, port, protocol) is (answers and port != 53), (end, port)
        for place, own in places:
            answers = bool(labels) and (place, own) == ("openshift-dns", OPENSHIFT)
            assert policies.allow(caller, Pod(place, own, {}), port, protocol) is (answers and port != 53), (place, own)


def test_labels_of_the_names_servers_may_be_any_mapping(app: App) -> None:
    dns = ClusterDns(namespace="dns", pod_labels=MappingProxyType({"app": "coredns"}))
    made = synthesized(small(app, network=NetworkAccess(dns=dns)))
    assert Policies(made).allow(pods(made)["webapp"], Pod("dns", {"app": "coredns"}, {}), 53, "UDP")


def test_instances_are_called_by_their_operator_and_unless_monitored_by_nobody_else(app: App) -> None:
    made = synthesized(small(app, database=CloudNativePg(operator_namespace="operators")))
    instance, labels = pods(made)["postgres"], {"app.kubernetes.io/name": "cloudnative-pg"}
    for caller, is_open in (("operators", labels), True), (("operators", {}), False), (("cnpg-system", labels), False):
        assert Policies(made).allow(Pod(*caller, {}), instance, 8000) is is_open
    assert not Policies(made).allow(STRANGER, instance, 9187)
