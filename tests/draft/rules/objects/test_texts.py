"""Text that would not reach the cluster as it is."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from cdk8s import ApiObject, App, Chart, JsonPatch

from neuronpedia_constructs.draft.kubernetes.bridge import Manifest
from neuronpedia_constructs.draft.rules.objects.places import as_text
from neuronpedia_constructs.draft.rules.objects.texts import text_problems
from neuronpedia_constructs.validation.problems import Problem
from tests.support.manifests import config_map, with_container

UNREADABLE = ["\x00", "\x01", "\x0b", "\x1b", "\x7f", "\x80", "\x85", "\x9f", "\u2028", "\u2029", "\ufeff", "\ufffe"]
NUMBERS = ["0o17", "-0o17", "+0o7", "0O17", "0X1F", "0B11", "0o1_7"]
FINE = [
    "",
    "a\tb\nc\r\n",
    "\u00a0é\u2013…",
    "\U0001f600",
    "0o",
    "0o18",
    "o17",
    "0x1F",
    "1e3",
    "yes",
    "~",
    "C:\\b\\u0041",
]


def found_in(made: Manifest) -> list[Problem]:
    return list(text_problems(made, as_text(made)))


@pytest.mark.parametrize("character", UNREADABLE, ids=ascii)
def test_a_character_that_yaml_forbids_or_breaks_is_named_and_not_printed(character: str) -> None:
    (problem,) = found_in(config_map({"A": f"a{character}b"}))
    assert (problem.code, problem.field) == ("object.text-unreadable", "data.A")
    assert problem.cause == f"it contains the character U+{ord(character):04X}"
    assert character not in str(problem)


def test_keys_and_texts_anywhere_are_looked_at() -> None:
    assert [problem.field for problem in found_in(config_map({"A\x85": "a"}))] == ["a key of data"]
    (problem,) = found_in(with_container(args=["ok", "\u2028"]))
    assert problem.field == "containers[main].args[1]"


@pytest.mark.parametrize("text", NUMBERS)
def test_a_text_that_kubectl_takes_for_a_number_is_named(text: str) -> None:
    (problem,) = found_in(config_map({"A": text}))
    assert (problem.code, problem.cause) == ("object.text-number", f"{text!r} is not allowed")


def test_other_text_is_fine_and_comes_back_from_yaml() -> None:
    assert not list(found_in(config_map({f"K{index}": text for index, text in enumerate(FINE)})))
    assert list(through_yaml(FINE).values()) == FINE


def test_every_other_character_comes_back_from_yaml() -> None:
    """Nothing that passes the rule is changed on the way: neither alone, nor first, last, or on a line of its own."""
    points = [*range(0x3000), *range(0xD7F0, 0x10000), 0x1F600, 0x1FFFE, 0x10FFFF]
    passing = [
        text
        for text in (f"{chr(point)}a{chr(point)}\nb{chr(point)}" for point in points if not 0xD800 <= point < 0xE000)
        if not list(found_in(config_map({"A": text})))
    ]
    assert len(passing) > 0x2000
    assert list(through_yaml(passing).values()) == passing


def test_what_kubectl_reads_as_a_number_is_quoted_or_refused() -> None:
    """kubectl reads integers as Go does: https://pkg.go.dev/strconv#ParseInt with base 0, after removing every '_'."""
    integer = re.compile(r"[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)")
    candidates = [f"{sign}{text}" for sign in ("", "+", "-") for text in NUMBERS + FINE + ["017", "1_0", "0b1", "0x1f"]]
    kept = [text for text in candidates if not list(found_in(config_map({"A": text})))]
    lines = emitted(kept).splitlines()
    for index, text in enumerate(kept):
        if integer.fullmatch(text.replace("_", "")):
            assert any(line.strip() == f"K{index}: {json.dumps(text)}" for line in lines), text


def emitted(texts: list[str]) -> str:
    app = App()
    made = ApiObject(Chart(app, "c"), "o", api_version="v1", kind="ConfigMap")
    made.add_json_patch(JsonPatch.add("/data", {f"K{index}": text for index, text in enumerate(texts)}))
    return app.synth_yaml()


def through_yaml(texts: list[str]) -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load(emitted(texts))["data"]
    return {name: found[name] for name in sorted(found, key=lambda name: int(name[1:]))}
