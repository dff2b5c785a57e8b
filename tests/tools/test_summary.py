"""`make synth` ends with what the manifests change."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.programs import starts_programs
from tools.summary import main

CONFIG = "{{apiVersion: v1, kind: ConfigMap, metadata: {{name: config}}, data: {{key: {0}}}}}\n"


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


@starts_programs
def test_a_line_for_each_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("dist").mkdir()
    for name in ("local", "production"):
        Path(f"dist/{name}.k8s.yaml").write_text(CONFIG.format("one"), encoding="utf-8")
    git("init", "--quiet")
    git("add", "dist")
    git("commit", "--quiet", "--message", "a")
    Path("dist/production.k8s.yaml").write_text(CONFIG.format("two"), encoding="utf-8")
    main()
    assert capsys.readouterr().out == "local: no change\nproduction: 1 changed in place\n"


@starts_programs
def test_without_git_it_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    main()
    assert capsys.readouterr() == ("", "")
