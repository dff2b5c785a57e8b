"""dist/ is what a reviewer reads and an operator applies: it has to be what main.py makes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .building import ROOT


def cdk8s(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    tools = (Path(sys.executable).parent, ROOT / "node_modules" / ".bin")
    environ = {**os.environ, "PATH": os.pathsep.join([*map(str, tools), os.environ["PATH"]])}
    command = ["cdk8s", "synth", "--check-upgrade=false", *arguments]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)


def files(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}


def checkout(folder: Path) -> Path:
    """A copy of what `cdk8s synth` needs of the repository."""
    for name in ("cdk8s.yaml", "main.py"):
        shutil.copy(ROOT / name, folder)
    for name in ("dist", "neuronpedia_constructs"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def test_dist_is_a_fresh_synth(tmp_path: Path) -> None:
    result = cdk8s(ROOT, "--output", str(tmp_path))
    assert result.returncode == 0, result.stderr
    assert files(tmp_path) == files(ROOT / "dist"), "dist/ is stale: run `make synth` and commit it"


def test_cdk8s_synth_replaces_dist(tmp_path: Path) -> None:
    folder = checkout(tmp_path)
    (folder / "dist" / "retired.k8s.yaml").write_text("of an environment that is gone from main.py")
    assert cdk8s(folder).returncode == 0
    assert files(folder / "dist") == files(ROOT / "dist")


def test_cdk8s_synth_leaves_dist_alone_when_something_is_wrong(tmp_path: Path) -> None:
    folder = checkout(tmp_path)
    main = (folder / "main.py").read_text()
    (folder / "main.py").write_text(main.replace('namespace="neuronpedia-staging"', 'namespace="Staging!"'))
    result = cdk8s(folder)
    assert result.returncode == 1
    assert "namespace is 'Staging!'" in result.stderr
    assert files(folder / "dist") == files(ROOT / "dist")


def test_no_secret_and_no_secret_value_is_in_dist() -> None:
    for name, text in files(ROOT / "dist").items():
        assert "kind: Secret\n" not in text, name
        for published in ("org-secure-password", "88888888", "your-huggingface-token"):
            assert published not in text, name
