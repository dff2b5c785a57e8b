"""What crosses the bridge."""

from __future__ import annotations

import pytest
from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.kubernetes.bridge import (
    Amount,
    digest,
    escaped,
    jsii_names,
    number_or_text,
    set_fields,
    unfolded,
)

CONTEXT = k8s.SecurityContext(run_as_user=1, capabilities=k8s.Capabilities(drop=["ALL"]))


def test_structs_become_dictionaries_without_what_is_not_set() -> None:
    assert set_fields(CONTEXT).keys() == {"run_as_user", "capabilities"}
    assert unfolded({"a": CONTEXT, "b": None, "c": (1, "x")}, str) == {
        "a": {"runAsUser": 1, "capabilities": {"drop": ["ALL"]}},
        "c": [1, "x"],
    }


def test_fields_are_what_the_properties_say() -> None:
    said = {name: getattr(CONTEXT, name) for name in jsii_names(CONTEXT) or ()}
    assert set_fields(CONTEXT) == {name: value for name, value in said.items() if value is not None}


def test_amounts_are_converted_and_other_texts_are_not() -> None:
    assert unfolded(["1Gi", Amount("1Gi")], lambda amount: f"<{amount}>") == ["1Gi", "<1Gi>"]


def test_a_digest_depends_on_content_and_not_on_its_form() -> None:
    assert digest({"a": 1, "b": CONTEXT}) == digest({"b": {"capabilities": {"drop": ["ALL"]}, "runAsUser": 1}, "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})
    assert digest({"a": 1}) != digest({"a": True})


def test_a_digest_sees_into_amounts_and_ports() -> None:
    assert digest([number_or_text("http"), Amount("1Gi")]) == digest(["http", "1Gi"])


def test_texts_of_a_helm_chart_are_no_templates() -> None:
    assert escaped({"a": ["{{ .Values }}", 1]}) == {"a": ["{{ `{{` }} .Values }}", 1]}


@pytest.mark.parametrize(("value", "expected"), [(1, 1), ("50%", "50%")])
def test_a_number_and_a_percentage_stay_what_they_are(value: int | str, expected: int | str) -> None:
    made = number_or_text(value)
    assert made is not None
    assert made.value == expected
    assert number_or_text(None) is None
