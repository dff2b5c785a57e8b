"""docs/faults.md names a check for each fault, and the check is there."""

from __future__ import annotations

import ast
import re

from tests.support.building import ROOT

TEXT = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([A-D]\d) \| (.+) \| (.+) \| (.+) \|$", TEXT, re.MULTILINE)
FAULTS = [*(f"A{number}" for number in range(1, 8)), *(f"B{number}" for number in range(1, 10)), "C1", "D1"]


def functions(module: str) -> set[str]:
    source = (ROOT / "tests" / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
    return {node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}


def test_every_fault_has_a_check_that_is_there() -> None:
    assert list(dict.fromkeys(name for name, *_ in ROWS)) == FAULTS
    assert len(ROWS) == TEXT.count("\n| ") - 1
    for name, *_, checks in ROWS:
        named = re.findall(r"`([\w.]+)`", checks)
        assert named, name
        for check in named:
            module, _, function = check.rpartition(".")
            assert function in functions(module), check
