"""Pods as policies see them."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.connections.network.pods import Row, named_ports, rows
from neuronpedia_constructs.cli.diff.connections.network.policies import policies
from neuronpedia_constructs.cli.diff.connections.workloads import Pods, workloads
from neuronpedia_constructs.cli.diff.objects import Manifest, Side, key_of
from tests.cli.diff.connections.manifests import app, policy, ports, side, tcp, workload


def found(old: Side, new: Side, *more: Manifest) -> list[Row]:
    return rows(workloads(old, new), policies(side(*more)))


def test_pods_are_alike_if_no_policy_tells_them_apart() -> None:
    new = side(*(workload(name, labels={"app": "inference", "instance": name}) for name in ("a", "b")))
    one, other = found({}, new, policy("inference", "inference"))
    assert one.new is other.new
    one, other = found({}, new, policy("inference", {"matchLabels": {"instance": "a"}}))
    assert one.new is not other.new


def test_pods_of_both_sides_are_alike() -> None:
    old, new = (side(workload("a", labels={"app": "a", "version": each})) for each in ("1", "2"))
    (row,) = found(old, new, policy("a", "a"))
    assert row.old is row.new


def test_ports_tell_pods_apart_only_if_a_policy_names_one() -> None:
    old, new = (side(workload("a", containers=ports(http=each))) for each in (80, 81))
    for entry, is_same in ((80, True), ("http", False)):
        (row,) = found(old, new, policy("a", "a", ingress=[{"ports": tcp(entry)}]))
        assert (row.old is row.new) is is_same


def test_a_workload_whose_pods_are_not_alike_is_in_parts() -> None:
    labels: list[dict[str, str]] = [{"app": "x"}, {"app": "x", "tier": "1"}]
    new = side(workload("x", "CronJob", labels=labels[0]), workload("x-1a2b3c4d", "Job", labels=labels[1]))
    assert [row.name for row in found({}, new, policy("x", "x"))] == ["x"]
    by_tier = policy("x", {"matchLabels": {"tier": "1"}}, egress=[{"to": app("x")}])
    assert [row.name for row in found({}, new, by_tier)] == ["x (CronJob)", "x (Job)"]
    jobs = side(*(workload(f"x-{index}a2b3c4d", "Job", labels=each) for index, each in enumerate(labels)))
    assert [row.name for row in found({}, jobs, by_tier)] == ["x-0a2b3c4d", "x-1a2b3c4d"]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"containers": ports(http=80)}, {("http", "TCP"): 80}),
        ({"containers": [*ports(http=80), *ports(http=81)]}, {("http", "TCP"): 80}),
        (
            {"initContainers": [{"restartPolicy": "Always", "ports": [{"name": "x", "containerPort": 1}]}]},
            {("x", "TCP"): 1},
        ),
        ({"initContainers": ports(http=80)}, {}),
        ({"containers": [{"ports": [{"name": "dns", "containerPort": 53, "protocol": "UDP"}]}]}, {("dns", "UDP"): 53}),
        ({"containers": [{"ports": [{"containerPort": 80}, None, {"name": "x", "containerPort": "80"}]}]}, {}),
        ({"containers": [{"ports": [{"name": "x", "containerPort": 65536}, {"name": ["x"], "containerPort": 1}]}]}, {}),
        ({"containers": "text", "initContainers": [None]}, {}),
        ("text", {}),
    ],
)
def test_named_ports_are_those_of_containers_that_stay(spec: Any, expected: dict[tuple[str, str], int]) -> None:
    manifest = workload("a")
    assert dict(named_ports(Pods(key_of(manifest), {"spec": spec}, {}))) == expected
