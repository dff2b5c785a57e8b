"""The commands of docs/images.md look into the images, and their log says what is missing."""

from __future__ import annotations

from pathlib import Path

from tests.support import waiting
from tests.support.building import ROOT, pod
from tests.support.cluster.kubectl import cluster as running_cluster
from tests.support.cluster.objects import key
from tests.support.cluster.stand_ins import our_command
from tests.support.documents import blocks
from tests.support.programs import starts_programs
from tools import image_tables

TEXT = (ROOT / "docs" / "images.md").read_text(encoding="utf-8")
(BLOCK,) = blocks("bash", TEXT)
OWN = ("autointerp", "db-init", "inference", "webapp")


def test_the_tables_are_what_make_docs_writes() -> None:
    assert image_tables.written() == TEXT, "docs/images.md is stale: run `make docs`"


@starts_programs
def test_the_images_of_production_are_looked_into(tmp_path: Path) -> None:
    (tmp_path / "main.py").symlink_to(ROOT / "main.py")
    apply, look = BLOCK.strip().splitlines()
    with running_cluster(tmp_path) as cluster, our_command(tmp_path):
        result = cluster.run(apply)
        assert result.returncode == 0, result.stderr
        jobs = [found for found in cluster.objects.values() if found["kind"] == "Job"]
        assert len(jobs) == len(OWN)
        for job in jobs:
            # This machine stands for the image: it has a shell, and nothing of Neuronpedia.
            (container,) = pod(job)["containers"]
            ran = waiting.run(
                container["command"], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
            )
            assert (ran.returncode, ran.stderr) == (1, "")
            cluster.said[key(job)] = ran.stdout
        shown = cluster.run(look)
        assert shown.returncode == 0, shown.stderr
        # It can be checked again.
        assert cluster.run(apply).returncode == 0
    for line in (
        "MISSING: /app/apps/inference is not there",
        "MISSING: the Python module interp_engine cannot be imported",
        "MISSING: /app/server.js is not there",
        "MISSING: /app/prisma/migrations is not there",
    ):
        assert line in shown.stdout


@starts_programs
def test_an_environment_that_does_not_exist_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "main.py").symlink_to(ROOT / "main.py")
    with running_cluster(tmp_path) as cluster, our_command(tmp_path):
        result = cluster.run(BLOCK.replace("production", "elsewhere"))
    assert result.returncode != 0
    assert "elsewhere" in result.stderr
    assert cluster.objects == {}
