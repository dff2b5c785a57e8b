"""Each example is a whole app in which nothing is wrong, and whose environments pass every rule."""

from __future__ import annotations

import copy
import re
import runpy
import sys
from pathlib import Path

import pytest
from cdk8s import App

from neuronpedia_constructs import Neuronpedia, find_problems, find_warnings
from neuronpedia_constructs.environment.synthesis import Synthesis
from tests.rules import objects
from tests.rules.every_rule import OF_A_WHOLE, OF_ANY_PART
from tests.support import planned, waiting
from tests.support.building import ROOT, Manifest, written
from tests.support.programs import starts_programs
from tests.support.schema import NEWEST, OLDEST, validate

FOLDER = ROOT / "examples"
EXAMPLES = sorted(FOLDER.glob("*.py"))
TESTED_ELSEWHERE = {"platform", "testing"}
OWN_CONTAINERS = {"prepare", "clock"}
"""Of examples alone. Rules know the programs of the library's own containers, and hold for everything beside these."""


@pytest.fixture
def synthesized(monkeypatch: pytest.MonkeyPatch) -> list[App]:
    """Collects the apps that are synthesized, of which nothing is written."""
    found: list[App] = []

    def record(app: App) -> None:
        found.append(app)

    monkeypatch.setattr(App, "synth", record)
    return found


def without_own_containers(manifest: Manifest) -> Manifest:
    found = copy.deepcopy(manifest)
    if manifest["kind"] == "Deployment":
        pod = found["spec"]["template"]["spec"]
        for kind in {"containers", "initContainers"} & pod.keys():
            pod[kind] = [container for container in pod[kind] if container["name"] not in OWN_CONTAINERS]
    return found


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda file: file.stem)
def test_nothing_is_wrong_with_it(example: Path, synthesized: list[App], monkeypatch: pytest.MonkeyPatch) -> None:
    runpy.run_path(str(example), run_name="__main__")
    (app,) = synthesized
    assert find_problems(app) == ()
    assert find_warnings(app) == ()
    synthesis = Synthesis.find(app)
    assert synthesis is not None
    for environment in synthesis.environments:
        assert isinstance(environment, Neuronpedia)
        made = planned.manifests(environment.plan)
        own = written(environment) if "kplus" in example.read_text(encoding="utf-8") else []
        for manifest in (*made, *own):
            for version in (OLDEST, NEWEST):
                validate(manifest, version)
        elsewhere = {(needed.kind, needed.name) for needed in environment.plan.prerequisites()}
        monkeypatch.setattr(objects, "MADE_ELSEWHERE", {*objects.MADE_ELSEWHERE, *elsewhere})
        ours = [without_own_containers(manifest) for manifest in made]
        for rule in (*OF_ANY_PART, *OF_A_WHOLE):
            rule(ours)


def test_the_index_has_every_example_with_its_own_words() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (.+?) \| \[([\w.]+)\.py\]\(\2\.py\) \|$", text, re.MULTILINE))
    assert {name: wish for wish, name in rows.items()} == {
        file.stem: file.read_text(encoding="utf-8").split('"""')[1] for file in EXAMPLES
    }
    assert len(EXAMPLES) >= 20


def test_every_program_in_a_folder_of_its_own_is_tested() -> None:
    nested = {file.relative_to(FOLDER).parts[0] for file in FOLDER.glob("*/**/*.py")}
    assert nested == TESTED_ELSEWHERE, "test it, and add its folder and a row of the index"
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"]({folder}/" in text for folder in nested)


@starts_programs
def test_the_tests_of_the_example_with_tests_pass_where_they_are() -> None:
    result = waiting.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", ".", "test_app.py"],
        check=False,
        cwd=FOLDER / "testing",
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "2 passed" in result.stdout
