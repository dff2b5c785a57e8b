"""A source is read whole, or refused with all that is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.objects import Key
from neuronpedia_constructs.cli.diff.reading.documents import side_of
from neuronpedia_constructs.cli.diff.reading.errors import Unreadable
from tests.cli.diff.reading.repository import config_map
from tests.conftest import DIST


def refused(text: str, source: str = "a.yaml") -> tuple[str, ...]:
    with pytest.raises(Unreadable) as caught:
        side_of(text.encode(), source)
    return caught.value.errors


def key(name: str, namespace: str = "") -> Key:
    return Key("", "ConfigMap", namespace, name)


@pytest.mark.parametrize("path", DIST, ids=lambda path: path.name)
def test_what_synthesis_writes_is_read_as_pyyaml_reads_it(path: Any) -> None:
    assert list(side_of(path.read_bytes(), "a").values()) == list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def test_objects_are_in_the_order_of_the_text() -> None:
    side = side_of(f"---\n{config_map('b')}---\n# c\n---\n{config_map('a')}".encode(), "a.yaml")
    assert list(side) == [key("b"), key("a")]
    assert side[key("a")]["data"] == {"KEY": "1"}


@pytest.mark.parametrize("text", ["", "---\n", "# a\n", "---\n---\nnull\n", "apiVersion: v1\nkind: List\nitems: []\n"])
def test_no_object(text: str) -> None:
    assert side_of(text.encode(), "a.yaml") == {}


def test_versions_of_an_api_show_the_same_object() -> None:
    text = "".join(f"---\napiVersion: x.org/{version}\nkind: A\nmetadata: {{name: a}}\n" for version in ("v1", "v2"))
    assert refused(text) == ("a.yaml:6: A a stands in line 2 already; remove or rename one",)


def test_two_objects_of_one_name() -> None:
    assert refused(f"{config_map('a')}---\n{config_map('a')}") == (
        "a.yaml:8: ConfigMap a stands in line 1 already; remove or rename one",
    )


def test_objects_of_one_name_in_a_list_and_beside_it() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: np}\n"
    listed = f"apiVersion: v1\nkind: List\nitems:\n- {text.strip().replace(chr(10), chr(10) + '  ')}\n"
    assert refused(f"{listed}---\n{text}") == (
        "a.yaml:8: ConfigMap a in namespace np stands in line 4 already; remove or rename one",
    )


def test_objects_of_one_name_in_two_namespaces() -> None:
    text = "".join(f"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a, namespace: {name}}}\n" for name in "ab")
    assert list(side_of(text.encode(), "a.yaml")) == [key("a", "a"), key("a", "b")]


def test_all_errors_are_told_by_line() -> None:
    text = f"{config_map('a')}---\nkind: ConfigMap\nmetadata: {{name: 5}}\n---\n- a\n---\n{config_map('a')}  KEY: '2'\n"
    lines = [error.split(" ")[0] for error in refused(text)]
    assert lines == ["a.yaml:8:", "a.yaml:11:", "a.yaml:13:", "a.yaml:19:"]


def test_an_error_of_syntax_comes_with_those_before_it() -> None:
    first, second = refused("a: 1\na: 2\nb: {\n")
    assert first.startswith("a.yaml:2: the key `a` stands twice")
    assert second.startswith("a.yaml:3: not YAML")


def test_values_of_secrets_are_not_told() -> None:
    values = "  A: 's3cret'\n  A: s3cret\n  B: .inf\n  C: !s3cret\n"
    secret = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\nstringData:\n{values}"
    errors = refused(f"{secret}---\n{secret}")
    assert len(errors) == 7
    assert "s3cret" not in " ".join(errors)


def test_json() -> None:
    made = yaml.safe_load(config_map("a", "😀"))
    for text in (json.dumps(made), json.dumps(made, indent=2), json.dumps(made, ensure_ascii=False)):
        assert side_of(text.encode(), "a.json") == {key("a"): made}


def test_objects_of_json_and_of_yaml() -> None:
    text = json.dumps(yaml.safe_load(config_map("a")))
    assert list(side_of(f"{text}\n---\n{config_map('b')}".encode(), "a.yaml")) == [key("a"), key("b")]
    more = json.dumps(yaml.safe_load(config_map("b")))
    assert list(side_of(f"{text}{more}".encode(), "a.json")) == [key("a"), key("b")]


def test_what_is_wrong_in_json_is_told_once() -> None:
    (error,) = refused(
        '{"a": 1, "a": 2, "b": {},\n"c": "\\ud83d\\ude00", "apiVersion": "v1", "kind": "A", "metadata": {"name": "a"}}'
    )
    assert error.startswith("a.yaml:1: the key `a` stands twice in one map; kubectl would take the last")


def test_no_json_is_told_as_what_the_name_says() -> None:
    assert refused('{"a": 1,, "b": 2}', "a.json")[0].startswith("a.json:1: not JSON: ")
    assert refused('{"a": 1,, "b": 2}', "a.yaml")[0].startswith("a.yaml:1: not YAML: ")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        assert isinstance(side_of(data, "a"), dict)
    except Unreadable as error:
        assert error.errors


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
FIELDS = st.sampled_from(["apiVersion", "kind", "metadata", "items", "name", "namespace", "spec"]) | st.text(max_size=3)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(FIELDS, inner, max_size=6))


@given(st.lists(VALUES, max_size=4), st.booleans())
def test_any_yaml_is_read_or_refused(values: list[Any], flow: bool) -> None:
    text = yaml.safe_dump_all(values, default_flow_style=flow, allow_unicode=True)
    try:
        assert isinstance(side_of(text.encode(), "a"), dict)
    except Unreadable as error:
        assert error.errors
