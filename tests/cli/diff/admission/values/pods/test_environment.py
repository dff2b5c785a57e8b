"""Variables: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.diff.admission.examples import changed, check, deployment, fault_paths

_FIRST = "spec.template.spec.containers[0]"
_KEY = {"name": "a", "key": "b"}


def of_field(path: str) -> dict[str, Any]:
    return {"fieldRef": {"fieldPath": path}}


@pytest.mark.parametrize(
    ("wrong", "right", "at"),
    [
        ({"secretKeyRef": _KEY, "configMapKeyRef": _KEY}, {"secretKeyRef": _KEY}, ""),
        ({}, {"configMapKeyRef": _KEY}, ""),
        ({"secretKeyRef": {"key": "b"}}, {"secretKeyRef": _KEY}, ".secretKeyRef.name"),
        ({"configMapKeyRef": {**_KEY, "name": ""}}, {"configMapKeyRef": _KEY}, ".configMapKeyRef.name"),
        ({"configMapKeyRef": {**_KEY, "name": "A"}}, {"configMapKeyRef": _KEY}, ".configMapKeyRef.name"),
        ({"configMapKeyRef": {**_KEY, "key": "a/b"}}, {"configMapKeyRef": {**_KEY, "key": "a_b.c"}}, None),
        ({"secretKeyRef": {"name": "a"}}, {"secretKeyRef": _KEY}, ".secretKeyRef.key"),
        (of_field("spec.containers"), of_field("spec.nodeName"), ".fieldRef.fieldPath"),
        (of_field("metadata.labels"), of_field("metadata.labels['app']"), ".fieldRef.fieldPath"),
        (of_field("metadata.labels['a b']"), of_field("metadata.annotations['A.com/b']"), ".fieldRef.fieldPath"),
        (of_field("metadata.name['a']"), of_field("metadata.uid"), ".fieldRef.fieldPath"),
        (
            {"resourceFieldRef": {"resource": "limits.gpu"}},
            {"resourceFieldRef": {"resource": "limits.cpu"}},
            ".resourceFieldRef.resource",
        ),
        (
            {"resourceFieldRef": {"resource": "memory"}},
            {"resourceFieldRef": {"resource": "requests.memory", "containerName": "web"}},
            ".resourceFieldRef.resource",
        ),
    ],
)
def test_sources(wrong: Any, right: Any, at: str | None) -> None:
    manifest = changed(deployment(), f"{_FIRST}.env", [{"name": "A"}])
    path = f"{_FIRST}.env[0].valueFrom"
    check(manifest, path, wrong, right, f"{path}{'.configMapKeyRef.key' if at is None else at}")


def test_a_variable_has_either_a_value_or_a_source() -> None:
    sourced = changed(deployment(), f"{_FIRST}.env", [{"name": "A", "valueFrom": {"secretKeyRef": _KEY}}])
    check(sourced, f"{_FIRST}.env[0].value", "a", "", f"{_FIRST}.env[0].valueFrom")


@pytest.mark.parametrize(
    ("wrong", "right", "at"),
    [
        ([{}], [{"secretRef": {"name": "a"}}], "[0]"),
        ([{"secretRef": {"name": "a"}, "configMapRef": {"name": "a"}}], [{"configMapRef": {"name": "a"}}], "[0]"),
        ([{"configMapRef": {"optional": True}}], [{"configMapRef": {"name": "a"}}], "[0].configMapRef.name"),
        ([{"secretRef": {"name": "A b"}}], [{"secretRef": {"name": "a.b"}}], "[0].secretRef.name"),
        (
            [{"prefix": "A=", "secretRef": {"name": "a"}}],
            [{"prefix": "A_", "secretRef": {"name": "a"}}],
            "[0].prefix",
        ),
    ],
)
def test_sources_of_many(wrong: Any, right: Any, at: str) -> None:
    check(deployment(), f"{_FIRST}.envFrom", wrong, right, f"{_FIRST}.envFrom{at}")


@pytest.mark.parametrize(("wrong", "right"), [("A=B", "A-B"), ("", "A"), ("A\n", "A.b"), ("ä", "1"), ("A\tB", "A B")])
def test_names_are_printable_without_an_equals_sign(wrong: str, right: str) -> None:
    """RelaxedEnvironmentVariableValidation, which is on from 1.32."""
    check(deployment(), f"{_FIRST}.env[0].name", wrong, right)


def test_a_name_may_be_given_twice() -> None:
    assert fault_paths(changed(deployment(), f"{_FIRST}.env", [{"name": "A", "value": "1"}, {"name": "A"}])) == []
