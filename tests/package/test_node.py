"""Node.js is found beside Python, and said to be missing, too old or broken without a traceback."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import jsii
import pytest

from neuronpedia_node import BeforeJsii, install
from tests.support import waiting
from tests.support.building import ROOT
from tests.support.programs import starts_programs

pytestmark = starts_programs

APP = """
from cdk8s import App
from neuronpedia_constructs import Neuronpedia
environment = Neuronpedia(App(), "e", namespace="np", url="https://np.example.org")
print("made", environment.plan.name)
"""
ANSWER = "pip install 'neuronpedia-constructs[node]'"


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a virtual environment with the wheel and all that it needs, but without Node.js."""
    folder = tmp_path_factory.mktemp("venv")
    waiting.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (site,) = folder.glob("lib/python*/site-packages")
    zipfile.ZipFile(wheel).extractall(site)
    # Without its .pth files, which would bring this repository.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return folder / "bin" / "python"


def run(python: Path, folder: Path, *arguments: str, node: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python where no program is on PATH but, if it is given, a Node.js that is this shell script."""
    path = folder / "path"
    path.mkdir()
    if node is not None:
        (path / "node").write_text(node)
        (path / "node").chmod(0o755)
    (folder / "main.py").write_text(APP)
    environ = {"PATH": str(path), "HOME": str(folder)}
    return waiting.run([str(python), *arguments], cwd=folder, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "arguments",
    [
        ("main.py",),
        ("-c", "from neuronpedia_constructs import Neuronpedia"),
        ("-c", "import neuronpedia_constructs; help(neuronpedia_constructs)"),
        ("-m", "neuronpedia_constructs", "images", "e"),
        ("-m", "neuronpedia_constructs", "secrets", "e"),
        ("-m", "neuronpedia_constructs", "models"),
    ],
)
def test_without_nodejs_one_statement_says_how_to_get_it(
    arguments: tuple[str, ...], python: Path, tmp_path: Path
) -> None:
    result = run(python, tmp_path, *arguments)
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.startswith("Node.js is missing")
    assert ANSWER in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("#!/bin/sh\necho 12.22.9\n", "Node.js 12.22.9 is too old"),
        ("#!/bin/sh\necho 16.19.1\n", "Node.js 16.19.1 is too old"),
        ("#!/bin/sh\nexit 127\n", "ends with exit code 127"),
        ("#!/bin/sh\necho hello\n", "Node.js does not work"),
        ("#!/no/such/shell\n", "Node.js cannot be started"),
        ("\x7fELF", "Node.js cannot be started"),
    ],
)
def test_what_is_wrong_with_nodejs_is_said(script: str, said: str, python: Path, tmp_path: Path) -> None:
    result = run(python, tmp_path, "main.py", node=script)
    assert result.returncode == 1
    assert said in result.stderr
    assert ANSWER in result.stderr
    assert "Traceback" not in result.stderr


def test_an_app_finds_the_nodejs_of_its_virtual_environment(python: Path, tmp_path: Path) -> None:
    beside = python.parent / "node"
    beside.symlink_to(shutil.which("node") or "")
    try:
        result = run(python, tmp_path, "main.py", node="#!/bin/sh\nexit 3\n")
    finally:
        beside.unlink()
    assert result.returncode == 0, result.stderr
    assert result.stdout == "made e\n"


def test_the_package_alone_finds_it_too(tmp_path: Path) -> None:
    environ = {"PATH": str(tmp_path), "PYTHONPATH": str(ROOT)}
    source = f"import sys; sys.path.append({sysconfig.get_path('purelib')!r}); import neuronpedia_constructs{APP}"
    command = [sys.executable, "-S", "-c", source]
    result = waiting.run(command, env=environ, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_nothing_waits_for_jsii_once_it_is_there() -> None:
    assert jsii.__name__ in sys.modules
    before = list(sys.meta_path)
    install()
    assert sys.meta_path == before
    assert not any(isinstance(finder, BeforeJsii) for finder in before)
