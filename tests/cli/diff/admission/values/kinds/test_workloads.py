"""Workloads: https://kubernetes.io/docs/concepts/workloads/controllers/"""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.admission.check import faults
from neuronpedia_constructs.cli.diff.admission.values.kinds.workloads import share_faults
from tests.cli.diff.admission.examples import (
    ABSENT,
    TEMPLATE,
    changed,
    check,
    deployment,
    fault_paths,
    object_of,
    stateful_set,
    workload,
)

_KINDS = ("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet")


def of_kind(kind: str) -> dict[str, Any]:
    return stateful_set() if kind == "StatefulSet" else workload(kind)


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("spec.selector", {}, {"matchLabels": {"app": "web"}}, "spec.selector"),
        ("spec.selector", ABSENT, {"matchExpressions": [{"key": "app", "operator": "Exists"}]}, "spec.selector"),
        ("spec.selector.matchLabels", {"app": "api"}, {"app": "web"}, "spec.template.metadata.labels"),
        ("spec.template.metadata.labels", {"tier": "a"}, {"app": "web", "tier": "a"}, "spec.template.metadata.labels"),
        ("spec.template.metadata", ABSENT, {"labels": {"app": "web"}}, "spec.template.metadata.labels"),
        (
            "spec.selector.matchExpressions",
            [{"key": "app", "operator": "DoesNotExist"}],
            [{"key": "app", "operator": "In", "values": ["web", "api"]}],
            "spec.template.metadata.labels",
        ),
        (
            "spec.selector.matchExpressions",
            [{"key": "app", "operator": "In"}],
            [{"key": "tier", "operator": "NotIn", "values": ["a"]}],
            "spec.selector.matchExpressions[0].values",
        ),
        ("spec.template.spec.restartPolicy", "OnFailure", "Always", "spec.template.spec.restartPolicy"),
        ("spec.template.spec.restartPolicy", "Never", ABSENT, "spec.template.spec.restartPolicy"),
        ("spec.template.spec.activeDeadlineSeconds", 60, None, "spec.template.spec.activeDeadlineSeconds"),
        ("spec.minReadySeconds", -1, 0, "spec.minReadySeconds"),
    ],
)
def test_all_kinds(kind: str, path: str, wrong: Any, right: Any, at: str) -> None:
    check(of_kind(kind), path, wrong, right, at)


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("replicas", -1, 0, None),
        ("revisionHistoryLimit", -1, 0, None),
        ("strategy", {"type": "Rolling"}, {"type": "RollingUpdate"}, "strategy.type"),
        (
            "strategy",
            {"type": "Recreate", "rollingUpdate": {"maxSurge": 1}},
            {"type": "Recreate", "rollingUpdate": None},
            "strategy.rollingUpdate",
        ),
        ("strategy", {"type": "Recreate", "rollingUpdate": {}}, {"type": "Recreate"}, "strategy.rollingUpdate"),
        ("progressDeadlineSeconds", 0, 1, None),
        ("progressDeadlineSeconds", -1, None, None),
        ("minReadySeconds", 600, 599, "progressDeadlineSeconds"),
    ],
)
def test_deployments(path: str, wrong: Any, right: Any, at: str | None) -> None:
    check(deployment(), f"spec.{path}", wrong, right, f"spec.{at or path}")


@pytest.mark.parametrize(
    ("unavailable", "surge", "wrong"),
    [
        (0, 0, "maxUnavailable"),
        ("0%", 0, "maxUnavailable"),
        ("0%", "0%", "maxUnavailable"),
        (0, 1, None),
        (0, "1%", None),
        (0, ABSENT, None),
        (ABSENT, 0, None),
        (-1, 1, "maxUnavailable"),
        (1, -1, "maxSurge"),
        ("101%", 1, "maxUnavailable"),
        ("100%", "200%", None),
        ("25", 1, "maxUnavailable"),
        (1, "a%", "maxSurge"),
        ("-1%", 1, "maxUnavailable"),
    ],
)
def test_rolling_updates_of_deployments(unavailable: Any, surge: Any, wrong: str | None) -> None:
    rolling = {"maxUnavailable": unavailable, "maxSurge": surge}
    rolling = {name: value for name, value in rolling.items() if value is not ABSENT}
    found = fault_paths(changed(deployment(), "spec.strategy.rollingUpdate", rolling))

    assert found == ([] if wrong is None else [f"spec.strategy.rollingUpdate.{wrong}"])


