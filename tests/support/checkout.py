"""`cdk8s synth`, in a copy of the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support import waiting
from tests.support.building import ROOT


def cdk8s(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    tools = (Path(sys.executable).parent, ROOT / "node_modules" / ".bin")
    environ = {**os.environ, "PATH": os.pathsep.join([*map(str, tools), os.environ["PATH"]])}
    command = ["cdk8s", "synth", "--check-upgrade=false", *arguments]
    return waiting.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)


def files(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}


def checkout(folder: Path) -> Path:
    """A copy of what `cdk8s synth` needs of the repository."""
    for name in ("cdk8s.yaml", "main.py"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "dist", folder / "dist")
    (folder / "neuronpedia_constructs").symlink_to(ROOT / "neuronpedia_constructs")
    (folder / "tools").mkdir()
    for name in ("__init__.py", "dist.py"):
        shutil.copy(ROOT / "tools" / name, folder / "tools")
    return folder
