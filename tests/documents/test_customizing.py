"""Each example of docs/customizing.md does what the page says of it."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App
from cdk8s_plus_28 import k8s

import neuronpedia_constructs as np
from neuronpedia_constructs import api
from tests.support.building import ROOT, Manifest, bare, named, pod, synthesized

NAMES = {**{name: getattr(np, name) for name in api.__all__}, "Any": Any, "k8s": k8s}

EXAMPLES = [
    block.partition("```")[0]
    for block in (ROOT / "docs" / "customizing.md").read_text(encoding="utf-8").split("```python\n")[1:]
]
LINES = [example for example in EXAMPLES if example.startswith("draft.")]
OTHERS = [example for example in EXAMPLES if example not in LINES]


def exec_in(example: str, **names: Any) -> dict[str, Any]:
    known = {**NAMES, **names}
    exec(compile(example, "customizing.md", "exec"), known)
    return known


class Lines(np.Mixin):
    """Some lines of the page."""

    def __init__(self, lines: str) -> None:
        self.lines = lines

    def apply_to_draft(self, draft: np.WorkloadDraft) -> None:
        exec_in(self.lines, draft=draft)


def webapp(made: list[Manifest]) -> Manifest:
    return named(made, "Deployment", "webapp")


@pytest.mark.parametrize("lines", LINES, ids=range(len(LINES)))
def test_lines_for_drafts_are_accepted_and_arrive(lines: str) -> None:
    plain, changed = bare(App()), bare(App())
    changed.webapp.with_(Lines(lines))
    before, after = str(synthesized(plain)), str(synthesized(changed))
    # Every text in the lines, but for the names of Python's own arguments, is in a manifest.
    words = [word for word in lines.split('"')[1::2] if word not in before]
    assert words
    assert [word for word in words if word not in after] == []


@pytest.mark.parametrize("example", OTHERS, ids=range(len(OTHERS)))
def test_examples_are_accepted_and_arrive(example: str) -> None:
    environment = bare(App())
    if example.startswith("AppConfig("):
        config = exec_in(f"config = {example}")["config"]
        environment = bare(App(), app_config=config)
    else:
        exec_in(example, production=environment)
    after = str(synthesized(environment))
    words = [word for word in example.split('"')[1::2] if word not in ("kind", "Pod")]
    assert [word for word in words if word not in after] == []
    assert after != str(synthesized(bare(App())))


def test_labels_are_on_every_object_and_every_pod() -> None:
    environment = bare(App())
    exec_in(OTHERS[0], production=environment)
    made = synthesized(environment)
    for manifest in made:
        assert manifest["metadata"]["labels"]["example.org/team"] == "research"
        assert manifest["metadata"]["annotations"]["example.org/owner"] == "anna"
    template = webapp(made)["spec"]["template"]["metadata"]
    assert template["labels"]["example.org/team"] == "research"
    assert template["annotations"]["prometheus.io/scrape"] == "true"
    assert "example.org/owner" not in template["annotations"]


def test_other_containers_are_beside_the_workloads_own() -> None:
    environment = bare(App())
    (lines,) = [lines for lines in LINES if "warm-up" in lines]
    environment.webapp.with_(Lines(lines))
    spec = pod(webapp(synthesized(environment)))
    assert [container["name"] for container in spec["containers"]] == ["webapp", "metrics"]
    assert [container["name"] for container in spec["initContainers"]] == ["wait-for-schema", "warm-up"]
