"""`neuronpedia-constructs images`: the images of an environment, and who runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from neuronpedia_constructs.cli.main import main

MIRROR = "harbor.example.org/mirror"


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


@pytest.mark.parametrize("environment", ["plain", "mirrored"])
def test_the_command_prints_a_line_for_each_image(environment: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["images", environment]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    published = "pgvector/pgvector:0.8.0-pg15"
    of_others = {"plain": [published], "mirrored": [f"{MIRROR}/{published}", published]}[environment]
    ours = [[f"docker.io/example/neuronpedia-{name}:v1"] for name in ("autointerp", "db-init", "webapp")]
    assert lines == [*ours, of_others]
    assert main(["images", environment, "--json"]) == 0
    images = json.loads(capsys.readouterr().out)
    assert [image["reference"] for image in images] == [line[0] for line in lines]
    assert images[-1]["workloads"] == ["db-index", "db-init", "postgres", "register-inference", "webapp"]


def test_the_command_says_what_is_wrong_with_the_app(capsys: pytest.CaptureFixture[str]) -> None:
    Path("main.py").write_text(MAIN.replace('"np"', '"Np"'), encoding="utf-8")
    assert main(["images", "plain"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "[namespace.invalid]" in printed.err
    assert printed.err.startswith("neuronpedia-constructs images: ")
