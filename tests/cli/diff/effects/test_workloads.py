"""What becomes of the pods of a workload, as the controllers do it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from neuronpedia_constructs.cli.diff.effects.workloads import rollout, surge
from neuronpedia_constructs.cli.diff.kubernetes.differences import differences
from neuronpedia_constructs.cli.diff.kubernetes.stored import stored

OTHER = "template: {spec: {containers: [{name: a, image: 'x:2'}]}}"


def workload(kind: str, more: str) -> Any:
    template = "template: {spec: {containers: [{name: a, image: 'x:1'}]}}"
    spec = more if "template:" in more else f"{template}, {more}"
    return stored(yaml.safe_load(f"{{apiVersion: apps/v1, kind: {kind}, metadata: {{name: a}}, spec: {{{spec}}}}}"))


def what(kind: str, one: str, other: str, *, admitted: bool = True, fewest: int = 1) -> tuple[str, bool | None]:
    sides = [workload(kind, each) for each in (one, other)]
    found = rollout(sides[0], sides[1], differences(*sides), admitted=admitted, fewest=fewest)
    return found.effect, found.gap


@pytest.mark.parametrize(
    ("strategy", "effect"),
    [
        # The default of 25% adds a pod, rounded up, and takes none away, rounded down.
        ("", ("restarts", False)),
        ("replicas: 3, ", ("restarts", False)),
        ("strategy: {type: Recreate}, ", ("restarts", True)),
        ("replicas: 3, strategy: {type: Recreate}, ", ("restarts", True)),
        ("strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}, ", ("restarts", True)),
        # Both percentages round to zero, so the controller takes one pod away.
        ("strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 25%}}, ", ("restarts", True)),
        ("replicas: 2, strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}, ", ("restarts", False)),
        ("replicas: 2, strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 100%}}, ", ("restarts", True)),
        ("paused: true, ", ("in-place", None)),
        ("replicas: 0, ", ("in-place", None)),
    ],
)
def test_another_template_of_a_deployment(strategy: str, effect: tuple[str, bool | None]) -> None:
    assert what("Deployment", strategy, strategy + OTHER) == effect


def test_an_autoscaler_keeps_enough_pods_for_a_rollout_without_a_gap() -> None:
    strategy = "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}, "
    assert what("Deployment", strategy, strategy + OTHER, fewest=2) == ("restarts", False)


@pytest.mark.parametrize(
    ("one", "other", "effect"),
    [
        ("replicas: 1", "replicas: 2", "scales"),
        ("replicas: 2", "replicas: 0", "scales"),
        ("replicas: 6", "", "scales"),
        ("replicas: 2", f"replicas: 0, {OTHER}", "scales"),
        ("replicas: 0", f"replicas: 2, {OTHER}", "scales"),
        ("replicas: 2", f"replicas: 3, {OTHER}", "restarts"),
        ("minReadySeconds: 1", "minReadySeconds: 2", "in-place"),
        ("", "strategy: {type: Recreate}", "in-place"),
        ("", "paused: true", "in-place"),
        ("paused: true", "", "scales"),
        ("", f"paused: true, replicas: 2, {OTHER}", "scales"),
    ],
)
def test_what_changes_beside_the_template_of_a_deployment(one: str, other: str, effect: str) -> None:
    assert what("Deployment", one, other)[0] == effect


@pytest.mark.parametrize(
    ("kind", "more", "effect"),
    [
        ("Deployment", "", "in-place"),
        ("Deployment", "strategy: {type: Recreate}, ", "down"),
        ("Deployment", "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}, ", "down"),
        ("Deployment", "replicas: 2, strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}, ", "in-place"),
        ("StatefulSet", "", "down"),
        ("StatefulSet", "replicas: 2, ", "in-place"),
        ("StatefulSet", "replicas: 2, updateStrategy: {rollingUpdate: {maxUnavailable: 2}}, ", "down"),
        ("DaemonSet", "", "in-place"),
    ],
)
def test_pods_that_are_not_admitted(kind: str, more: str, effect: str) -> None:
    assert what(kind, more, more + OTHER, admitted=False)[0] == effect


@pytest.mark.parametrize(
    ("kind", "one", "other", "effect"),
    [
        ("Deployment", "replicas: 0", "replicas: 1", ("down", True)),
        ("Deployment", "replicas: 1", "replicas: 2", ("scales", None)),
        ("Deployment", "replicas: 2", "replicas: 1", ("scales", None)),
        ("StatefulSet", "replicas: 0", "replicas: 1", ("down", True)),
        ("StatefulSet", "replicas: 1", "replicas: 2", ("scales", None)),
        # The controller makes the pod that is missing before it replaces another one, and does not get that far.
        ("StatefulSet", "replicas: 1", f"replicas: 2, {OTHER}", ("scales", None)),
        ("StatefulSet", "ordinals: {start: 0}", "ordinals: {start: 1}", ("in-place", None)),
        ("StatefulSet", "replicas: 3", f"replicas: 1, {OTHER}", ("down", True)),
    ],
)
def test_pods_that_are_not_admitted_are_not_added(
    kind: str, one: str, other: str, effect: tuple[str, bool | None]
) -> None:
    assert what(kind, one, other, admitted=False) == effect


@pytest.mark.parametrize(
    ("one", "other", "effect"),
    [
        ("", OTHER, ("restarts", True)),
        ("", f"replicas: 2, updateStrategy: {{rollingUpdate: {{partition: 5}}}}, {OTHER}", ("scales", None)),
        (
            "replicas: 3",
            f"replicas: 3, updateStrategy: {{rollingUpdate: {{maxUnavailable: 50%}}}}, {OTHER}",
            ("restarts", False),
        ),
        (
            "replicas: 3",
            f"replicas: 3, updateStrategy: {{rollingUpdate: {{maxUnavailable: 3}}}}, {OTHER}",
            ("restarts", True),
        ),
        ("replicas: 2", f"replicas: 2, {OTHER}", ("restarts", False)),
        ("updateStrategy: {type: OnDelete}", f"updateStrategy: {{type: OnDelete}}, {OTHER}", ("in-place", None)),
        ("", f"updateStrategy: {{rollingUpdate: {{partition: 1}}}}, {OTHER}", ("in-place", None)),
        (
            "replicas: 3",
            f"replicas: 3, updateStrategy: {{rollingUpdate: {{partition: 2}}}}, {OTHER}",
            ("in-place", None),
        ),
        ("replicas: 1", "replicas: 2", ("scales", None)),
        ("", "minReadySeconds: 3", ("in-place", None)),
        ("ordinals: {start: 0}", "ordinals: {start: 1}", ("restarts", False)),
        ("replicas: 3, ordinals: {start: 0}", "replicas: 3, ordinals: {start: 1}", ("scales", None)),
    ],
)
def test_a_stateful_set(one: str, other: str, effect: tuple[str, bool | None]) -> None:
    assert what("StatefulSet", one, other) == effect


def test_the_revision_of_a_stateful_set_is_the_text_of_an_amount_and_that_of_a_deployment_is_the_amount() -> None:
    one, other = (
        f"template: {{spec: {{containers: [{{name: a, resources: {{limits: {{memory: {each}}}}}}}]}}}}"
        for each in ("1Gi", "1073741824")
    )
    assert what("StatefulSet", one, other)[0] == "restarts"
    assert what("Deployment", one, other)[0] == "in-place"
    assert what("StatefulSet", one, one.replace("1Gi", "1024Mi"))[0] == "in-place"


def test_a_daemon_set_is_away_on_each_node_unless_it_surges() -> None:
    assert what("DaemonSet", "", OTHER) == ("restarts", True)
    surges = "updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}, "
    assert what("DaemonSet", surges, surges + OTHER) == ("restarts", False)
    assert what("DaemonSet", "updateStrategy: {type: OnDelete}, ", "updateStrategy: {type: OnDelete}, " + OTHER) == (
        "in-place",
        None,
    )


def test_a_rolling_update_adds_pods_and_a_recreation_does_not() -> None:
    assert surge(workload("Deployment", "")) == 1
    assert surge(workload("Deployment", "replicas: 5")) == 2
    assert surge(workload("Deployment", "replicas: 5, strategy: {type: Recreate}")) == 0
