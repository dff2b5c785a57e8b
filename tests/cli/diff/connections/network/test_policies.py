"""NetworkPolicies as their API reads them."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.connections.network.policies import (
    Policy,
    is_policy,
    label_keys,
    namespaces,
    peers,
    policies,
)
from neuronpedia_constructs.cli.diff.objects import key_of
from tests.cli.diff.connections.manifests import app, block, manifest, namespace, policy, side, space, tcp


def read(pods: Any = "webapp", **spec: Any) -> Policy:
    (found,) = policies(side(policy("webapp", pods, **spec)))
    return found


@pytest.mark.parametrize(
    ("spec", "isolated"),
    [
        ({}, (True, False)),
        ({"egress": []}, (True, False)),
        ({"egress": [{}]}, (True, True)),
        ({"policyTypes": []}, (True, False)),
        ({"policyTypes": ["Egress"], "ingress": [{}]}, (False, True)),
        ({"policyTypes": ["Ingress"], "egress": [{}]}, (True, False)),
        ({"policyTypes": ["Ingress", "Egress"]}, (True, True)),
        ({"policyTypes": [["Ingress"], "Other", None]}, (False, False)),
        ({"policyTypes": "Egress"}, (True, False)),
    ],
)
def test_types_are_those_that_the_server_sets(spec: Any, isolated: tuple[bool, bool]) -> None:
    found = read(**spec)
    assert (found.rules("ingress") is not None, found.rules("egress") is not None) == isolated


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([{"from": app("a", "b")}], [{"from": app("b", "a")}]),
        ([{"ports": tcp(80)}], [{"ports": [{"port": 80, "protocol": "TCP"}]}]),
        ([{"from": [], "ports": []}], [{}]),
        ([{"from": None, "ports": None}], [None]),
        ([{"from": [block("10.0.0.1/8")]}], [{"from": [block("10.0.0.0/8")]}]),
        ([{"from": app("a")}], [{"from": [{**app("a")[0], **space("shop")}]}]),
    ],
)
def test_other_spellings_are_the_same_policy(one: Any, other: Any) -> None:
    assert read(ingress=one) == read(ingress=other)


@pytest.mark.parametrize(
    "rule",
    [
        "text",
        7,
        [],
        {"from": "text"},
        {"from": {}},
        {"from": [None]},
        {"from": [{}]},
        {"from": ["text"]},
        {"from": [{"podSelector": "text"}]},
        {"from": [{"ipBlock": {"cidr": "bad"}}]},
        {"from": [{**block("10.0.0.0/8"), "podSelector": {}}]},
        {"from": [*app("a"), {"ipBlock": "10.0.0.0/8"}]},
        {"ports": "80"},
        {"ports": [{"port": "80"}]},
    ],
)
def test_a_malformed_rule_allows_nothing_and_others_stay(rule: Any) -> None:
    assert read(ingress=[rule]) == read(ingress=[])
    assert read(ingress=[rule, {"from": app("a")}]) == read(ingress=[{"from": app("a")}])


@pytest.mark.parametrize("rules", ["text", {}, 7, True])
def test_malformed_rules_allow_nothing(rules: Any) -> None:
    assert read(ingress=rules, policyTypes=["Ingress"]) == read(policyTypes=["Ingress"])


def test_a_malformed_selector_selects_nothing_and_none_selects_all() -> None:
    assert read("a").pods is not None
    assert read({"matchLabels": {"app": 7}}).pods is None
    assert read(None).pods == ()


def test_a_policy_without_a_spec_is_read() -> None:
    version = "networking.k8s.io/v1"
    found = policies(
        side(manifest("NetworkPolicy", "a", version=version), manifest("NetworkPolicy", "b", "x", version=version))
    )
    assert [each.ingress for each in found] == [frozenset(), frozenset()]


def test_policies_of_other_apis_are_not_read() -> None:
    other = manifest("NetworkPolicy", "webapp", version="crd.projectcalico.org/v1")
    assert policies(side(other)) == []
    assert [is_policy(key_of(each)) for each in (other, policy("webapp", "webapp"))] == [False, True]


def test_labels_of_namespaces_are_those_of_the_file() -> None:
    broken = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "b", "labels": "text"}}
    assert namespaces(side(namespace("a", team="x"), broken)) == {"a": {"team": "x"}, "b": {}}


def test_peers_and_the_labels_that_they_look_at_are_found() -> None:
    found = read({"matchLabels": {"tier": "1"}}, ingress=[{"from": [*app("a"), block("10.0.0.0/8")]}], egress=[{}])
    assert len(list(peers([found]))) == 2
    assert label_keys([found]) == {"tier", "app"}
