"""How many pods an object has."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.facts.demand.scaling import Range, autoscaled, job_pods, pod_count
from tests.cli.diff.facts.manifests import cron_job, deployment, key, made, side


def scaler(name: str = "web", **spec: Any) -> Any:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}
    return made("autoscaling/v2", "HorizontalPodAutoscaler", "web", spec={"scaleTargetRef": target, **spec})


@pytest.mark.parametrize(
    ("replicas", "scalers", "expected"),
    [
        (3, [], Range(3, 3)),
        (None, [], Range(1, 1)),
        ("junk", [], Range(1, 1)),
        (3, [scaler(minReplicas=2, maxReplicas=5)], Range(2, 5)),
        (3, [scaler(maxReplicas=5)], Range(1, 5)),
        (3, [scaler("other", maxReplicas=5)], Range(3, 3)),
        (3, [scaler(minReplicas=4, maxReplicas=2)], Range(4, 4)),
        # https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#implicit-maintenance-mode-deactivation
        (0, [scaler(minReplicas=2, maxReplicas=5)], Range(0, 0)),
    ],
)
def test_a_deployment(replicas: Any, scalers: list[Any], expected: Range) -> None:
    web = deployment("web", replicas=replicas)
    assert pod_count(key(web), web, autoscaled(side(*scalers))) == expected


def test_kinds_without_replicas() -> None:
    pod, agent = made("v1", "Pod", "a"), made("apps/v1", "DaemonSet", "a")
    assert [pod_count(key(each), each, {}) for each in (pod, agent, cron_job("a"))] == [(1, 1), (1, 1), (0, 0)]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, 1),
        ({"parallelism": 5}, 5),
        ({"parallelism": 5, "completions": 3}, 3),
        ({"parallelism": 5, "suspend": True}, 0),
        (None, 1),
    ],
)
def test_pods_of_a_job_at_once(spec: Any, expected: int) -> None:
    assert job_pods(spec) == expected