@pytest.mark.parametrize(
    ("rolling", "wrong"),
    [
        ({}, None),
        ({"maxUnavailable": "10%"}, None),
        ({"maxSurge": 1}, "maxSurge"),
        ({"maxSurge": 1, "maxUnavailable": 0}, None),
        ({"maxSurge": "10%", "maxUnavailable": "10%"}, "maxSurge"),
        ({"maxUnavailable": 0}, "maxUnavailable"),
        ({"maxUnavailable": "110%"}, "maxUnavailable"),
        ({"maxSurge": "110%", "maxUnavailable": 0}, "maxSurge"),
    ],
)
def test_rolling_updates_of_daemon_sets(rolling: Any, wrong: str | None) -> None:
    found = fault_paths(changed(workload("DaemonSet"), "spec.updateStrategy.rollingUpdate", rolling))

    assert found == ([] if wrong is None else [f"spec.updateStrategy.rollingUpdate.{wrong}"])


def test_strategies_of_daemon_sets() -> None:
    check(workload("DaemonSet"), "spec.updateStrategy.type", "Recreate", "OnDelete")


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("replicas", -1, 0, None),
        ("podManagementPolicy", "Serial", "Parallel", None),
        ("serviceName", "a.b", "a-b", None),
        ("serviceName", "Web", "", None),
        ("updateStrategy", {"type": "Recreate"}, {"type": "RollingUpdate"}, "updateStrategy.type"),
        (
            "updateStrategy",
            {"type": "OnDelete", "rollingUpdate": {"partition": 1}},
            {"type": "OnDelete"},
            "updateStrategy.rollingUpdate",
        ),
        ("updateStrategy.rollingUpdate.partition", -1, 2, None),
        ("updateStrategy.rollingUpdate.maxUnavailable", 0, 1, None),
        ("updateStrategy.rollingUpdate.maxUnavailable", "110%", "10%", None),
        ("ordinals.start", -1, 1, None),
        ("persistentVolumeClaimRetentionPolicy.whenDeleted", "Keep", "Delete", None),
        ("persistentVolumeClaimRetentionPolicy.whenScaled", "delete", "Retain", None),
        ("volumeClaimTemplates[0].spec.accessModes", [], ["ReadWriteOnce"], None),
        ("volumeClaimTemplates[0].spec.resources.requests[storage]", "0", "1Gi", None),
    ],
)
def test_stateful_sets(path: str, wrong: Any, right: Any, at: str | None) -> None:
    check(stateful_set(), f"spec.{path}", wrong, right, f"spec.{at or path}")


def test_replication_controllers() -> None:
    given = object_of("v1", "ReplicationController", spec={"selector": {"app": "web"}, "template": TEMPLATE})

    check(given, "spec.selector", {"app": "api"}, None, "spec.template.metadata.labels")
    check(given, "spec.selector", {"app": "a b"}, {"app": "web"}, "spec.selector[app]")
    check(given, "spec.template", None, TEMPLATE)
    check(given, "spec.template.spec.restartPolicy", "Never", "Always")
    unlabelled = changed(changed(given, "spec.template.metadata.labels", {}), "spec.selector", {})
    assert fault_paths(unlabelled) == ["spec.selector"]


def test_a_selector_that_does_not_match_tells_what_is_lacking() -> None:
    [fault] = faults(changed(deployment(), "spec.selector.matchLabels", {"app": "web", "tier": "front"}))

    assert fault.path == "spec.template.metadata.labels"
    assert "tier=front" in fault.message
    assert "app=web" not in fault.message


@pytest.mark.parametrize(
    ("value", "is_fault"),
    [
        (0, False),
        (-1, True),
        ("0%", False),
        ("100%", False),
        ("101%", True),
        ("5", True),
        ("%", True),
        ("9" * 30 + "%", True),
    ],
)
def test_shares(value: Any, is_fault: bool) -> None:
    assert bool(list(share_faults(value, "spec"))) is is_fault


def test_defaults_are_what_an_absent_field_has() -> None:
    defaults = {
        "replicas": 1,
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}},
        "progressDeadlineSeconds": 600,
        "revisionHistoryLimit": 10,
        "minReadySeconds": 0,
    }
    assert fault_paths(deployment(**defaults)) == []
    assert fault_paths(deployment(**{**defaults, "minReadySeconds": 600})) == ["spec.progressDeadlineSeconds"]
