"""The workflows of docs/review.md: run step by step as they stand there, with stand-ins for their hosts' services."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.building import ROOT
from tests.support.documents import blocks
from tests.support.programs import starts_programs

TEXT = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
GITHUB, GITLAB = (yaml.safe_load(block) for block in blocks("yaml", TEXT))
MANIFEST = (ROOT / "dist" / "production.k8s.yaml").read_text(encoding="utf-8")
CHANGES = {
    "a release": ("neuronpedia/inference:v1.4.2", "neuronpedia/inference:v1.5.0"),
    "a larger volume": ("storage: 10Gi", "storage: 20Gi"),
    "nothing": ("storage: 10Gi", "storage: 10Gi"),
}
STAND_IN = """#!/bin/sh
echo "${0##*/} $*" >> calls
for each; do
  case $each in *review.md) cat review.md >> posted ;; esac
done
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with a branch, and stand-ins for the programs that talk to somebody else."""
    (tmp_path / "bin").mkdir()
    for name in ("pip", "gh", "curl"):
        file = tmp_path / "bin" / name
        file.write_text(STAND_IN, encoding="utf-8")
        file.chmod(0o755)
    work = tmp_path / "work"
    (work / "dist").mkdir(parents=True)
    (work / "dist" / "production.k8s.yaml").write_text(MANIFEST, encoding="utf-8")
    git(work, "init", "--quiet", "--initial-branch", "main")
    git(work, "add", "dist")
    commit(work, "before")
    git(work, "update-ref", "refs/remotes/origin/main", "HEAD")
    return work


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def commit(folder: Path, message: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    git(folder, *identity, "commit", "--quiet", "--allow-empty", "--all", "--message", message)


def changed(folder: Path, change: str) -> None:
    """Commit a change on the branch, and another one on main that the branch does not have."""
    manifest = folder / "dist" / "production.k8s.yaml"
    manifest.write_text(MANIFEST.replace(*CHANGES[change]), encoding="utf-8")
    commit(folder, change)


def run(folder: Path, steps: list[str], environ: dict[str, str]) -> tuple[int, str, str]:
    """Run steps until one fails, as CI does; return its exit code, the calls of stand-ins, and what was posted."""
    path = f"{folder.parent / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    code = 0
    for step in steps:
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", step],
            cwd=folder,
            env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **environ},
            check=False,
            capture_output=True,
            text=True,
        )
        assert "Traceback" not in done.stderr
        if code := done.returncode:
            break
    calls, posted = (folder / name for name in ("calls", "posted"))
    texts = [each.read_text(encoding="utf-8") if each.exists() else "" for each in (calls, posted)]
    return code, texts[0], texts[1]


def on_github(folder: Path) -> tuple[int, str, str]:
    job: Any = GITHUB["jobs"]["diff"]
    steps = [step["run"] for step in job["steps"] if "run" in step]
    assert job["env"]["BASE"] == "origin/${{ github.base_ref }}"
    return run(folder, steps, {"BASE": "origin/main", "NUMBER": "7", "GH_TOKEN": "t"})


def on_gitlab(folder: Path) -> tuple[int, str, str]:
    environ = {
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": git(folder, "rev-parse", "origin/main"),
        "REVIEW_TOKEN": "t",
        "CI_API_V4_URL": "https://gitlab.example.org/api/v4",
        "CI_PROJECT_ID": "1",
        "CI_MERGE_REQUEST_IID": "7",
    }
    return run(folder, GITLAB["review"]["script"], environ)


@pytest.mark.parametrize("host", [on_github, on_gitlab])
@starts_programs
def test_a_harmless_change_gets_a_comment_and_passes(host: Any, repository: Path) -> None:
    changed(repository, "a release")
    code, _, posted = host(repository)
    assert code == 0
    assert "image v1.4.2 → v1.5.0" in posted
    assert posted.startswith("### production")


@pytest.mark.parametrize("host", [on_github, on_gitlab])
@starts_programs
def test_a_change_that_is_refused_gets_a_comment_and_fails(host: Any, repository: Path) -> None:
    changed(repository, "a larger volume")
    code, _, posted = host(repository)
    assert code == 1
    assert "StatefulSet postgres" in posted


@pytest.mark.parametrize("host", [on_github, on_gitlab])
@starts_programs
def test_a_change_beside_the_manifests_gets_no_comment(host: Any, repository: Path) -> None:
    changed(repository, "nothing")
    code, calls, posted = host(repository)
    assert (code, posted) == (0, "")
    assert calls == "pip install .\n"


@starts_programs
def test_a_base_that_is_not_there_fails_before_anything_is_posted(repository: Path) -> None:
    git(repository, "update-ref", "-d", "refs/remotes/origin/main")
    code, calls, posted = on_github(repository)
    assert (code, posted) == (2, "")
    assert calls == "pip install .\n"


@starts_programs
def test_what_main_did_since_is_not_part_of_the_comment(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "-b", "branch")
    changed(repository, "a release")
    git(repository, "checkout", "--quiet", "main")
    changed(repository, "a larger volume")
    git(repository, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(repository, "checkout", "--quiet", "branch")
    code, _, posted = on_github(repository)
    assert code == 0
    assert "Refused" not in posted
