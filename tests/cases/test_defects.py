"""The faults of the old kustomize tree: each has a check that finds it when it comes back."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from importlib import import_module

import pytest

from tests.conftest import DIST, read
from tests.support.building import ROOT, Manifest

from .defects import DEFECTS

NUMBERS = {"C": 13, "N": 5, "J": 5, "P": 10}
IDS = [*(f"{kind}{number:02}" for kind, last in NUMBERS.items() for number in range(1, last + 1))]
IDS += [f"S{number:02}" for number in range(1, 8)]


def check(name: str) -> Callable[..., object]:
    module, _, attribute = name.rpartition(".")
    found: Callable[..., object] = getattr(import_module(f"tests.{module}"), attribute)
    return found


def manifests_of(environment: str) -> list[Manifest]:
    (file,) = (file for file in DIST if file.name == f"{environment}.k8s.yaml")
    return read(file)


def test_every_defect_is_there() -> None:
    assert list(DEFECTS) == IDS


@pytest.mark.parametrize("name", sorted({name for defect in DEFECTS.values() for name in defect.checks}))
def test_every_check_is_one_that_runs(name: str) -> None:
    module = import_module(f"tests.{name.rpartition('.')[0]}")
    if module.__name__.startswith("tests.rules."):
        assert check(name) in (*module.OF_ANY_PART, *module.OF_A_WHOLE)
    else:
        assert check(name).__name__.startswith("test_")


@pytest.mark.parametrize("id_", [id_ for id_, defect in DEFECTS.items() if defect.come_back])
def test_a_fault_that_comes_back_is_found(id_: str) -> None:
    made = manifests_of(DEFECTS[id_].environment)
    # Tests that want more than manifests cannot be called here.
    rules = [check(name) for name in DEFECTS[id_].checks]
    rules = [rule for rule in rules if len(inspect.signature(rule).parameters) == 1]
    assert rules

    def broken() -> list[Callable[..., object]]:
        found = []
        for rule in rules:
            try:
                rule(made)
            except (AssertionError, KeyError, ValueError):
                found.append(rule)
        return found

    assert broken() == []
    come_back = DEFECTS[id_].come_back
    assert come_back
    come_back(made)
    assert broken() == rules


def test_the_document_says_the_same() -> None:
    text = (ROOT / "docs" / "from-kustomize.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-Z]\d\d) \| (.+) \| (.+) \| (.+) \|$", text, re.MULTILINE)
    assert {id_: tuple(re.findall(r"`([\w.]+)`", checks)) for id_, _, _, checks in rows} == {
        id_: defect.checks for id_, defect in DEFECTS.items()
    }
    assert [id_ for id_, *_ in rows] == IDS
