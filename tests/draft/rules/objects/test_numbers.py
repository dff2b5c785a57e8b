"""Numbers that the API would refuse, or that would not fit."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.draft.rules.objects.numbers import number_problems

WRONG = [
    ("terminationGracePeriodSeconds", -1),
    ("terminationGracePeriodSeconds", 2**31),
    ("replicas", -1),
    ("replicas", 10**30),
    ("containerPort", 0),
    ("containerPort", 65536),
    ("port", 99999),
    ("periodSeconds", 0),
    ("failureThreshold", -3),
    ("initialDelaySeconds", 1.5),
    ("runAsUser", -5),
    ("defaultMode", 512),
    ("maxSkew", 0),
    ("weight", 101),
    ("priority", 2 * 10**9),
    ("minReplicas", float("inf")),
]
RIGHT = [
    ("terminationGracePeriodSeconds", 0),
    ("replicas", 2**31 - 1),
    ("containerPort", 65535),
    ("tolerationSeconds", -1),
    ("priority", -10),
    ("defaultMode", 0o777),
    ("periodSeconds", 2.0),
]


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_a_number_out_of_bounds_is_named_with_its_bounds(field: str, value: Any) -> None:
    (problem,) = number_problems(("spec", field), value)
    assert (problem.code, problem.field) == ("object.number", field)
    assert problem.cause == f"{value!r} is not allowed"
    assert problem.allowed.startswith("a whole number from ")


@pytest.mark.parametrize(("field", "value"), RIGHT)
def test_a_number_within_bounds_is_fine(field: str, value: Any) -> None:
    assert not list(number_problems(("spec", field), value))
