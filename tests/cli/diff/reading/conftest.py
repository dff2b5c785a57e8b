"""Repositories for tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from .repository import Repository


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, programs: None) -> Repository:  # noqa: ARG001
    """A new repository, which is the current folder. Tests may run in a hook of git, which says where its own is."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Repository(folder)
