"""The fields of objects, and their types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs.draft.rules.objects.structure import structure_problems
from tests.support.building import guide, synthesized
from tests.support.manifests import config_map, deployment, with_container

WRONG: dict[str, tuple[Any, str, str]] = {
    "text for a number": (deployment(terminationGracePeriodSeconds="5"), "terminationGracePeriodSeconds", "type"),
    "truth for a number": (deployment(terminationGracePeriodSeconds=True), "terminationGracePeriodSeconds", "type"),
    "number for a text": (deployment(nodeName=5), "nodeName", "type"),
    "text for a list": (with_container(args="echo"), "containers[main].args", "type"),
    "dictionary for a list": (deployment(tolerations={"key": "a"}), "tolerations", "type"),
    "number in a dictionary": (deployment(nodeSelector={"a": 1}), "nodeSelector.a", "type"),
    "number in a ConfigMap": (config_map({"A": 1}), "data.A", "type"),
    "list for an amount": (
        with_container(resources={"limits": {"cpu": []}}),
        "containers[main].resources.limits.cpu",
        "type",
    ),
    "misspelt": (deployment(nodeselector={}), "nodeselector", "field-unknown"),
    "misspelt in a container": (with_container(volumeMount=[]), "containers[main].volumeMount", "field-unknown"),
    "missing": (deployment(volumes=[{"emptyDir": {}}]), "volumes[0].name", "field-missing"),
    "null": (deployment(containers=None), "containers", "field-missing"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_field_is_named(what: str) -> None:
    made, field, code = WRONG[what]
    (problem,) = structure_problems(made)
    assert (problem.field, problem.code) == (field, f"object.{code}")
    # A newer version may have the field.
    assert problem.warning is (code == "field-unknown")


def test_the_nearest_field_is_proposed() -> None:
    (problem,) = structure_problems(deployment(nodeselector={}))
    assert problem.fix == "write 'nodeSelector', if you mean that"


def test_what_may_have_several_types_may() -> None:
    for port in (80, "http"):
        assert not list(structure_problems(with_container(livenessProbe={"tcpSocket": {"port": port}})))
    for amount in (1, 0.5, "500m"):
        assert not list(structure_problems(with_container(resources={"limits": {"cpu": amount}})))
    assert not list(structure_problems(deployment(nodeName=None)))


def test_custom_resources_are_left_to_their_operators() -> None:
    assert not list(structure_problems({"apiVersion": "a/v1", "kind": "Gateway", "spec": 5}))


@pytest.mark.parametrize("build", [guide])
def test_the_librarys_own_objects_have_no_other_fields(build: Callable[[App], Any]) -> None:
    made = synthesized(build(App()))
    assert [str(problem) for found in made for problem in structure_problems(found)] == []
