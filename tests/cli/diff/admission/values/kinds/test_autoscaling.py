"""Autoscalers: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.diff.admission.examples import ABSENT, changed, check, fault_paths, object_of

_CPU = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}
_OBJECT = {"describedObject": {"kind": "Service", "name": "web"}, "metric": {"name": "hits"}}
_VALUE = {"type": "Value", "value": "10"}
_AVERAGE = {"type": "AverageValue", "averageValue": "10"}
_EXTERNAL = {"type": "External", "external": {"metric": {"name": "queue"}, "target": _AVERAGE}}


def autoscaler(**spec: Any) -> dict[str, Any]:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    metrics = [{"type": "Resource", "resource": _CPU}]
    whole = {"scaleTargetRef": target, "minReplicas": 1, "maxReplicas": 3, "metrics": metrics, **spec}
    return object_of("autoscaling/v2", "HorizontalPodAutoscaler", spec=whole)


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("maxReplicas", 0, 1, None),
        ("maxReplicas", ABSENT, 1, None),
        ("minReplicas", 4, 3, "maxReplicas"),
        ("minReplicas", -1, 1, None),
        ("minReplicas", 0, None, None),
        ("scaleTargetRef.kind", "", "StatefulSet", None),
        ("scaleTargetRef.kind", "a/b", "StatefulSet", None),
        ("scaleTargetRef.name", "a/b", "a", None),
        ("scaleTargetRef.name", ABSENT, "a", None),
        ("metrics[0].resource.target.averageUtilization", 0, 1, None),
        ("metrics[0].resource.target.type", "Percent", "Utilization", None),
    ],
)
def test_autoscalers(path: str, wrong: Any, right: Any, at: str | None) -> None:
    check(autoscaler(), f"spec.{path}", wrong, right, f"spec.{at or path}")


@pytest.mark.parametrize(
    ("wrong", "right", "at"),
    [
        ({"type": "CPU", "resource": _CPU}, {"type": "Resource", "resource": _CPU}, ".type"),
        ({"type": "Resource"}, {"type": "Resource", "resource": _CPU}, ".resource"),
        (
            {"type": "Resource", "resource": _CPU, "containerResource": {**_CPU, "container": "web"}},
            {"type": "ContainerResource", "containerResource": {**_CPU, "container": "web"}},
            ".containerResource",
        ),
        (
            {"type": "Resource", "resource": {**_CPU, "target": {"type": "Utilization"}}},
            {"type": "Resource", "resource": {**_CPU, "target": _AVERAGE}},
            ".resource.target",
        ),
        (
            {"type": "Resource", "resource": {**_CPU, "target": {**_AVERAGE, "averageUtilization": 1}}},
            {"type": "Resource", "resource": {**_CPU, "target": {**_AVERAGE, "averageUtilization": None}}},
            ".resource.target.averageValue",
        ),
        (
            {"type": "Pods", "pods": {"metric": {"name": "hits"}, "target": _VALUE}},
            {"type": "Pods", "pods": {"metric": {"name": "hits"}, "target": _AVERAGE}},
            ".pods.target",
        ),
        (
            {"type": "Object", "object": {**_OBJECT, "target": {"type": "Value"}}},
            {"type": "Object", "object": {**_OBJECT, "target": {**_VALUE, **_AVERAGE}}},
            ".object.target",
        ),
        (
            {"type": "External", "external": {"metric": {"name": "q"}, "target": {**_VALUE, **_AVERAGE}}},
            _EXTERNAL,
            ".external.target.averageValue",
        ),
        (
            {"type": "External", "external": {"metric": {"name": "a/b"}, "target": _VALUE}},
            {"type": "External", "external": {"metric": {"name": "a|b"}, "target": _VALUE}},
            ".external.metric.name",
        ),
        (
            {"type": "External", "external": {"metric": {"name": "q"}, "target": {**_VALUE, "value": "0"}}},
            {"type": "External", "external": {"metric": {"name": "q"}, "target": {**_VALUE, "value": "1m"}}},
            ".external.target.value",
        ),
    ],
)
def test_metrics(wrong: Any, right: Any, at: str) -> None:
    check(autoscaler(), "spec.metrics", [wrong], [right], f"spec.metrics[0]{at}")


def test_nothing_runs_where_something_else_than_the_pods_is_measured() -> None:
    measured = autoscaler(metrics=[_EXTERNAL])
    check(measured, "spec.minReplicas", -1, 0)
    assert fault_paths(changed(autoscaler(), "spec.minReplicas", 0)) == ["spec.minReplicas"]


@pytest.mark.parametrize(
    ("path", "wrong", "right"),
    [
        ("stabilizationWindowSeconds", 3601, 3600),
        ("stabilizationWindowSeconds", -1, 0),
        ("selectPolicy", "", "Disabled"),
        ("selectPolicy", "max", "Max"),
        ("policies", [], None),
        ("policies[0].type", "Replicas", "Percent"),
        ("policies[0].value", 0, 1),
        ("policies[0].periodSeconds", 0, 1),
        ("policies[0].periodSeconds", 1801, 1800),
        ("tolerance", "-1", "0"),
    ],
)
def test_behaviours(path: str, wrong: Any, right: Any) -> None:
    policies = [{"type": "Pods", "value": 1, "periodSeconds": 60}]
    check(autoscaler(behavior={"scaleUp": {"policies": policies}}), f"spec.behavior.scaleUp.{path}", wrong, right)


def test_the_first_version_knows_only_the_cpu() -> None:
    spec = {"scaleTargetRef": {"kind": "Deployment", "name": "web"}, "maxReplicas": 3}
    first = object_of("autoscaling/v1", "HorizontalPodAutoscaler", spec=spec)

    check(first, "spec.targetCPUUtilizationPercentage", 0, 80)
    check(first, "spec.minReplicas", 4, 3, "spec.maxReplicas")
