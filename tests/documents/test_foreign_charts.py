"""What examples/platform/README.md says of other charts: how files are named, and what a server alone needs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from cdk8s import App, Chart
from constructs import Construct

from neuronpedia_constructs import CPU_STANDARD, ExternalSecrets, HarborRegistry, Neuronpedia, models
from tests.rules.objects import references
from tests.support.building import ROOT, small, synthesized
from tests.support.cluster.objects import matches
from tests.support.documents import blocks

TEXT = (ROOT / "examples" / "platform" / "README.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| (.*?) \| (`.*) \|$", TEXT, re.MULTILINE))


def site(scope: Construct) -> Neuronpedia:
    made = Neuronpedia(scope, "interpretability", namespace="interpretability", url="https://interp.example.org")
    made.add_inference("gpt2-small").with_(models.get("gpt2-small"), CPU_STANDARD)
    return made.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1"))


def beside(app: App) -> None:
    Chart(app, "platform")
    site(app)


@pytest.mark.parametrize(
    ("scope", "build"),
    [
        ("the app", beside),
        ("a `Construct` in the app", lambda app: site(Construct(app, "team"))),
        ("a `Chart` in the app", lambda app: site(Chart(app, "platform"))),
    ],
)
def test_files_are_named_as_the_document_says(scope: str, build: Callable[[App], object], tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path))
    build(app)
    app.synth()
    told = re.findall(r"`(\S+\.k8s\.yaml)`", ROWS[scope])
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(told)


def test_the_part_of_the_servers_needs_nothing_else() -> None:
    selectors = re.findall(
        r"-l ('[^']+'|\S+)", "".join(block for block in blocks("bash", TEXT) if "app=inference" in block)
    )
    assert len(selectors) == 3
    vault = ExternalSecrets(store="vault", path="np")
    made = synthesized(small(App(), secrets=vault))
    applied = [found for found in made if any(matches(found, selector.strip("'")) for selector in selectors)]
    there = {(found["kind"], found["metadata"]["name"]) for found in applied}
    assert {
        ("Namespace", "neuronpedia"),
        ("Deployment", "gpt2-small-inference"),
        ("Service", "gpt2-small-inference"),
    } <= there
    assert {("NetworkPolicy", "default-deny"), ("NetworkPolicy", "inference")} <= there
    assert not {"Job", "CronJob", "StatefulSet"} & {kind for kind, _ in there}
    named = {found for manifest in applied for found in references(manifest.get("spec", {}))}
    made_elsewhere = {("Secret", name) for kind, name in there if kind == "ExternalSecret"} | {("Secret", "regcred")}
    assert named <= there | made_elsewhere
