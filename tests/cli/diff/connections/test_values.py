"""Values of any type are read without an error."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.cli.diff.connections import values

ODD = [None, 0, 1.5, True, "text", [1, "a", {"b": 1}, None], {"a": "x", "b": 1, 2: "y"}]


@pytest.mark.parametrize("value", ODD)
def test_what_is_of_another_type_counts_as_nothing(value: object) -> None:
    assert values.items(value) == (value if isinstance(value, list) else [])
    assert values.maps(value) == ([{"b": 1}] if isinstance(value, list) else [])
    assert values.strings(value) == (["a"] if isinstance(value, list) else [])
    assert values.text(value) == (value if isinstance(value, str) else "")
    assert values.labels(value) == ({"a": "x"} if isinstance(value, dict) else {})


def test_a_truth_is_no_number() -> None:
    assert (values.integer(True), values.integer(80), values.integer("80")) == (None, 80, None)


def test_names_are_listed_as_a_person_lists_them() -> None:
    assert [values.together(["a", "b", "c"][:count]) for count in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert values.several(["a", "b", "c", "d"]) == "a, b, c and d"
    assert values.several(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
