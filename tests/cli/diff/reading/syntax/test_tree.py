"""What the parser meets becomes plain values, within bounds."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from neuronpedia_constructs.cli.diff.reading.errors import Problems, Unreadable
from neuronpedia_constructs.cli.diff.reading.syntax import tree
from neuronpedia_constructs.cli.diff.reading.syntax.tree import MOST_DEPTH, Builder, Document

LAUGHS = "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefghijk", "bcdefghijkl", strict=True)
)


def documents(text: str) -> list[Document]:
    problems = Problems("a.yaml")
    builder = Builder(problems)
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        builder.take(event)
    problems.end()
    return builder.documents


def value_of(text: str) -> Any:
    (document,) = documents(text)
    return document.value


def refused(text: str) -> tuple[str, ...]:
    with pytest.raises(Unreadable) as caught:
        documents(text)
    return caught.value.errors


def test_values() -> None:
    assert value_of("a: [1, yes, 2001-01-01, '5', \"x\\ty\", ~]\nb:\n  c: |\n    d\n") == {
        "a": [1, True, "2001-01-01", "5", "x\ty", None],
        "b": {"c": "d\n"},
    }


def test_documents_have_the_lines_of_their_first_words() -> None:
    assert [(each.value, each.line) for each in documents("# a\n\n---\n# b\na: 1\n---\n---\n- 2\n")] == [
        ({"a": 1}, 5),
        (None, 7),
        ([2], 8),
    ]


def test_lines_of_the_objects_of_a_list() -> None:
    (document,) = documents("kind: List\nitems:\n- &a\n  a: 1\n- b: {c: 2}\n- *a\n")
    first, second, third = document.value["items"]
    assert [document.line_of(each, 0) for each in (first, second, third)] == [3, 5, 6]
    assert document.line_of(second["b"], 7) == 7
    assert document.line_of({"a": 1}, 7) == 7


def test_an_alias_stands_for_a_copy() -> None:
    made = value_of("a: &a {b: [1]}\nc: *a\nd: &e f\n*e : *e\n")
    assert made == {"a": {"b": [1]}, "c": {"b": [1]}, "d": "f", "f": "f"}
    assert made["a"] is not made["c"]
    assert made["a"]["b"] is not made["c"]["b"]


def test_an_anchor_can_be_set_again() -> None:
    assert value_of("[&a 1, *a, &a 2, *a]") == [1, 1, 2, 2]


def test_merges() -> None:
    assert value_of("a: &a {x: 1, y2: 1}\nb: {<<: *a, x: 9}\nc: {x: 9, <<: [*a]}\nd: {'<<': *a}\n") == {
        "a": {"x": 1, "y2": 1},
        "b": {"x": 9, "y2": 1},
        "c": {"x": 1, "y2": 1},
        "d": {"<<": {"x": 1, "y2": 1}},
    }


def test_tags() -> None:
    assert value_of("!!map {a: !!str 5, b: ! yes, c: !!seq [], d: ! []}") == {"a": "5", "b": True, "c": [], "d": []}


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("a: 1\nb: 2\na: 3\n", "a.yaml:3: the key `a` stands twice in one map, first in line 1"),
        ("\na: !Ref b\n", "a.yaml:2: this tag means nothing to Kubernetes"),
        ("\na: !Ref [b]\n", "a.yaml:2: this tag means nothing to Kubernetes"),
        ("\na: !Ref {b: c}\n", "a.yaml:2: this tag means nothing to Kubernetes"),
        ("a: *b\n", "a.yaml:1: no anchor above has the name of this alias"),
        ("a: &a 1\n---\na: *a\n", "a.yaml:3: no anchor above has the name of this alias"),
        ("a: &a\n- b\n- *a\n", "a.yaml:3: this alias stands for a map or a list that it is in"),
        ("&a [&a [*a]]", "a.yaml:1: this alias stands for a map or a list that it is in"),
        ("a: .inf\n", "a.yaml:1: JSON, and so Kubernetes, has neither infinity nor NaN"),
        (".nan: a\n", "a.yaml:1: JSON, and so Kubernetes, has neither infinity nor NaN"),
        ("a: {{ b }}\n", "a.yaml:1: a map or a list stands in place of a key; render a template"),
        (LAUGHS, "a.yaml:6: the aliases stand for more than 400,000 values"),
        ("[" * (MOST_DEPTH + 1), f"a.yaml:1: maps and lists are nested more than {MOST_DEPTH} deep"),
        ("{a: " * (MOST_DEPTH + 1), f"a.yaml:1: maps and lists are nested more than {MOST_DEPTH} deep"),
        ("- " * (MOST_DEPTH + 1), f"a.yaml:1: maps and lists are nested more than {MOST_DEPTH} deep"),
    ],
    ids=lambda value: value[:20],
)
def test_refused(text: str, statement: str) -> None:
    assert refused(text)[0].startswith(statement)


def test_all_errors_are_told() -> None:
    lines = [error.split(" ")[0] for error in refused("a: .inf\na: !x y\nb: {[]: 1, ~: 2}\n---\na: 1\na: 2\n")]
    assert lines == ["a.yaml:1:", "a.yaml:2:", "a.yaml:2:", "a.yaml:3:", "a.yaml:3:", "a.yaml:6:"]


def test_the_deepest_that_is_read() -> None:
    assert value_of("[" * MOST_DEPTH + "]" * MOST_DEPTH)


def test_aliases_cannot_nest_more_deeply_than_text() -> None:
    chain = "".join(f"- &a{number} [*a{number - 1}]\n" for number in range(1, 200))
    assert refused(f"- &a0 [a]\n{chain}") == (f"a.yaml:{MOST_DEPTH}: {tree.TOO_DEEP}",)


def test_many_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MOST_VALUES", 10)
    assert value_of("[1, 2, 3, 4, 5, 6, 7, 8, 9]")
    assert refused("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]")[0].startswith("a.yaml:1: there are more than")


def test_a_long_text_behind_aliases_counts_as_many_values() -> None:
    text = f"- &a {'x' * 64_000}\n" + "- *a\n" * 500
    assert refused(text)[0].startswith("a.yaml:401: the aliases stand for more than 400,000 values")
