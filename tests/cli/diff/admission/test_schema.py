from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.admission.schema import schema_faults
from tests.cli.diff.admission.examples import ABSENT, changed, deployment, object_of, service


def faults_of(manifest: dict[str, Any]) -> list[tuple[str, str]]:
    return [(fault.path, fault.message) for fault in schema_faults(manifest)]


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("spec.template.spec.nodeSelectors", {"a": "b"}, "did you mean nodeSelector?"),
        ("spec.Replicas", 1, "did you mean replicas?"),
        ("spec.template.spec.containers[0].xyz", 1, 'no field "xyz"'),
        ("spec.replicas", "2", '"2" (text) is not allowed'),
        ("spec.replicas", 1.5, "a whole number"),
        ("spec.replicas", 2**31, "2147483647"),
        ("spec.template.spec.containers", {}, "a list"),
        ("spec.template.spec.containers[0]", "web", "a map"),
        ("spec.template.spec.hostNetwork", "true", "true or false"),
        ("spec.template.spec.containers[0].env[0].value", 1, "1 (a number)"),
        ("spec.template.metadata.labels[app]", True, "text"),
        ("spec.template.spec.containers[0].resources.limits[memory]", "1 GB", "a quantity"),
        ("spec.template.spec.containers[0].command", "sleep", "a list"),
        ("status.replicas", "many", "a whole number"),
    ],
)
def test_unknown_fields_and_other_types_are_refused(path: str, value: Any, words: str) -> None:
    assert faults_of(deployment()) == []

    [(place, message)] = faults_of(changed(deployment(), path, value))

    assert place == path
    assert words in message


@pytest.mark.parametrize(
    ("path", "value", "at"),
    [
        ("spec.selector", ABSENT, "spec.selector"),
        ("spec", None, "spec"),
        ("spec.template.spec.containers", [], "spec.template.spec.containers"),
        ("spec.template.spec.containers[0].name", "", "spec.template.spec.containers[0].name"),
        (
            "spec.template.spec.containers[0].ports[0].containerPort",
            0,
            "spec.template.spec.containers[0].ports[0].containerPort",
        ),
        ("spec.template.spec.containers[1]", None, "spec.template.spec.containers[1].name"),
    ],
)
def test_fields_that_are_missing_are_refused(path: str, value: Any, at: str) -> None:
    assert at in [place for place, _ in faults_of(changed(deployment(), path, value))]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("spec.replicas", None),
        ("spec.replicas", 2.0),
        ("spec.template.spec.hostNetwork", None),
        ("spec.template.spec.containers[0].env[0].value", None),
        ("spec.template.spec.containers[0].args", ["a", None]),
        ("spec.template.spec.containers[0].resources.limits[memory]", None),
        ("spec.template.metadata.creationTimestamp", None),
        ("status", {}),
        ("status", {"conditions": [{}]}),
    ],
)
def test_null_is_absent_and_the_status_may_lack_fields(path: str, value: Any) -> None:
    assert faults_of(changed(deployment(), path, value)) == []


def test_what_the_schema_calls_required_may_be_empty_where_the_server_takes_it() -> None:
    header = {"name": "Host"}
    probe = {"httpGet": {"port": 80, "httpHeaders": [header]}}

    assert faults_of(changed(deployment(), "spec.template.spec.containers[0].readinessProbe", probe)) == []


def test_kinds_of_others_are_not_looked_at() -> None:
    assert faults_of({"apiVersion": "postgresql.cnpg.io/v1", "kind": "Cluster", "spec": {"instances": "three"}}) == []


@pytest.mark.parametrize(("field", "value"), [("data", "not base64: hunter2"), ("stringData", 4711)])
def test_values_of_secrets_are_not_shown(field: str, value: Any) -> None:
    [(path, message)] = faults_of(object_of("v1", "Secret", **{field: {"password": value}}))

    assert path == f"{field}[password]"
    assert str(value) not in message


def test_service_ports_are_numbers() -> None:
    assert faults_of(service()) == []
    assert faults_of(changed(service(), "spec.ports[0].port", "80"))[0][0] == "spec.ports[0].port"


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
_PLACES = st.sampled_from(
    [
        "spec",
        "metadata",
        "spec.template",
        "spec.template.spec",
        "spec.template.spec.containers",
        "spec.template.spec.containers[0]",
        "spec.template.spec.containers[0].resources",
        "spec.template.spec.volumes",
        "spec.selector",
        "status",
    ]
)


@given(_PLACES, _VALUES)
def test_nothing_makes_it_fail(path: str, value: Any) -> None:
    assert isinstance(faults_of(changed(deployment(), path, value)), list)


def test_values_of_config_maps_are_told_as_they_hold_no_secrets() -> None:
    [(_, message)] = faults_of(object_of("v1", "ConfigMap", data={"a": 12345}))
    assert "12345" in message
