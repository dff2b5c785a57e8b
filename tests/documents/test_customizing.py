"""Each example of docs/customizing.md does what the page says of it."""

from __future__ import annotations

import ast
from functools import cache

import pytest

from tests.support.building import Manifest, named, pod
from tests.support.python_blocks import README, Block, Ran, blocks_of, run

BLOCKS = [block for block in blocks_of("docs/customizing.md") if "find_problems" not in block.source]
"""The blocks that change something: one only looks at the app."""

UNWRITTEN = {"Pod", "staging"}
"""Texts that are in no manifest: the kind of a pod template, and the id of an environment, which names its file."""


@cache
def before() -> str:
    """What the README's program makes without a block."""
    return str(run(README).environments())


def texts(block: Block) -> set[str]:
    """Every text in a block, but for those of imports."""
    found = (node.value for node in ast.walk(block.tree) if isinstance(node, ast.Constant))
    return {text for text in found if isinstance(text, str)}


def of(text: str) -> Ran:
    """What the one block with a text does."""
    (block,) = [block for block in BLOCKS if text in block.source]
    return run(block)


def webapp(made: list[Manifest]) -> Manifest:
    return named(made, "Deployment", "webapp")


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.place)
def test_what_a_block_sets_arrives(block: Block) -> None:
    after = str(run(block).environments())
    words = {text for text in texts(block) if text not in before()} - UNWRITTEN
    assert words
    assert {text for text in words if text not in after} == set()


def test_labels_are_on_every_object_and_every_pod() -> None:
    made = of("Labels(").manifests("production")
    for manifest in made:
        assert manifest["metadata"]["labels"]["example.org/team"] == "research"
        assert manifest["metadata"]["annotations"]["example.org/owner"] == "anna"
    template = webapp(made)["spec"]["template"]["metadata"]
    assert template["labels"]["example.org/team"] == "research"
    assert template["annotations"]["prometheus.io/scrape"] == "true"
    assert "example.org/owner" not in template["annotations"]


def test_a_mixin_for_some_workloads_reaches_those() -> None:
    made = of("supports_draft").manifests("production")
    moved = {
        found["metadata"]["name"]
        for found in made
        if found["kind"] in ("Deployment", "StatefulSet") and "example.org/pool" in str(pod(found))
    }
    assert moved == {"webapp", "autointerp", "deepseek-r1-distill-llama-8b-inference"}


def test_other_containers_are_beside_the_workloads_own() -> None:
    spec = pod(webapp(of("warm-up").manifests("production")))
    assert [container["name"] for container in spec["containers"]] == ["webapp", "metrics"]
    assert [container["name"] for container in spec["initContainers"]][-2:] == ["wait-for-schema", "warm-up"]
