"""The blocks of the documents that make Secrets can be run again, and passwords stay."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from .building import ROOT
from .stand_in import kubectl
from .test_documents import blocks

DOCUMENTS = [ROOT / "README.md", ROOT / "docs" / "deploying.md"]
BLOCKS = [
    pytest.param(block, id=document.stem)
    for document in DOCUMENTS
    for block in blocks("bash", document.read_text(encoding="utf-8"))
    if "neuronpedia-constructs secrets" in block
]
CHOSEN = {"POSTGRES_PASSWORD", "NEXTAUTH_SECRET", "INFERENCE_SERVER_SECRET", "AUTOINTERP_SERVER_SECRET"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout with what the blocks need, beside a kubectl."""
    command = tmp_path / ".venv" / "bin" / "neuronpedia-constructs"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m neuronpedia_constructs "$@"\n')
    command.chmod(0o755)
    for name in ("main.py", "dist"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / ".env").write_text("HF_TOKEN=hf_1\n")
    kubectl(tmp_path / "bin", tmp_path / "cluster.json")
    return tmp_path


def run(block: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.pathsep.join([str(folder / "bin"), os.environ["PATH"]]), "PYTHONPATH": str(ROOT)}
    command = ["bash", "-euo", "pipefail", "-c", block]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)


def values(folder: Path) -> dict[str, str]:
    stored = json.loads((folder / "cluster.json").read_text())
    return {key: value for secret in stored.values() for key, value in secret["data"].items()}


def test_both_documents_have_such_a_block() -> None:
    assert [parameter.id for parameter in BLOCKS] == [document.stem for document in DOCUMENTS]


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_that_is_run_twice_keeps_every_value(block: str, folder: Path) -> None:
    first = run(block, folder)
    assert first.returncode == 0, first.stderr
    made = values(folder)
    assert made.keys() >= CHOSEN | {"HF_TOKEN"}
    second = run(block, folder)
    assert second.returncode == 0, second.stderr
    assert "chosen at random" not in second.stderr
    assert values(folder) == made


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_changes_nothing_where_it_cannot_read_what_is_there(block: str, folder: Path) -> None:
    assert run(block, folder).returncode == 0
    store = folder / "cluster.json"
    stored = json.loads(store.read_text())
    stored["neuronpedia/db-credentials"]["data"]["POSTGRES_PASSWORD"] = "/w=="
    store.write_text(json.dumps(stored))
    result = run(block, folder)
    assert result.returncode != 0
    assert "the value of POSTGRES_PASSWORD in Secret db-credentials is not" in result.stderr
    assert json.loads(store.read_text()) == stored
