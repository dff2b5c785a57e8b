"""A folder of a user's, as tools/dist.py finds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.dist import LABELS, OUTPUT

OURS = f"kind: ConfigMap\nmetadata: {{name: a, labels: {LABELS}}}\n"
OLD = {"a.k8s.yaml": "a: old", "b.k8s.yaml": "b: old", "notes.txt": "mine"}
NEW = {"a.k8s.yaml": f"a: {'new ' * 2000}", "b.k8s.yaml": f"b: {'new ' * 2000}", "c.k8s.yaml": "c: new"}


def write(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def content(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which main.py has written new manifests, beside a dist/ with old ones."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CDK8S_OUTDIR", OUTPUT)
    write(tmp_path / OUTPUT, NEW)
    write(tmp_path / "dist", OLD)
    return tmp_path
