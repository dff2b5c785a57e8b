"""Every value in a draft has the type of its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cdk8s_plus_28 import k8s

from neuronpedia_constructs import Neuronpedia, models
from neuronpedia_constructs.draft.pod import Resources, SecretKey
from neuronpedia_constructs.draft.rules.types import type_problems
from neuronpedia_constructs.draft.volumes import EmptyDir
from neuronpedia_constructs.draft.workload import WorkloadDraft
from tests.support.building import small
from tests.support.drafts import container, draft

MAIN = "draft.pod.containers['main']"

WRONG: dict[str, tuple[Callable[[Any], object], str, str]] = {
    "list of tolerations": (
        lambda found: setattr(found.pod, "tolerations", [k8s.Toleration(key="a")]),
        "draft.pod.tolerations",
        "a dictionary, each value a k8s.Toleration",
    ),
    "dictionary for a toleration": (
        lambda found: found.pod.tolerations.update(a={"key": "a", "efect": "NoSchedule"}),
        "draft.pod.tolerations['a']",
        "a k8s.Toleration",
    ),
    "list of variables": (
        lambda found: setattr(found.main, "env", []),
        f"{MAIN}.env",
        "a dictionary, each value a string, a SecretKey or a k8s.EnvVarSource",
    ),
    "number for a variable": (
        lambda found: found.main.env.update(A=1),
        f"{MAIN}.env['A']",
        "a string, a SecretKey or a k8s.EnvVarSource",
    ),
    "dictionary of resources": (
        lambda found: setattr(found.main, "resources", {"requests": {}}),
        f"{MAIN}.resources",
        "a Resources",
    ),
    "number for an amount": (
        lambda found: setattr(found.main, "resources", Resources({"cpu": 1})),  # type: ignore[dict-item]
        f"{MAIN}.resources.requests['cpu']",
        "a string",
    ),
    "truth for an annotation": (
        lambda found: found.annotations.update(a=True),
        "draft.annotations['a']",
        "a string",
    ),
    "text for a command": (
        lambda found: setattr(found.main, "command", "echo"),
        f"{MAIN}.command",
        "a list, each entry a string",
    ),
    "number in a command": (
        lambda found: setattr(found.main, "args", ("--port", 80)),
        f"an entry of {MAIN}.args",
        "a string",
    ),
    "dictionary for a probe": (
        lambda found: setattr(found.main, "liveness_probe", {"httpGet": {}}),
        f"{MAIN}.liveness_probe",
        "a k8s.Probe or None",
    ),
    "text for a set": (
        lambda found: setattr(found.pod, "image_pull_secrets", "pull"),
        "draft.pod.image_pull_secrets",
        "a set, each entry a string",
    ),
    "nothing for a label": (
        lambda found: found.pod.node_selector.update(a=None),
        "draft.pod.node_selector['a']",
        "a string",
    ),
    "word that does not exist": (
        lambda found: setattr(found.pod, "dns_policy", "ClusterOnly"),
        "draft.pod.dns_policy",
        '"ClusterFirst" or "ClusterFirstWithHostNet" or "Default" or "None" or None',
    ),
    "half a pod": (lambda found: setattr(found, "replicas", 1.5), "draft.replicas", "a whole number"),
    "truth for a number": (lambda found: setattr(found, "replicas", True), "draft.replicas", "a whole number"),
    "text for a container": (
        lambda found: found.pod.containers.update(side="busybox"),
        "draft.pod.containers['side']",
        "a ContainerDraft",
    ),
    "number for a key": (lambda found: found.main.env.update({5: "a"}), f"a key of {MAIN}.env", "a string"),
    "name of a volume": (
        lambda found: found.pod.volumes.update(a=k8s.Volume(name="b", empty_dir=k8s.EmptyDirVolumeSource())),
        "draft.pod.volumes['a'].name",
        "'a', its key",
    ),
    "name of a container": (lambda found: setattr(found.main, "name", "x"), f"{MAIN}.name", "'main'"),
    "size of a volume": (
        lambda found: found.pod.volumes.update(a=EmptyDir(10)),  # type: ignore[arg-type]
        "draft.pod.volumes['a'].size",
        "a string",
    ),
    "pod": (lambda found: setattr(found, "pod", None), "draft.pod", "a PodDraft"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_type_is_named_with_what_is_allowed(what: str) -> None:
    change, field, allowed = WRONG[what]
    given = draft()
    change(given)
    (problem,) = type_problems(given)
    assert problem.field == field
    assert problem.allowed.startswith(allowed)


@pytest.mark.parametrize(
    ("change", "fix"),
    [
        (lambda found: found.main.env.update(A=5), 'write it as "5"'),
        (lambda found: found.annotations.update(a=True), 'write it as "true"'),
        (lambda found: setattr(found.main, "command", "echo"), "write ['echo']"),
        (lambda found: setattr(found.pod, "image_pull_secrets", "a"), "write {'a'}"),
        (lambda found: setattr(found.main, "env", []), "write a dictionary, with the name of each entry as its key"),
    ],
)
def test_the_fix_is_what_to_write(change: Callable[[WorkloadDraft], object], fix: str) -> None:
    given = draft()
    change(given)
    (problem,) = type_problems(given)
    assert problem.fix == fix


def test_text_of_a_wrong_type_is_not_shown_because_it_may_be_secret() -> None:
    (problem,) = type_problems(draft(container(env={"A": ["hunter2"], "B": SecretKey("a", "b")})))
    assert "hunter2" not in str(problem)


def test_lists_and_tuples_are_alike_and_typed_values_are_allowed() -> None:
    source = k8s.EnvVarSource(field_ref=k8s.ObjectFieldSelector(field_path="spec.nodeName"))
    given = draft(container(env={"NODE": source, "KEY": SecretKey("a", "b")}))
    given.main.command = ["echo"]  # type: ignore[assignment]
    given.pod.topology_spread_constraints = ()  # type: ignore[assignment]
    assert not list(type_problems(given))


def test_every_workload_of_the_library_has_the_right_types(app: Any) -> None:
    environment: Neuronpedia = small(app)
    environment.add_inference("gemma").with_(models.get("gemma-2-2b"))
    for final in environment.plan.drafts():
        assert not list(type_problems(final))
