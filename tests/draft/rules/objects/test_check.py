"""The rules for one object, together."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.draft.kubernetes.bridge import Manifest
from neuronpedia_constructs.draft.rules.objects.check import object_problems, of_object
from neuronpedia_constructs.draft.rules.objects.places import as_text
from neuronpedia_constructs.validation.problems import Problem
from tests.support.manifests import config_map, deployment, with_container


def found_in(made: Manifest) -> list[Problem]:
    return list(object_problems(made, as_text(made)))


def annotated(**annotations: Any) -> Any:
    made = deployment()
    made["metadata"]["annotations"] = annotations
    return made


def labelled(labels: dict[str, str]) -> Any:
    made = deployment()
    made["spec"]["template"]["metadata"]["labels"] = labels
    return made


CUSTOM: dict[str, Any] = {"apiVersion": "example.org/v1", "kind": "Cluster", "metadata": {"name": "a"}}

WRONG: dict[str, tuple[Any, str]] = {
    "object.number": (deployment(terminationGracePeriodSeconds=-5), "terminationGracePeriodSeconds"),
    "object.name": (
        with_container(ports=[{"name": "a-port-of-16-let", "containerPort": 1}]),
        "containers[main].ports[a-port-of-16-let].name",
    ),
    "object.text-unreadable": (with_container(args=["\x85"]), "containers[main].args[0]"),
    "label.key-invalid": (labelled({"a b": "c"}), "label key"),
    "label.value-invalid": (deployment(nodeSelector={"a": "b c"}), "node selector a"),
    "annotations.key-invalid": (annotated(**{"a b": "c"}), "annotation key"),
    "annotations.value-invalid": (annotated(a=True), "annotation a"),
    "workload.resources-invalid": (
        with_container(resources={"limits": {"memory": "56m"}}),
        "resources of container main: memory",
    ),
    "workload.config-key-invalid": (config_map({"a/b": "c"}), "key of ConfigMap config"),
    "workload.config-value-invalid": (config_map({"A": 5}), "A of ConfigMap config"),
    "pod.repeated": (deployment(volumes=[{"name": "a", "emptyDir": {}}] * 2), "volumes: name"),
}


@pytest.mark.parametrize("code", WRONG)
def test_one_mistake_is_one_problem(code: str) -> None:
    made, field = WRONG[code]
    (problem,) = found_in(made)
    assert (problem.code, problem.field) == (code, field)


def test_nothing_is_wrong_with_a_plain_object() -> None:
    for made in (deployment(), config_map({"A": "1e3", "notes.txt": "a: b"})):
        assert not list(found_in(made))


def test_data_is_no_field_and_custom_resources_have_fields_of_their_own() -> None:
    assert not list(found_in(config_map({"dnsPolicy": "none", "schedulerName": "A b"})))
    assert not list(found_in({**CUSTOM, "spec": {"weight": 1000, "dnsPolicy": "none", "ratio": 0.5}}))
    (problem,) = found_in({**CUSTOM, "spec": {"resources": {"requests": {"memory": "5"}}}})
    assert problem.field == "resources: memory"


def test_a_problem_can_name_its_object() -> None:
    assert of_object(Problem("a", "replicas", "b", "c", "d"), deployment()).field == "replicas of Deployment webapp"
