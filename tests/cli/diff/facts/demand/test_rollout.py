"""The peak of a rollout."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.facts.demand.amounts import Amounts, Resource
from neuronpedia_constructs.cli.diff.facts.demand.rollout import peak_of_deployment, peak_of_others, recreates, surge
from tests.cli.diff.facts.manifests import deployment

CPU = Resource("cpu")
number = st.integers(0, 8)


def cpu(amount: int) -> Amounts:
    return {CPU: Decimal(amount)}


def rolling(**fields: Any) -> Any:
    return deployment("web", strategy={"type": "RollingUpdate", "rollingUpdate": fields})


# https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-surge
@pytest.mark.parametrize(
    ("manifest", "replicas", "expected"),
    [
        (deployment("web"), 1, 1),
        (deployment("web"), 4, 1),
        (deployment("web"), 5, 2),
        (rolling(maxSurge="30%"), 10, 3),
        (rolling(maxSurge="50%"), 3, 2),
        (rolling(maxSurge=0, maxUnavailable=1), 10, 0),
        (rolling(maxSurge=3), 1, 3),
        (rolling(maxSurge="junk"), 4, 0),
    ],
)
def test_surge(manifest: Any, replicas: int, expected: int) -> None:
    assert surge(manifest, replicas) == expected


def test_recreates() -> None:
    assert recreates(deployment("web", strategy={"type": "Recreate"}))
    assert not recreates(rolling())


@pytest.mark.parametrize(
    ("old", "new", "extra", "expected"),
    [
        ((4, 1), (4, 1), 1, 5),
        # All four old pods and one new one; at the end, four new ones and an old one.
        ((4, 1), (4, 3), 1, 13),
        ((4, 3), (4, 1), 1, 13),
        # It is scaled first, with its old pods.
        ((1, 3), (4, 1), 1, 13),
        ((4, 3), (1, 1), 1, 12),
        ((0, 1), (4, 1), 1, 4),
        ((1, 1), (1, 1), 5, 2),
    ],
)
def test_a_deployment(old: tuple[int, int], new: tuple[int, int], extra: int, expected: int) -> None:
    before, after = ((count, cpu(amount)) for count, amount in (old, new))
    assert peak_of_deployment(before, after, recreated=False, extra=extra) == cpu(expected)


def test_a_deployment_that_recreates() -> None:
    assert peak_of_deployment((2, cpu(1)), (2, cpu(3)), recreated=True, extra=1) == cpu(6)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [((3, 1), (3, 2), 6), ((3, 2), (3, 1), 6), ((1, 2), (3, 1), 4), ((3, 2), (1, 9), 9)],
)
def test_a_stateful_set(old: tuple[int, int], new: tuple[int, int], expected: int) -> None:
    before, after = ((count, cpu(amount)) for count, amount in (old, new))
    assert peak_of_others(before, after) == cpu(expected)


def pods_at_once(before: int, after: int, extra: int) -> list[tuple[int, int]]:
    """Return all numbers of old and new pods that the controller's bounds allow once it has scaled the Deployment."""
    old = after if before else 0
    return [(one, other) for one in range(old + 1) for other in range(after + 1) if one + other <= after + extra]


@given(before=number, after=number, extra=st.integers(0, 4), old=number, new=number)
def test_no_moment_of_a_rollout_demands_more(before: int, after: int, extra: int, old: int, new: int) -> None:
    found = peak_of_deployment((before, cpu(old)), (after, cpu(new)), recreated=False, extra=extra).get(CPU, 0)
    moments = [one * old + other * new for one, other in pods_at_once(before, after, extra)]
    assert found == max(*moments, before * old, 0)
