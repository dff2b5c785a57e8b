"""Commands run a user's app, and say where it made no environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from neuronpedia_constructs.cli.main import main

MAIN = """
from cdk8s import App
from neuronpedia_constructs import *
app = App()
given = {"namespace": "np", "url": "https://np.example.org"}
Neuronpedia(app, "plain", **given).with_(DockerHubRegistry("example", tag="v1"))
Neuronpedia(app, "mirrored", **given).with_(DockerHubRegistry("example", tag="v1", mirror="harbor.example.org/mirror"))
app.synth()
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("main.py").write_text(MAIN, encoding="utf-8")


@pytest.mark.parametrize("code", ["", "0", "3", "'stop'"])
def test_an_app_that_ends_before_its_environments_is_told_and_not_one_that_ends_after_them(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("main.py").write_text(f"import sys\nsys.exit({code})\n{MAIN}", encoding="utf-8")
    for command in (["images", "plain"], ["secrets", "plain"], ["admin", "plain", "--email", "a@example.org"]):
        assert main(command) == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        assert f"it has: none. It ended early: sys.exit({code or None})" in printed.err
    Path("main.py").write_text(f"{MAIN}\nimport sys\nsys.exit({code})\n", encoding="utf-8")
    assert main(["images", "plain"]) == 0
    assert "pgvector" in capsys.readouterr().out
