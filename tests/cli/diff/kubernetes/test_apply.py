"""What a three-way merge makes of a live object; the cases are those of Kubernetes' documentation, and its surprises.

https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from neuronpedia_constructs.cli.diff.kubernetes.apply import applied
from neuronpedia_constructs.cli.diff.kubernetes.stored import stored

DEPLOYMENT = "apiVersion: apps/v1, kind: Deployment"


def spec(old: str, new: str, kind: str, live: dict[str, Any] | None = None) -> Any:
    """Return the spec that the server stores: that of `old`, with what `live` adds, after `new` is applied."""
    before, after = (yaml.safe_load(f"{{{kind}, metadata: {{name: a}}, spec: {each}}}") for each in (old, new))
    there = stored(before)
    there["spec"].update(live or {})
    return stored(applied(there, before, after))["spec"]


def test_a_field_that_somebody_else_set_stays() -> None:
    assert spec("{minReadySeconds: 5}", "{minReadySeconds: 6}", DEPLOYMENT, {"replicas": 4})["replicas"] == 4


def test_a_field_that_only_the_old_manifest_had_goes_back_to_its_default() -> None:
    assert spec("{replicas: 6}", "{}", DEPLOYMENT, {"replicas": 6})["replicas"] == 1


def test_null_removes_what_was_never_in_a_manifest() -> None:
    assert "paused" not in spec("{}", "{paused: null}", DEPLOYMENT, {"paused": True})


def test_recreate_removes_the_defaults_of_a_rolling_update() -> None:
    assert spec("{}", "{strategy: {type: Recreate}}", DEPLOYMENT)["strategy"] == {"type": "Recreate"}


def test_the_strategy_of_a_stateful_set_keeps_them() -> None:
    """So a server refuses the change: `rollingUpdate` is only allowed with RollingUpdate."""
    new = spec("{}", "{updateStrategy: {type: OnDelete}}", "apiVersion: apps/v1, kind: StatefulSet")
    assert new["updateStrategy"] == {"type": "OnDelete", "rollingUpdate": {"partition": 0, "maxUnavailable": 1}}


def test_a_policy_keeps_the_types_that_it_had_without_saying_so() -> None:
    """So new rules for egress are of no use until the manifest has `policyTypes`."""
    kind = "apiVersion: networking.k8s.io/v1, kind: NetworkPolicy"
    new = spec("{podSelector: {}}", "{podSelector: {}, egress: [{}]}", kind)
    assert new["policyTypes"] == ["Ingress"]


def test_containers_are_told_apart_by_name_and_come_in_the_new_order() -> None:
    old = "{template: {spec: {containers: [{name: a, image: x}, {name: b, image: x}]}}}"
    new = "{template: {spec: {containers: [{name: c, image: x}, {name: b, image: y}]}}}"
    containers = spec(old, new, DEPLOYMENT)["template"]["spec"]["containers"]
    assert [(each["name"], each["image"]) for each in containers] == [("c", "x"), ("b", "y")]


def test_a_sidecar_that_somebody_injected_stays() -> None:
    old = "{template: {spec: {containers: [{name: a, image: x}]}}}"
    new = "{template: {spec: {containers: [{name: a, image: y}]}}}"
    template = {"spec": {"containers": [{"name": "a", "image": "x"}, {"name": "proxy", "image": "p"}]}}
    containers = spec(old, new, DEPLOYMENT, {"template": template})["template"]["spec"]["containers"]
    assert [each["name"] for each in containers] == ["a", "proxy"]


def test_a_volume_of_another_source_loses_the_old_one() -> None:
    old = "{template: {spec: {volumes: [{name: v}]}}}"
    new = "{template: {spec: {volumes: [{name: v, configMap: {name: c}}]}}}"
    volumes = spec(old, new, DEPLOYMENT)["template"]["spec"]["volumes"]
    assert volumes == [{"name": "v", "configMap": {"name": "c", "defaultMode": 420}}]


def test_a_variable_from_a_secret_has_no_value_any_more() -> None:
    old = "{template: {spec: {containers: [{name: a, env: [{name: P, value: x}]}]}}}"
    source = "{secretKeyRef: {name: s, key: k}}"
    new = f"{{template: {{spec: {{containers: [{{name: a, env: [{{name: P, valueFrom: {source}}}]}}]}}}}}}"
    variable = spec(old, new, DEPLOYMENT)["template"]["spec"]["containers"][0]["env"][0]
    assert variable == {"name": "P", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}


def test_arguments_are_replaced_as_a_whole() -> None:
    old = "{template: {spec: {containers: [{name: a, args: [x, y]}]}}}"
    new = "{template: {spec: {containers: [{name: a, args: [z]}]}}}"
    assert spec(old, new, DEPLOYMENT)["template"]["spec"]["containers"][0]["args"] == ["z"]


def test_a_key_that_string_data_no_longer_has_stays_in_a_secret() -> None:
    """`kubectl apply` removes it from `stringData`, which the server does not keep."""
    before = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "stringData": {"old": "x"}}
    after = {**before, "stringData": {"new": "y"}}
    assert stored(applied(stored(before), before, after))["data"].keys() == {"old", "new"}


def test_two_elements_of_one_name_are_replaced_as_a_whole() -> None:
    old = "{ports: [{port: 53, protocol: TCP, name: a}, {port: 53, protocol: UDP, name: b}]}"
    new = "{ports: [{port: 53, protocol: UDP, name: b}]}"
    ports = spec(old, new, "apiVersion: v1, kind: Service")["ports"]
    assert [each["name"] for each in ports] == ["b"]


@pytest.mark.parametrize(
    ("old", "new", "account"),
    [
        ("serviceAccountName: x", "", "x"),
        ("serviceAccount: x", "", "x"),
        ("serviceAccount: x", "serviceAccount: y", "x"),
        ("serviceAccountName: x", "serviceAccountName: y", "y"),
        ("", "serviceAccount: y", "y"),
    ],
)
def test_a_service_account_stays_under_its_old_name(old: str, new: str, account: str) -> None:
    one, other = (f"{{template: {{spec: {{{each}}}}}}}" for each in (old, new))
    assert spec(one, other, DEPLOYMENT)["template"]["spec"]["serviceAccountName"] == account
