from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.admission.node import Node
from neuronpedia_constructs.cli.diff.admission.values.labels import is_empty, label_faults, matches, selector_faults


def expression(operator: str, *values: str) -> dict[str, Any]:
    return {"matchExpressions": [{"key": "tier", "operator": operator, "values": list(values)}]}


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ({"matchLabels": {"tier": "web"}}, True),
        ({"matchLabels": {"tier": "db"}}, False),
        ({"matchLabels": {"other": "web"}}, False),
        (expression("In", "db", "web"), True),
        (expression("In", "db"), False),
        (expression("NotIn", "db"), True),
        (expression("NotIn", "web"), False),
        (expression("Exists"), True),
        (expression("DoesNotExist"), False),
        ({}, True),
    ],
)
def test_a_selector_matches_labels(selector: dict[str, Any], expected: bool) -> None:
    assert matches(Node(selector, ""), {"tier": "web"}) is expected


def test_not_in_matches_what_lacks_the_label() -> None:
    assert matches(Node(expression("NotIn", "web"), ""), {})


@pytest.mark.parametrize(
    ("selector", "path"),
    [
        (expression("Is", "web"), "s.matchExpressions[0].operator"),
        (expression("In"), "s.matchExpressions[0].values"),
        (expression("Exists", "web"), "s.matchExpressions[0].values"),
        (expression("In", "a b"), "s.matchExpressions[0].values[0]"),
        ({"matchLabels": {"a b": "c"}}, "s.matchLabels"),
        ({"matchExpressions": [{"key": "a b", "operator": "Exists"}]}, "s.matchExpressions[0].key"),
        ({"matchLabels": {"a": "b c"}}, "s.matchLabels[a]"),
    ],
)
def test_wrong_selectors(selector: dict[str, Any], path: str) -> None:
    assert [fault.path for fault in selector_faults(Node(selector, "s"))] == [path]


def test_right_selectors_and_labels_have_no_faults() -> None:
    assert list(selector_faults(Node({"matchLabels": {"example.org/a": ""}, **expression("In", "web")}, "s"))) == []
    assert list(label_faults({"a": "b"}, "l")) == []


def test_an_empty_selector_selects_everything() -> None:
    assert is_empty(Node({"matchLabels": {}}, ""))
    assert not is_empty(Node(expression("Exists"), ""))
