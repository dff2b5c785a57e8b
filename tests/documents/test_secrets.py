"""The blocks of the documents that make Secrets can be run again, and passwords stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.building import ROOT
from tests.support.cluster.kubectl import Cluster
from tests.support.cluster.kubectl import cluster as running_cluster
from tests.support.cluster.stand_ins import our_command
from tests.support.documents import blocks
from tests.support.programs import starts_programs

DOCUMENTS = [ROOT / "README.md", ROOT / "docs" / "deploying.md"]
BLOCKS = [
    pytest.param(block, id=document.stem)
    for document in DOCUMENTS
    for block in blocks("bash", document.read_text(encoding="utf-8"))
    if "neuronpedia-constructs secrets" in block
]
CHOSEN = {"POSTGRES_PASSWORD", "NEXTAUTH_SECRET", "INFERENCE_SERVER_SECRET", "AUTOINTERP_SERVER_SECRET"}


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A checkout with what the blocks need, and a kubectl."""
    for name in ("main.py", "dist"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / ".env").write_text("HF_TOKEN=hf_1\nOPENAI_API_KEY=sk-1\n")
    with running_cluster(tmp_path) as found, our_command(tmp_path):
        yield found


def values(cluster: Cluster) -> dict[str, str]:
    secrets = [found for found in cluster.objects.values() if found["kind"] == "Secret"]
    return {key: value for secret in secrets for key, value in secret["data"].items()}


def test_both_documents_have_such_a_block() -> None:
    assert [parameter.id for parameter in BLOCKS] == [document.stem for document in DOCUMENTS]


@starts_programs
@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_that_is_run_twice_keeps_every_value(block: str, cluster: Cluster) -> None:
    first = cluster.run(block)
    assert first.returncode == 0, first.stderr
    made = values(cluster)
    assert made.keys() >= CHOSEN | {"HF_TOKEN"}
    second = cluster.run(block)
    assert second.returncode == 0, second.stderr
    assert "chosen at random" not in second.stderr
    assert values(cluster) == made


@starts_programs
@pytest.mark.parametrize("block", BLOCKS[:1])
def test_a_block_changes_nothing_where_it_cannot_read_what_is_there(block: str, cluster: Cluster) -> None:
    assert cluster.run(block).returncode == 0
    cluster.objects["Secret", "neuronpedia", "db-credentials"]["data"]["POSTGRES_PASSWORD"] = "/w=="
    before = values(cluster)
    result = cluster.run(block)
    assert result.returncode != 0
    assert "the value of POSTGRES_PASSWORD in Secret db-credentials is not" in result.stderr
    assert values(cluster) == before
