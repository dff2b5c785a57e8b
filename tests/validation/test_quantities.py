"""Amounts are compared as Kubernetes understands them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from neuronpedia_constructs.validation.quantities import amount


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        ("2", "2"),
        ("500m", "0.5"),
        ("1.5", "1.5"),
        (".5", "0.5"),
        ("1e3", "1000"),
        ("1k", "1000"),
        ("1Ki", "1024"),
        ("26Gi", str(26 * 1024**3)),
        ("26G", "26e9"),
        ("0", "0"),
        ("100u", "0.0001"),
    ],
)
def test_amounts(quantity: str, expected: str) -> None:
    assert amount(quantity) == Decimal(expected)


@pytest.mark.parametrize("quantity", ["", "8GB", "8 Gi", "Gi", "-1", "1ki", "8gi", None, 8])
def test_not_an_amount(quantity: object) -> None:
    assert amount(quantity) is None
