"""No test depends on how fast the machine is: whatever waits, waits with the bounds of tests/support/waiting.py."""

from __future__ import annotations

import ast

from tests.support.building import ROOT

PROBES = {"http_probe", "shell_probe", "tcp_probe"}
"""Their `timeout` is a field of a manifest."""
ELSEWHERE = {"tests/support/waiting.py"}


def clocks(source: str) -> list[int]:
    """The lines that give a bound in seconds, or set an alarm."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            bounds = [keyword.value for keyword in node.keywords if keyword.arg == "timeout" and name not in PROBES]
            own = [bound for bound in bounds if "FOREVER" not in ast.unparse(bound)]
            found += [node.lineno] * (bool(own) or name in ("alarm", "setitimer"))
    return found


def test_bounds_are_found() -> None:
    assert clocks("run(['a'], timeout=20)\nsignal.alarm(5)\ntcp_probe(timeout=1)\nrun(timeout=waiting.FOREVER)") == [
        1,
        2,
    ]


def test_no_test_has_a_bound_of_its_own() -> None:
    files = {str(file.relative_to(ROOT)): file for file in (ROOT / "tests").rglob("*.py")}
    found = {name: clocks(file.read_text(encoding="utf-8")) for name, file in files.items() if name not in ELSEWHERE}
    assert {name: lines for name, lines in found.items() if lines} == {}
