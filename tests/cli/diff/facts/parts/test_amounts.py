"""Amounts as people write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.facts.parts.amounts import change, measure, quantity, resource_name


@pytest.mark.parametrize(
    ("value", "expected"),
    [("500m", "0.5"), (2, "2"), (0.5, "0.5"), ("1Gi", str(1024**3)), (True, "0"), (None, "0"), ("x", "0"), ([], "0")],
)
def test_quantities_that_yaml_may_have_made_numbers(value: Any, expected: str) -> None:
    assert quantity(value) == Decimal(expected)


@pytest.mark.parametrize(
    ("resource", "value", "expected"),
    [
        ("cpu", "4", "4"),
        ("cpu", "500m", "0.5"),
        ("cpu", "1500u", "0.002"),
        ("cpu", "100", "100"),
        ("memory", "70Gi", "70 GiB"),
        ("memory", "1536Mi", "1.5 GiB"),
        ("memory", "128Mi", "128 MiB"),
        ("memory", "26G", "24.21 GiB"),
        ("storage", "1400Gi", "1400 GiB"),
        ("storage", "1Gi", "1 GiB"),
        ("storage", "10Ti", "10 TiB"),
        ("storage", "1e19", "0"),
        ("storage", "20Ti", "20 TiB"),
        ("ephemeral-storage", "0", "0"),
        ("memory", "100", "100 B"),
        ("hugepages-2Mi", "4Mi", "4 MiB"),
        ("nvidia.com/gpu", "1", "1"),
    ],
)
def test_measures(resource: str, value: str, expected: str) -> None:
    assert measure(resource, quantity(value)) == expected


def test_differences_have_a_sign() -> None:
    assert change("cpu", Decimal("1.5")) == "+1.5"
    assert change("cpu", Decimal(0)) == "0"
    assert change("cpu", Decimal("0.5")) == "+0.5"
    assert change("memory", -quantity("2Gi")) == "-2 GiB"


def test_names() -> None:
    assert [resource_name(name) for name in ("cpu", "nvidia.com/gpu")] == ["CPU", "nvidia.com/gpu"]


def test_sizes_beyond_any_cluster_are_no_error() -> None:
    assert measure("cpu", Decimal(10) ** 60 + Decimal("0.1")).startswith("1000")
