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


def test_the_contract_says_what_the_images_must_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["images", "plain", "--contract"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("upstream='current': Neuronpedia at revision ")
    assert "neuronpedia-webapp\n    starts: node server.js in /app, as user 1001\n" in text
    assert "neuronpedia-inference" not in text
    assert main(["images", "plain", "--contract", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["images"].keys() == {f"neuronpedia-{name}" for name in ("webapp", "db-init", "autointerp")}


def test_jobs_that_look_into_images_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-images", "plain"]) == 0
    printed = capsys.readouterr()
    assert printed.out.count("kind: Job\n") == 3
    assert "kubectl -n np logs --prefix -l app=check-images --tail=-1" in printed.err
    assert main(["check-images", "elsewhere"]) == 1
    assert capsys.readouterr().err.startswith("neuronpedia-constructs check-images: ")
