"""The script that looks into an image is run in a folder that stands for one, with things missing one by one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from neuronpedia_constructs.upstream.images.expected import Expected
from neuronpedia_constructs.upstream.images.script import script
from tests.support.listening import node
from tests.support.programs import starts_programs

pytestmark = starts_programs
VERSION = "{}.{}".format(*sys.version_info)


@pytest.fixture
def image(tmp_path: Path) -> Expected:
    """What is expected of an image, all of which is there."""
    folder = tmp_path / "app's folder"
    (folder / "its_server").mkdir(parents=True)
    (folder / "names.json").write_text("{}")
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "python").symlink_to(sys.executable)
    for name in ("sh", "id"):
        (programs / name).symlink_to(str(shutil.which(name)))
    return Expected(
        folder=str(folder),
        command="python -m its_server",
        user=10001,
        runtime="python",
        oldest=VERSION,
        newest=VERSION,
        commands=("sh",),
        files={str(folder / "names.json"): "it's needed"},
        modules=("json", "its_server"),
    )


def run(image: Expected, tmp_path: Path, *writable: Path) -> tuple[int, list[str]]:
    environ = {"PATH": str(tmp_path / "bin"), "PYTHONHOME": sys.base_prefix}
    text = script(image, map(str, writable))
    result = subprocess.run(["/bin/sh", "-c", text], env=environ, capture_output=True, text=True, check=False)
    assert result.stderr == ""
    return result.returncode, result.stdout.splitlines()


def test_an_image_that_has_everything_passes(image: Expected, tmp_path: Path) -> None:
    assert run(image, tmp_path, tmp_path) == (0, ["all 8 checks passed"])


def test_without_its_runtime_each_thing_is_still_told(image: Expected, tmp_path: Path) -> None:
    (tmp_path / "bin" / "python").unlink()
    code, lines = run(image, tmp_path)
    assert code == 1
    assert lines[0] == "MISSING: python is not on PATH: the server runs on it"
    assert lines[1] == f"MISSING: python is none, and one of {VERSION} is needed"
    assert lines[-1] == "4 of 7 checks failed"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"oldest": "3.98", "newest": "3.99"}, f"MISSING: python is {VERSION}, and one of 3.98 3.99 is needed"),
        ({"commands": ("bash-of-old",)}, "MISSING: bash-of-old is not on PATH: the start script runs in it"),
        ({"modules": ("uvicorn_of_old",)}, "MISSING: the Python module uvicorn_of_old cannot be imported"),
        ({"files": {"/no/such": "it's needed"}}, "MISSING: /no/such is not there, or not readable by user"),
        ({"folder": "/no/such"}, "MISSING: /no/such is not there, or not readable by user"),
    ],
)
def test_what_is_missing_is_told(changes: dict[str, object], line: str, image: Expected, tmp_path: Path) -> None:
    code, lines = run(replace(image, **changes), tmp_path)  # type: ignore[arg-type]
    assert code == 1
    assert any(said.startswith(line) for said in lines)
    assert lines[-1].endswith("checks failed")


def test_what_only_some_servers_need_is_a_note(image: Expected, tmp_path: Path) -> None:
    optional = replace(
        image, optional_commands={"gcc": "Triton's need"}, optional_modules={"vllm": "for a GPU", "os": "never told"}
    )
    code, lines = run(optional, tmp_path)
    assert code == 0
    assert lines[:-1] == ["NOTE: no Python module vllm: for a GPU", "NOTE: no gcc: Triton's need"]


def test_a_folder_that_is_not_writable_is_told(image: Expected, tmp_path: Path) -> None:
    code, lines = run(image, tmp_path, Path("/proc/self"))
    assert (code, len(lines)) == (1, 2)
    assert lines[0].startswith("MISSING: /proc/self is not writable by user ")


def test_node_is_checked_by_its_major_version(image: Expected, tmp_path: Path) -> None:
    program = shutil.which("node", path=os.pathsep.join([*node(), os.environ["PATH"]]))
    (tmp_path / "bin" / "node").symlink_to(str(program))
    webapp = replace(image, runtime="node", oldest="18", newest="30", modules=())
    assert run(webapp, tmp_path)[0] == 0
    assert "MISSING: node is " in run(replace(webapp, oldest="8", newest="9"), tmp_path)[1][0]
