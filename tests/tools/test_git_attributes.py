"""A diff of dist/ names the objects that it changes."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.support.building import ROOT
from tests.support.documents import sections
from tests.support.programs import starts_programs

MANIFEST = (ROOT / "dist" / "production.k8s.yaml").read_text(encoding="utf-8")


def told_by_make() -> list[str]:
    """What `make synth` tells Git."""
    (line,) = re.findall(
        r"^\t@(git config .*?) 2>/dev/null", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    attributes = (ROOT / ".gitattributes").read_text(encoding="utf-8")
    return [f"cat >.gitattributes <<'EOF'\n{attributes}EOF", line.replace("$$", "$")]


def told_by_document() -> list[str]:
    return [block for block in sections("deploying.md")["Upgrades"] if "xfuncname" in block]


def headers(folder: Path, commands: list[str], before: str, after: str) -> list[str]:
    """What hunk headers show of a change in dist/, in a repository that has been set up by commands."""
    file = folder / "dist" / "production.k8s.yaml"
    file.parent.mkdir()
    file.write_text(before, encoding="utf-8")
    script = "\n".join(["set -e", "git init --quiet", *commands, "git add ."])
    environ = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["bash", "-c", script], cwd=folder, env=environ, check=True, capture_output=True)
    file.write_text(after, encoding="utf-8")
    diff = subprocess.run(["git", "diff", "dist/"], cwd=folder, env=environ, check=True, capture_output=True, text=True)
    return re.findall(r"^@@ .* @@ ?(.*)$", diff.stdout, re.MULTILINE)


@starts_programs
@pytest.mark.parametrize("told", [told_by_make, told_by_document])
def test_a_hunk_header_names_the_object(told: object, tmp_path: Path) -> None:
    commands = told()  # type: ignore[operator]
    assert commands
    changed = MANIFEST.replace("neuronpedia/webapp:", "neuronpedia/other:", 1).replace(
        "SET lock_timeout", "SET other", 1
    )
    found = headers(tmp_path, commands, MANIFEST, changed)
    assert found == ["  name: db-init-sql", "  name: webapp"]


@starts_programs
def test_before_the_name_it_names_the_kind(tmp_path: Path) -> None:
    metadata = "\n".join(f"    label-{number}: a" for number in range(10))
    before = f"apiVersion: v1\nkind: Service\nmetadata:\n  labels:\n{metadata}\n  name: webapp\n"
    found = headers(tmp_path, told_by_make(), before, before.replace("label-5: a", "label-5: b"))
    assert found == ["kind: Service"]
