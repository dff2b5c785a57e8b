"""Text is read as YAML, and what is wrong with it is told in words that repeat nothing of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.reading.errors import Problems, Unreadable
from neuronpedia_constructs.cli.diff.reading.syntax import yaml_text
from neuronpedia_constructs.cli.diff.reading.syntax.tree import Document
from neuronpedia_constructs.cli.diff.reading.syntax.yaml_text import InvalidSyntaxError, yaml_documents

TEXTS = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=8)
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXTS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=20
)
WORDS = (
    *(
        "a",
        "b: ",
        ": ",
        "- ",
        "? ",
        "\n",
        "\n  ",
        "\n- ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "&a ",
        "*a",
        "<<: ",
        "!x ",
        "!!int ",
    ),
    *("'", '"', "|\n", ">-\n ", "#", "---\n", "--- ", "...\n", "%YAML 1.1\n", "\t", "0x1F", ".nan", "~", "\\x", "@"),
    *("!%ff ", "\ufeff", '"\\UFFFFFFFF"', "\u2028", "\r"),
)
SNIPPETS = st.lists(st.sampled_from(WORDS), max_size=20).map("".join)


def values(text: str) -> list[Any]:
    problems = Problems("a.yaml")
    documents = yaml_documents(text, problems)
    problems.end()
    return [document.value for document in documents]


def outcome(text: str) -> list[Any] | type[Exception]:
    try:
        return values(text)
    except (InvalidSyntaxError, Unreadable) as error:
        return type(error)


def fault(text: str) -> tuple[int, str]:
    with pytest.raises(InvalidSyntaxError) as caught:
        values(text)
    return caught.value.line, caught.value.statement


def test_documents_without_content() -> None:
    assert values("") == values("# a\n\n# b\n") == []
    assert values("---\n---\n# a\n---\nnull\n") == [None, None, None]


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("a: b: c\n", 1, "correct it"),
        ("a: 1\nb: [\n\n", 3, "flow node, did not find expected node content; correct it"),
        ("a: [\n  1,\n  b: c: 2\n]\n", 3, "while parsing a flow sequence that begins in line 1"),
        ("a:\n\tb: 1\n", 2, "indent with spaces, not with tabs"),
        ("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n", 3, "resolve the merge conflict"),
        ("a:\n{{- if .Values.b }}\n  c: 1\n{{- end }}\n", 3, "render the template first"),
        ("a: 'b\n", 1, "while scanning a quoted scalar, found unexpected end of stream; correct it"),
        ("a: 1\n b: 2\n", 2, "correct it"),
        ("a: %b\n", 1, "correct it"),
        ("a: @b\n", 1, "correct it"),
        ("a: 1\n...\nb: 2\n", 3, "correct it"),
    ],
)
def test_no_yaml(text: str, line: int, hint: str) -> None:
    found, statement = fault(text)
    assert found == line
    assert statement.startswith("not YAML: ")
    assert hint in statement


@pytest.mark.parametrize("text", ['a: "\\UFFFFFFFF"\n', "a: !%ff b\n"])
@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
def test_escapes_that_stand_for_no_character(text: str, loader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_text, "_LOADER", loader)
    assert fault(text)[1].startswith("not YAML")


SECRETS = (
    *("a: !s3cret!Pass b\n", "a: !s3cretPass\n", "a: *s3cretPass\n", "a: 's3cretPass\n", 'a: "s3cretPass\\q"\n'),
    *("a: %s3cretPass\n", "a: {s3cretPass: b: c\n", "a: @s3cretPass\n", "- s3cretPass\nb: c\n", "a: !<s3cretPass b\n"),
)


@pytest.mark.parametrize("text", SECRETS)
@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
def test_nothing_of_the_text_is_told(text: str, loader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_text, "_LOADER", loader)
    with pytest.raises((InvalidSyntaxError, Unreadable)) as caught:
        values(text)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("--- {a: 1}\n", "a.yaml:1: kubectl takes nothing but a comment behind `---`"),
        ("a: 1\n--- |\n  b\n", "a.yaml:2: kubectl takes nothing but a comment behind `---`"),
        ("%YAML 1.1\n---\na: 1\n", "a.yaml:1: kubectl takes no directives"),
        ("# a\n%TAG ! x\n---\na: 1\n", "a.yaml:2: kubectl takes no directives"),
    ],
)
def test_what_kubectl_alone_refuses(text: str, statement: str) -> None:
    with pytest.raises(Unreadable) as caught:
        values(text)
    assert caught.value.errors[0].startswith(statement)


def test_a_comment_behind_the_separator() -> None:
    assert values("--- # a\na: 1\n---\t\nb: 2") == [{"a": 1}, {"b": 2}]


@given(VALUES)
def test_json_is_yaml(value: Any) -> None:
    assert values(json.dumps(value, ensure_ascii=False)) == [value]


@given(SNIPPETS)
def test_any_text_is_read_or_refused_by_both_parsers(text: str) -> None:
    found = outcome(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_text, "_LOADER", yaml.SafeLoader)
        other = outcome(text)
    # Where one of them is laxer, the other refuses the text.
    assert found == other or not (isinstance(found, list) and isinstance(other, list))


@given(SNIPPETS, SNIPPETS)
def test_what_another_text_has_too_is_read_as_if_it_were_parsed_again(one: str, other: str) -> None:
    """Nothing of a text depends on the one that was read before, not even where its errors are told."""

    def told(text: str, known: dict[str, Document]) -> Any:
        problems = Problems("a.yaml")
        try:
            found = yaml_documents(text, problems, known)
            problems.end()
        except (InvalidSyntaxError, Unreadable) as error:
            return str(error)
        lines = [sorted(line for line, _ in each.places.values()) for each in found]
        return [(each.value, each.line, each.weight, places) for each, places in zip(found, lines, strict=True)]

    known: dict[str, Document] = {}
    told(one, known)
    text = f"{other}\n---\n{one}"
    assert repr(told(text, known)) == repr(told(text, {}))


def test_documents_that_both_have_are_the_same() -> None:
    known: dict[str, Document] = {}
    problems = Problems("a.yaml")
    first = yaml_documents("a: {b: 1}\n---\nc: {d: 2}\n", problems, known)
    second = yaml_documents("x: 1\n---\nc: {d: 2}\n", problems, known)
    assert second[1].value is first[1].value
    assert [each.line for each in second] == [1, 3]
    moved = yaml_documents("# 1\n# 2\nx: 1\n---\nc: {d: 2}\n", problems, known)
    assert (moved[1].line, moved[1].line_of(moved[1].value["c"], 0)) == (5, 5)


def test_many_values_are_counted_though_they_are_parsed_once() -> None:
    many = "---\n- " + "\n- ".join(["x"] * 400_000) + "\n"
    with pytest.raises(Unreadable):
        yaml_documents(many * 3, Problems("a.yaml"), {})
