"""Lines of upstream: each is one object, and neither is known outside its folder."""

from __future__ import annotations

import re

import pytest

from neuronpedia_constructs.upstream.lines import CURRENT, NAMES, check_line, find_line, unread
from tests.support.building import ROOT

PACKAGE = ROOT / "neuronpedia_constructs"


def test_the_default_is_the_current_one() -> None:
    assert CURRENT in NAMES
    assert {find_line(name).name for name in NAMES} == set(NAMES)


def test_every_line_has_inference_and_autointerp_and_says_what_else() -> None:
    assert all(find_line(name).inference and find_line(name).autointerp for name in NAMES)
    found = {name: [kind for kind in ("graph", "nla", "sparsity") if getattr(find_line(name), kind)] for name in NAMES}
    assert found == {"current": ["graph", "nla", "sparsity"], "legacy": []}


@pytest.mark.parametrize("given", ["", "next", None, 5, ["current"]])
def test_another_name_is_a_problem(given: object) -> None:
    (problem,) = check_line(given)
    assert problem.code == "environment.upstream-unknown"
    assert problem.allowed == '"current" or "legacy"'


def test_a_line_refuses_the_variables_that_only_others_read() -> None:
    assert "VLLM_GPU_MEMORY_UTILIZATION" in unread("legacy")["inference"]
    assert "VLLM_GPU_MEMORY_UTILIZATION" not in unread("current")["inference"]
    for program in unread("legacy").keys() & unread("current").keys():
        assert not unread("legacy")[program] & unread("current")[program]


def test_no_other_module_asks_which_line_it_is() -> None:
    asks = re.compile(r"(==|!=|\bin\b|\bis\b).{0,12}\"(current|legacy)\"")
    guilty = [
        f"{file.relative_to(PACKAGE)}:{number}"
        for file in PACKAGE.rglob("*.py")
        if PACKAGE / "upstream" not in file.parents
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if asks.search(line)
    ]
    assert guilty == []


def test_no_line_needs_another() -> None:
    for name in NAMES:
        for file in (PACKAGE / "upstream" / name).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            assert not any(f"upstream.{other}" in text for other in NAMES if other != name), file
