"""The blocks of the documents that make Secrets can be run again, and passwords stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.building import ROOT
from tests.support.cluster import fake_kubectl
from tests.support.cluster.fake_kubectl import run
from tests.support.cluster.jobs import our_command
from tests.support.documents import blocks

DOCUMENTS = [ROOT / "README.md", ROOT / "docs" / "deploying.md"]
BLOCKS = [
    pytest.param(block, id=document.stem)
    for document in DOCUMENTS
    for block in blocks("bash", document.read_text(encoding="utf-8"))
    if "neuronpedia-constructs secrets" in block
]
CHOSEN = {"POSTGRES_PASSWORD", "NEXTAUTH_SECRET", "INFERENCE_SERVER_SECRET", "AUTOINTERP_SERVER_SECRET"}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A checkout with what the blocks need, and a kubectl."""
    for name in ("main.py", "dist"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / ".env").write_text("HF_TOKEN=hf_1\nOPENAI_API_KEY=sk-1\n")
    fake_kubectl.install(tmp_path / "bin", tmp_path / "cluster.json")
    with our_command(tmp_path):
        yield tmp_path


def values(folder: Path) -> dict[str, str]:
    secrets = [found for found in fake_kubectl.load(folder / "cluster.json") if found["kind"] == "Secret"]
    return {key: value for secret in secrets for key, value in secret["data"].items()}


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


@pytest.mark.parametrize("block", BLOCKS[:1])
def test_a_block_changes_nothing_where_it_cannot_read_what_is_there(block: str, folder: Path) -> None:
    assert run(block, folder).returncode == 0
    store = folder / "cluster.json"
    stored = fake_kubectl.load(store)
    (database,) = (found for found in stored if found["kind"] == "Secret" and "POSTGRES_PASSWORD" in found["data"])
    database["data"]["POSTGRES_PASSWORD"] = "/w=="
    fake_kubectl.save(store, stored)
    before = values(folder)
    result = run(block, folder)
    assert result.returncode != 0
    assert "the value of POSTGRES_PASSWORD in Secret db-credentials is not" in result.stderr
    assert values(folder) == before
