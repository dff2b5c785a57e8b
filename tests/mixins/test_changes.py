"""What a mixin has changed."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.mixins.changes import changes
from tests.support.drafts import draft


@pytest.mark.parametrize(
    ("before", "after", "places"),
    [
        ({"a": 1}, {"a": 1}, set()),
        ({"a": 1}, {"a": 2}, {("a",)}),
        ({"a": {"b": 1, "c": 1}}, {"a": {"b": 2, "c": 1}}, {("a", "b")}),
        ({"a": [1]}, {"a": [2]}, {("a",)}),
        ({}, {"a": {"b": 1}}, {("a", "b")}),
        ({"a"}, {"a", "b"}, {("b",)}),
        ({"a": 1}, {"a": {"b": 1}}, {("a", "b")}),
    ],
)
def test_a_difference_is_named_where_it_is(before: object, after: object, places: set[tuple[str, ...]]) -> None:
    assert changes(before, after) == places


def test_drafts_are_looked_into() -> None:
    before = draft()
    after = before.copy()
    after.main.env["A"] = "1"
    after.pod.priority_class_name = "high"
    assert changes(before, after) == {("pod", "containers", "main", "env", "A"), ("pod", "priority_class_name")}
