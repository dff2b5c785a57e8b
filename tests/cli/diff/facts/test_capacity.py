"""What the cluster must have before, after and during a rollout."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from neuronpedia_constructs.cli.diff.facts.capacity import Row, capacity

from .junk import broken_sides, sides
from .manifests import claim, container, cron_job, deployment, key, made, requests, side, stateful_set

GIB = 1024**3


def rows(old: list[Any], new: list[Any], *restarting: Any) -> dict[str, Row]:
    found = capacity(side(*old), side(*new), {key(each) for each in restarting}).rows
    return {row.resource: row for row in found}


def texts(old: list[Any], new: list[Any], *restarting: Any) -> list[str]:
    return [row.text for row in rows(old, new, *restarting).values()]


def web(cpu: Any, **fields: Any) -> Any:
    return deployment("web", container(resources=requests(cpu=cpu)), **fields)


def scaler(least: int, most: int) -> Any:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    spec = {"scaleTargetRef": target, "minReplicas": least, "maxReplicas": most}
    return made("autoscaling/v2", "HorizontalPodAutoscaler", "web", spec=spec)


def test_before_after_and_difference() -> None:
    assert texts([web("500m")], [web(2, replicas=3)]) == ["CPU: 0.5 → 6 (+5.5)"]
    row = rows([web("500m")], [web(2, replicas=3)])["cpu"]
    assert (row.before, row.after, row.difference) == (Decimal("0.5"), Decimal(6), Decimal("5.5"))


def test_a_rollout_has_more_pods_for_a_while() -> None:
    # 25% of 6, rounded up: 2 more.
    assert texts([web(1, replicas=6)], [web(1, replicas=6)], web(1)) == ["CPU: 6; peak 8"]


def test_a_rollout_that_recreates_has_not() -> None:
    recreated = {"strategy": {"type": "Recreate"}}
    assert texts([web(1, **recreated)], [web(1, **recreated)], web(1)) == []
    assert texts([web(1, **recreated)], [web(4, **recreated)], web(1)) == ["CPU: 1 → 4 (+3)"]


def test_what_is_left_behind_runs_on() -> None:
    assert texts([web(1, replicas=2)], []) == ["CPU: 2, of which 2 left behind"]


def test_another_namespace_doubles() -> None:
    moved = web(1)
    moved["metadata"]["namespace"] = "other"
    assert texts([web(1)], [moved]) == ["CPU: 1 → 2 (+1), of which 1 left behind"]


def test_autoscaling_counts_from_its_minimum_and_names_its_maximum() -> None:
    assert texts([web(1)], [web(1), scaler(2, 5)]) == ["CPU: 1 → 2 (+1); up to 5 with autoscaling"]
    assert texts([web(1), scaler(2, 5)], [web(1), scaler(2, 9)]) == ["CPU: 2; up to 9 with autoscaling"]


def test_devices_by_their_nodes() -> None:
    models = [
        deployment(
            name, container(resources={"limits": {"nvidia.com/gpu": 1}}), pod={"nodeSelector": {"a.b/gpu": name}}
        )
        for name in ("l4", "a100")
    ]
    assert [row.text for row in capacity({}, side(*models), ()).rows] == [
        "nvidia.com/gpu (gpu=a100): 0 → 1 (+1)",
        "nvidia.com/gpu (gpu=l4): 0 → 1 (+1)",
    ]


def test_storage_by_its_class() -> None:
    database = stateful_set("db", container(), templates=(claim("data", "5Gi"),), replicas=3)
    found = capacity({}, side(database, claim("cache", "100Gi", storage_class="fast")), ()).rows
    assert [row.text for row in found] == [
        "storage of the default class: 0 → 15 GiB (+15 GiB)",
        "storage of class fast: 0 → 100 GiB (+100 GiB)",
    ]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (None, "storage of the default class: 15 GiB, of which 10 GiB left behind"),
        ("Delete", "storage of the default class: 15 GiB → 5 GiB (-10 GiB)"),
    ],
)
def test_claims_of_pods_that_go_stay_unless_they_are_deleted(policy: str | None, expected: str) -> None:
    old, new = (
        stateful_set(
            "db",
            templates=(claim("data", "5Gi"),),
            replicas=replicas,
            persistentVolumeClaimRetentionPolicy={"whenScaled": policy},
        )
        for replicas in (3, 1)
    )
    assert texts([old], [new]) == [expected]


def test_more_pods_of_a_stateful_set_have_more_claims() -> None:
    old, new = (stateful_set("db", templates=(claim("data", "5Gi"),), replicas=replicas) for replicas in (1, 3))
    assert texts([old], [new]) == ["storage of the default class: 5 GiB → 15 GiB (+10 GiB)"]


def test_jobs_are_part_of_the_peak_only() -> None:
    template = {"spec": {"containers": [container(resources=requests(cpu=2))]}}
    job = made("batch/v1", "Job", "init", spec={"template": template, "parallelism": 3})
    assert texts([web(1)], [web(1), job]) == ["CPU: 1; peak 7"]
    assert texts([web(1), job], [web(1), job]) == []


def test_cron_jobs_may_run_during_a_rollout() -> None:
    job = cron_job("tidy", container(resources=requests(cpu=2)))
    assert texts([job], [job]) == []
    assert texts([], [job]) == ["CPU: 0; peak 2"]
    assert texts([web(1), job], [web(1), job], web(1)) == ["CPU: 1; peak 4"]


def test_daemon_sets_are_not_multiplied() -> None:
    template = {"spec": {"containers": [container(resources=requests(memory="1Gi"))]}}
    agent = made("apps/v1", "DaemonSet", "agent", spec={"template": template})
    (row,) = capacity({}, side(agent), ()).rows
    assert row.per_node
    assert row.text == "memory on each node: 0 → 1 GiB (+1 GiB)"


def test_nothing_for_the_same_file() -> None:
    for each in sides():
        assert capacity(each, each, ()).rows == ()


def test_order_does_not_matter() -> None:
    old, new, *_ = sides()
    assert capacity(dict(reversed(old.items())), dict(reversed(new.items())), ()) == capacity(old, new, ())


@given(old=broken_sides(), new=broken_sides())
def test_junk_is_no_error(old: Any, new: Any) -> None:
    found = capacity(old, new, list(new)).rows
    assert all(isinstance(row.text, str) for row in found)
    assert all(row.peak >= row.after and row.limit >= row.after >= row.left_behind for row in found)


@given(old=broken_sides(), new=broken_sides())
def test_before_is_what_the_old_file_alone_comes_to(old: Any, new: Any) -> None:
    alone = {(row.resource, row.where, row.per_node): row.after for row in capacity({}, old, ()).rows}
    for row in capacity(old, new, ()).rows:
        assert row.before == alone.get((row.resource, row.where, row.per_node), 0)
