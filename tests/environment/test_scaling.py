"""A change of the number of pods replaces none of them: no pod template follows from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import chain

import pytest
from cdk8s import App

from neuronpedia_constructs import (
    Autoscaling,
    CloudNativePg,
    DatabaseSpec,
    DisruptionBudget,
    ExternalDatabase,
    Mixin,
    Postgres,
    Replicas,
    find_problems,
)
from tests.support.building import as_yaml, pod_template, small, synthesized, workloads

DATABASES: dict[str, Callable[[], DatabaseSpec]] = {
    "here": Postgres,
    "few": lambda: Postgres(max_connections=200),
    "operated": CloudNativePg,
    "elsewhere": lambda: ExternalDatabase(host="db.example.org", max_connections=240),
}

NUMBERS: dict[str, Callable[[], list[Mixin]]] = {
    "nothing": list,
    **{f"{count}": lambda count=count: [Replicas(count)] for count in range(1, 13)},  # type: ignore[misc]
    "autoscaled": lambda: [Autoscaling()],
    "autoscaled from one": lambda: [Autoscaling(min_replicas=1, max_replicas=12)],
    "autoscaled otherwise": lambda: [Autoscaling(min_replicas=3, max_replicas=12, cpu_percent=50)],
    "with a budget": lambda: [Replicas(4), DisruptionBudget(min_available="50%")],
}


@cache
def templates(database: str, number: str) -> dict[str, str]:
    """The pod templates of an environment, by workload, as they are written."""
    app = App()
    environment = small(app, database=DATABASES[database]()).with_(*NUMBERS[number]())
    made = synthesized(environment)
    assert find_problems(app) == ()
    return {found["metadata"]["name"]: as_yaml([pod_template(found)]) for found in workloads(made)}


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("database", DATABASES)
def test_scaling_changes_no_pod_template(database: str, number: str) -> None:
    assert templates(database, number) == templates(database, "nothing")


def test_the_workloads_that_can_have_several_pods_are_among_them() -> None:
    names = set(chain.from_iterable(templates(database, "2") for database in DATABASES))
    assert {"webapp", "autointerp"} < names
    assert any(name.endswith("-inference") for name in names)
