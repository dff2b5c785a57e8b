"""`make lint` runs checkov over dist/: it can fail, and it leaves out no check for nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import read
from tests.support import waiting
from tests.support.building import ROOT, containers
from tests.support.programs import starts_programs

CHECKOV = ROOT / ".venv" / "checkov" / "bin" / "checkov"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of what checkov reads. Beside the file it is given, it takes a .checkov.yaml where it runs."""
    shutil.copy(ROOT / ".checkov.yaml", tmp_path)
    shutil.copytree(ROOT / "dist", tmp_path / "dist")
    return tmp_path


def findings(folder: Path) -> list[dict[str, Any]]:
    """What fails `make lint` in `folder`."""
    if not CHECKOV.exists():
        pytest.fail("checkov is not installed: run `make lint` first")
    command = [str(CHECKOV), "--config-file", ".checkov.yaml", "--output", "json"]
    result = waiting.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert result.returncode == 1, result.stdout + result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)["results"]["failed_checks"]
    return found


@starts_programs
def test_a_privileged_container_is_found_and_every_check_that_is_left_out_would_find_something(folder: Path) -> None:
    # In one run, as each takes seven seconds.
    settings = yaml.safe_load((folder / ".checkov.yaml").read_text(encoding="utf-8"))
    left_out = set(settings.pop("skip-check"))
    (folder / ".checkov.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    manifests = read(file := folder / "dist" / "local.k8s.yaml")
    workload = next(found for found in manifests if found["kind"] == "StatefulSet")
    next(containers(workload))["securityContext"]["privileged"] = True
    file.write_text(yaml.safe_dump_all(manifests), encoding="utf-8")

    found = findings(folder)
    assert {finding["check_id"] for finding in found} == left_out | {"CKV_K8S_16"}
    (privileged,) = (finding for finding in found if finding["check_id"] == "CKV_K8S_16")
    assert privileged["file_path"] == "/dist/local.k8s.yaml"
    name = f"StatefulSet.{workload['metadata']['namespace']}.{workload['metadata']['name']}"
    assert privileged["resource"].startswith(name)
