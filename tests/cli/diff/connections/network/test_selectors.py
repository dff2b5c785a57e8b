"""Label selectors: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.connections.network import selectors
from neuronpedia_constructs.cli.diff.connections.values import MalformedError

KEYS, VALUES = ("a", "b"), ("x", "y", "z")
LABELS = [
    {key: value for key, value in zip(KEYS, values, strict=True) if value}
    for values in product((*VALUES, None), repeat=len(KEYS))
]


def expression(key: str, operator: str, *values: str) -> dict[str, Any]:
    return {"matchExpressions": [{"key": key, "operator": operator, "values": list(values)}]}


requirements = st.one_of(
    st.builds(
        selectors.Requirement,
        st.sampled_from(KEYS),
        st.sampled_from(["In", "NotIn"]),
        st.sets(st.sampled_from(VALUES), min_size=1).map(lambda found: tuple(sorted(found))),
    ),
    st.builds(selectors.Requirement, st.sampled_from(KEYS), st.sampled_from(["Exists", "DoesNotExist"])),
)
chosen = st.lists(requirements, max_size=2).map(tuple)


@pytest.mark.parametrize(
    ("value", "labels", "expected"),
    [
        (None, {}, True),
        ({}, {"a": "x"}, True),
        ({"matchLabels": {"a": "x"}}, {"a": "x", "b": "y"}, True),
        ({"matchLabels": {"a": "x", "b": "y"}}, {"a": "x"}, False),
        (expression("a", "In", "x", "y"), {"a": "y"}, True),
        (expression("a", "In", "x"), {}, False),
        (expression("a", "NotIn", "x"), {"a": "x"}, False),
        (expression("a", "NotIn", "x"), {}, True),
        (expression("a", "Exists"), {"a": ""}, True),
        (expression("a", "DoesNotExist"), {"a": ""}, False),
    ],
)
def test_labels_match_as_the_documentation_says(value: Any, labels: dict[str, str], *, expected: bool) -> None:
    assert selectors.matches(selectors.parse(value), labels) is expected


def test_two_spellings_are_one_selector() -> None:
    assert selectors.parse({"matchLabels": {"a": "x"}}) == selectors.parse(expression("a", "In", "x"))
    assert selectors.parse(expression("a", "In", "y", "x")) == selectors.parse(expression("a", "In", "x", "y", "x"))


@given(chosen)
def test_alternatives_select_the_same_together(selector: selectors.Selector) -> None:
    parts = [tuple(each) for each in selectors.alternatives(selector)]
    for labels in LABELS:
        assert any(selectors.matches(each, labels) for each in parts) == selectors.matches(selector, labels)
    assert all(len(each.values) <= 1 for part in parts for each in part if each.operator == "In")


def test_too_many_alternatives_stay_together() -> None:
    selector = selectors.parse({"matchExpressions": [_of(key) for key in ("a", "b", "c")]})
    assert list(selectors.alternatives(selector)) == [selector]


def _of(key: str) -> dict[str, Any]:
    return {"key": key, "operator": "In", "values": list("12345")}


@given(chosen, chosen)
def test_what_implies_another_selects_no_more(narrow: selectors.Selector, wide: selectors.Selector) -> None:
    if selectors.implies(narrow, wide):
        assert all(selectors.matches(wide, each) for each in LABELS if selectors.matches(narrow, each))


@given(requirements, requirements)
def test_of_single_conditions_all_that_imply_another_are_found(
    narrow: selectors.Requirement, wide: selectors.Requirement
) -> None:
    more = [{narrow.key: "other"}, {wide.key: "other"}]
    holds = all(selectors.matches((wide,), each) for each in [*LABELS, *more] if selectors.matches((narrow,), each))
    assert selectors.implies((narrow,), (wide,)) == holds


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"matchLabels": {"b": "y", "a": "x"}}, "a=x,b=y"),
        (expression("a", "In", "x", "y"), "a in (x,y)"),
        (expression("a", "NotIn", "x"), "a!=x"),
        (expression("a", "NotIn", "x", "y"), "a notin (x,y)"),
        (expression("a", "Exists"), "a"),
        (expression("a", "DoesNotExist"), "!a"),
    ],
)
def test_selectors_are_told_as_kubectl_writes_them(value: Any, words: str) -> None:
    assert selectors.words(selectors.parse(value)) == words


@pytest.mark.parametrize(
    "value",
    [
        "",
        [],
        7,
        {"matchLabels": "a"},
        {"matchLabels": ""},
        {"matchLabels": {"a": 1}},
        {"matchLabels": {1: "a"}},
        {"matchLabels": {"a": None}},
        {"matchExpressions": {}},
        {"matchExpressions": [None]},
        expression("a", "Is", "x"),
        expression("a", "In"),
        expression("a", "Exists", "x"),
        {"matchExpressions": [{"key": "a", "operator": ["In"], "values": ["x"]}]},
        {"matchExpressions": [{"key": "a", "operator": "In", "values": "x"}]},
        {"matchExpressions": [{"key": "a", "operator": "In", "values": [1]}]},
        {"matchExpressions": [{"operator": "Exists"}]},
    ],
)
def test_what_the_server_refuses_is_no_selector(value: Any) -> None:
    with pytest.raises(MalformedError):
        selectors.parse(value)
