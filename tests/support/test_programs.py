"""No test starts a program unless it says so, and those that say so are told apart."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.building import ROOT
from tests.support.programs import starts_programs

pytestmark = starts_programs

TESTS = """
import os, subprocess, threading
import pytest
from cdk8s import App

true = lambda: subprocess.run(["true"], check=True)

@pytest.fixture(scope="module")
def server(programs):
    true()
    yield
    true()

def test_says_so(programs): true()
@pytest.mark.usefixtures("programs")
def test_says_so_by_a_mark(): true()
def test_says_so_by_a_fixture(server): true()
def test_starts_nothing(): pass
def test_constructs(): App()

def test_does_not_say_so(): true()
def test_system(): os.system("true")
def test_spawn(): os.posix_spawn("/bin/true", ["true"], {})
def test_fork():
    if not os.fork(): os._exit(0)

def test_caught():
    try: true()
    except BaseException: pass

@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_in_a_thread():
    thread = threading.Thread(target=true)
    thread.start()
    thread.join()

@pytest.fixture
def starting(): true()
def test_says_nothing_of_a_fixture(starting): pass
"""
REFUSED = {
    *("does_not_say_so", "system", "spawn", "fork", "caught", "in_a_thread", "says_nothing_of_a_fixture"),
}
SAID = {"says_so", "says_so_by_a_mark", "says_so_by_a_fixture"}
OTHERS = {"starts_nothing", "constructs"}


@pytest.fixture
def outcomes(tmp_path: Path, request: pytest.FixtureRequest) -> dict[str, set[str]]:
    """The tests above by how they end."""
    (tmp_path / "test_a.py").write_text(TESTS)
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "tests.support.programs", "-rA", "-q", *request.param]
    result = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    found: dict[str, set[str]] = {}
    for outcome, name in re.findall(r"^(PASSED|FAILED|ERROR) test_a.py::test_(\w+)", result.stdout, re.MULTILINE):
        found.setdefault(outcome, set()).add(name)
    return found


@pytest.mark.parametrize("outcomes", [()], indirect=True)
def test_who_does_not_say_so_fails(outcomes: dict[str, set[str]]) -> None:
    assert outcomes["PASSED"] == SAID | OTHERS
    assert outcomes["FAILED"] | outcomes["ERROR"] == REFUSED


@pytest.mark.parametrize("outcomes", [("-m", "not programs")], indirect=True)
def test_who_says_so_can_be_left_out(outcomes: dict[str, set[str]]) -> None:
    assert outcomes["PASSED"] == OTHERS
    assert outcomes["FAILED"] | outcomes["ERROR"] == REFUSED
