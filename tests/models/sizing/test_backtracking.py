"""Filters that would take forever."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from neuronpedia_constructs import models
from neuronpedia_constructs.models.sizing.backtracking import backtracks
from tests.support.waiting import computing

SLOW = [
    "([a-z0-9-]+)+!",
    "(.*)*!",
    "(?:[a-z0-9/_-]*)*!",
    "(x+x+)+y",
    "(a|aa)+!",
    "(a|a)*b",
    "(([a-z])+.)+[A-Z]",
    "((a?b?)c?)*!",
    "([a-z]{1,9}){5,}!",
    ".*.*.*.*!",
    "(.*)(.*)(.*)(.*)!",
    r"\w*\d*\w*\d*!",
    "(?P<a>[a-z]+)*!",
]
FAST = [
    "^(9|20|31)-",
    "20-res-jb",
    r"^\d+-gemmascope-(res|mlp)-16k$",
    ".*res.*16k.*",
    r"layer_\d+/width_\w+/average_l0_\d+",
    "(res|mlp|att)",
    "([0-9]+)?-res",
    "(ab){2}",
    "[a-z]{2,5}-[0-9]{1,2}",
    "",
    "a" * 100,
]


@pytest.mark.parametrize("pattern", SLOW)
def test_a_filter_that_multiplies_its_ways_is_refused(pattern: str) -> None:
    re.compile(pattern)
    assert backtracks(pattern)


@pytest.mark.parametrize("pattern", FAST)
def test_a_plain_filter_is_not(pattern: str) -> None:
    assert not backtracks(pattern)


@pytest.mark.parametrize("pattern", SLOW)
def test_such_a_filter_of_a_model_ends_in_a_problem_and_not_in_silence(pattern: str) -> None:
    with computing():
        problems = list(replace(models.get("gemma-2-2b"), include_sae=[pattern]).problems())
    assert [problem.code for problem in problems] == ["model.pattern-backtracks"]
