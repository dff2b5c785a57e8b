"""dist/ is what a reviewer reads and an operator applies: it has to be what main.py makes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.building import ROOT
from tests.support.checkout import cdk8s, checkout, files
from tests.support.programs import starts_programs

WRITES = """
import os, shutil
shutil.copytree("made", os.environ["CDK8S_OUTDIR"], dirs_exist_ok=True)
"""
"""A main.py that writes what there is, in a fraction of the time."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the repository, whose main.py writes the same without Node.js."""
    (made := checkout(tmp_path)).joinpath("main.py").write_text(WRITES)
    shutil.copytree(ROOT / "dist", made / "made")
    return made


@starts_programs
def test_dist_is_a_fresh_synth_and_one_to_another_place_leaves_it_alone(tmp_path: Path) -> None:
    folder = checkout(tmp_path)
    for file in (folder / "dist").iterdir():
        file.write_text("kept")
    result = cdk8s(folder, "--output", "made")
    assert result.returncode == 0, result.stderr
    assert files(folder / "made") == files(ROOT / "dist"), "dist/ is stale: run `make synth` and commit it"
    assert set(files(folder / "dist").values()) == {"kept"}


@starts_programs
def test_cdk8s_synth_replaces_dist(folder: Path) -> None:
    kept = {"README.md": "notes", "own.k8s.yaml": "kind: ConfigMap\nmetadata: {name: own}\n"}
    for name, text in kept.items():
        (folder / "dist" / name).write_text(text)
    shutil.copy(folder / "dist" / "staging.k8s.yaml", folder / "dist" / "retired.k8s.yaml")
    (folder / "dist" / "staging.k8s.yaml").unlink()
    (folder / "dist" / "local.k8s.yaml").write_text("edited by hand")
    result = cdk8s(folder)
    assert result.returncode == 0, result.stderr
    assert files(folder / "dist") == {**files(ROOT / "dist"), **kept}
    assert [line for line in result.stderr.splitlines() if line.startswith("dist: ")] == [
        "dist: dist/own.k8s.yaml stays: main.py does not write it, and not all objects in it have the labels of an "
        "environment; remove it if nobody needs it"
    ]


NOTHING = "main.py wrote nothing: does it call app.synth()?"


@starts_programs
@pytest.mark.parametrize(
    ("main", "said", "options"),
    [
        ("pass", NOTHING, ()),
        ("pass", NOTHING, ("--stdout",)),
        ("import sys; sys.exit(0)", NOTHING, ("--format", "helm", "--chart-version", "1.2.3")),
        ("import sys; sys.exit('no')", "no\n", ()),
    ],
    ids=str,
)
def test_cdk8s_synth_leaves_dist_alone_when_nothing_is_written(
    main: str, said: str, options: tuple[str, ...], tmp_path: Path
) -> None:
    folder = checkout(tmp_path)
    (folder / "main.py").write_text(main)
    result = cdk8s(folder, *options)
    assert result.returncode == 1
    assert said in result.stderr
    assert files(folder / "dist") == files(ROOT / "dist")


@starts_programs
def test_what_an_earlier_run_wrote_is_not_taken_for_this_one(tmp_path: Path) -> None:
    folder = checkout(tmp_path)
    shutil.copytree(folder / "dist", folder / "build" / "manifests")
    for file in (folder / "dist").iterdir():
        file.write_text("kept")
    (folder / "main.py").write_text("")
    assert cdk8s(folder).returncode == 1
    assert set(files(folder / "dist").values()) == {"kept"}


@starts_programs
def test_cdk8s_synth_writes_through_a_linked_dist(folder: Path, tmp_path: Path) -> None:
    (folder / "dist").rename(tmp_path / "elsewhere")
    (folder / "dist").symlink_to("elsewhere")
    (tmp_path / "elsewhere" / "local.k8s.yaml").unlink()
    result = cdk8s(folder)
    assert result.returncode == 0, result.stderr
    assert (folder / "dist").is_symlink()
    assert files(tmp_path / "elsewhere") == files(ROOT / "dist")


@starts_programs
def test_cdk8s_synth_leaves_dist_alone_when_something_is_wrong(tmp_path: Path) -> None:
    folder = checkout(tmp_path)
    main = (folder / "main.py").read_text()
    (folder / "main.py").write_text(main.replace('namespace="neuronpedia-staging"', 'namespace="Staging!"'))
    result = cdk8s(folder)
    assert result.returncode == 1
    assert "[namespace.invalid]" in result.stderr
    assert files(folder / "dist") == files(ROOT / "dist")


def test_no_secret_and_no_secret_value_is_in_dist() -> None:
    for name, text in files(ROOT / "dist").items():
        assert "kind: Secret\n" not in text, name
        for published in ("org-secure-password", "88888888", "your-huggingface-token"):
            assert published not in text, name
