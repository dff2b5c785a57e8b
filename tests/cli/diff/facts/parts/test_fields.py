"""Any value may stand in any place."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.facts.parts.fields import annotations_of, elements, first, found, maps, text, whole

TREE = {"spec": {"tls": [{"secretName": "a"}, "x", {"secretName": "b"}, {}], "name": "web"}}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("spec.name", ["web"]),
        ("spec.tls[].secretName", ["a", "b"]),
        ("spec.tls.secretName", []),
        ("spec.name[]", []),
        ("spec.other.deeper", []),
        ("", [TREE]),
    ],
)
def test_a_path(path: str, expected: list[Any]) -> None:
    assert found(TREE, path) == expected


def test_a_path_may_begin_with_elements() -> None:
    assert found([{"a": 1}, {"a": 2}], "[].a") == [1, 2]


def test_the_first_or_nothing() -> None:
    assert first(TREE, "spec.tls[].secretName") == "a"
    assert first(None, "spec.name") is None


@pytest.mark.parametrize("junk", [None, 5, "x", {"a": 1}, True])
def test_what_is_no_list_has_no_elements(junk: Any) -> None:
    assert elements(junk) == []
    assert list(maps(junk)) == []


def test_what_is_no_text_is_empty() -> None:
    assert [text(value) for value in ("a", 5, None, ["a"])] == ["a", "", "", ""]


@pytest.mark.parametrize(("value", "expected"), [(3, 3), (0, 0), (True, 1), (-1, 1), ("3", 1), (None, 1), (2**31, 1)])
def test_whole_numbers(value: Any, expected: int) -> None:
    assert whole(value, 1) == expected


def test_annotations_of_anything() -> None:
    assert annotations_of({"metadata": {"annotations": {"a": "b"}}}) == {"a": "b"}
    assert annotations_of({"metadata": {"annotations": ["a"]}}) == annotations_of({"metadata": None}) == {}
