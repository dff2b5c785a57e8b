"""JSON that is no YAML is read as kubectl reads it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.reading.errors import Problems, Unreadable
from neuronpedia_constructs.cli.diff.reading.syntax.json_text import json_documents
from neuronpedia_constructs.cli.diff.reading.syntax.tree import MOST_DEPTH, TOO_DEEP, Document
from neuronpedia_constructs.cli.diff.reading.syntax.yaml_text import InvalidSyntaxError


def documents(text: str) -> list[Document]:
    problems = Problems("a.json")
    found = json_documents(text, problems)
    problems.end()
    return found


def value_of(text: str) -> Any:
    (document,) = documents(text)
    return document.value


def refused(text: str) -> tuple[str, ...]:
    with pytest.raises(Unreadable) as caught:
        documents(text)
    return caught.value.errors


def test_numbers_are_those_of_kubectl() -> None:
    assert repr(value_of('{"a": [3.0, 1e3, 0.5, 12, -0.0, 12345678901234567890]}')) == repr(
        {"a": [3, 1000, 0.5, 12, 0, 12345678901234567168]}
    )


def test_two_escapes_are_one_character_and_half_of_them_is_none() -> None:
    assert value_of(r'{"\ud83d\ude00": "\ud800x", "a": ["\u00e9"]}') == {"😀": "\ufffdx", "a": ["é"]}


def test_objects_follow_each_other() -> None:
    assert [(each.value, each.line) for each in documents('{"a":\n1}{"b": 2}\n\n {"c": 3}\n')] == [
        ({"a": 1}, 1),
        ({"b": 2}, 2),
        ({"c": 3}, 4),
    ]
    assert documents(" \n") == []


@pytest.mark.parametrize(
    ("text", "line"), [("{", 1), ('{"a": 1,\n}', 2), ("{}\n---\n{}", 2), ('{"a": "\t"}', 1), ("{a: 1}", 1)]
)
def test_no_json(text: str, line: int) -> None:
    with pytest.raises(InvalidSyntaxError, match=r"^not JSON: ") as caught:
        documents(text)
    assert caught.value.line == line


def test_what_is_wrong_in_a_document_is_told_with_its_line() -> None:
    (twice, infinite) = refused('{}\n{"a": {"b": 1, "b": 2}, "c": NaN}')
    assert twice.startswith("a.json:2: the key `b` stands twice in one map; kubectl would take the last")
    assert infinite.startswith("a.json:2: JSON, and so Kubernetes, has neither infinity nor NaN")


@pytest.mark.parametrize("depth", [MOST_DEPTH + 1, 500, 1_000_000])
def test_nested_too_deeply(depth: int) -> None:
    assert refused("[" * depth + "]" * depth) == (f"a.json:1: {TOO_DEEP}",)


def test_the_deepest_that_is_read() -> None:
    assert value_of("[" * MOST_DEPTH + "]" * MOST_DEPTH)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=10,
)


@given(st.lists(VALUES, max_size=3), st.sampled_from([None, 2]))
def test_any_json(values: list[Any], indent: int | None) -> None:
    text = "\n".join(json.dumps(value, indent=indent) for value in values)
    assert [each.value for each in documents(text)] == values


@given(st.text('{}[]":,\\ud83e01.-eNan \n', max_size=30))
def test_any_text(text: str) -> None:
    try:
        documents(text)
    except (InvalidSyntaxError, Unreadable) as error:
        assert str(error)
