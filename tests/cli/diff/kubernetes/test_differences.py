"""How two stored objects differ."""

from __future__ import annotations

from typing import Any

import yaml

from neuronpedia_constructs.cli.diff.kubernetes.differences import differences
from neuronpedia_constructs.cli.diff.kubernetes.stored import stored


def found(one: str, other: str, kind: str = "apiVersion: v1, kind: Pod") -> list[tuple[str, Any, Any]]:
    """Return how two specs differ."""
    sides = [yaml.safe_load(f"{{{kind}, metadata: {{name: a}}, spec: {each}}}") for each in (one, other)]
    return [(each.place, each.old, each.new) for each in differences(*map(stored, sides))]


def test_a_field_is_named_with_its_container_and_variable() -> None:
    one = "{containers: [{name: web, env: [{name: A, value: x}]}]}"
    other = "{containers: [{name: web, env: [{name: A, value: y}]}]}"
    assert found(one, other) == [("spec.containers[web].env[A].value", "x", "y")]


def test_an_element_that_comes_is_one_difference() -> None:
    one, other = "{volumes: []}", "{volumes: [{name: v, emptyDir: {}}]}"
    assert found(one, other) == [("spec.volumes", None, [{"name": "v", "emptyDir": {}}])]
    with_one = "{volumes: [{name: u, emptyDir: {}}]}"
    with_both = "{volumes: [{name: u, emptyDir: {}}, {name: v, emptyDir: {}}]}"
    assert found(with_one, with_both) == [("spec.volumes[v]", None, {"name": "v", "emptyDir": {}})]


def test_another_order_is_told_as_such() -> None:
    one = "{containers: [{name: a}, {name: b}]}"
    other = "{containers: [{name: b}, {name: a}]}"
    assert found(one, other) == [("spec.containers.(order)", ["a", "b"], ["b", "a"])]


def test_an_insertion_is_no_other_order() -> None:
    one = "{containers: [{name: a}, {name: b}]}"
    other = "{containers: [{name: x}, {name: a}, {name: b}]}"
    assert [place for place, _, _ in found(one, other)] == ["spec.containers[x]"]


def test_amounts_are_compared_as_numbers() -> None:
    one = "{containers: [{name: a, resources: {limits: {memory: 1Gi, cpu: 1}}}]}"
    other = "{containers: [{name: a, resources: {limits: {memory: 1073741824, cpu: 1000m}}}]}"
    assert found(one, other) == []


def test_a_number_is_not_the_text_of_it() -> None:
    one = "{containers: [{name: a, livenessProbe: {tcpSocket: {port: 80}}}]}"
    other = "{containers: [{name: a, livenessProbe: {tcpSocket: {port: '80'}}}]}"
    assert found(one, other) == [("spec.containers[a].livenessProbe.tcpSocket.port", 80, "80")]


def test_keys_with_dots_are_set_apart() -> None:
    one, other = "{nodeSelector: {}}", "{nodeSelector: {example.org/pool: gpu}}"
    assert found(one, other) == [("spec.nodeSelector[example.org/pool]", None, "gpu")]


def test_lists_without_names_are_compared_by_number() -> None:
    one = "{rules: [{host: a.example.org}]}"
    other = "{rules: [{host: b.example.org}]}"
    kind = "apiVersion: networking.k8s.io/v1, kind: Ingress"
    assert found(one, other, kind) == [("spec.rules[0].host", "a.example.org", "b.example.org")]
