"""Amounts are compared as Kubernetes understands them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from neuronpedia_constructs.validation.quantities import amount, canonical


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
        ("1E", "1e18"),
        ("1E3", "1000"),
        ("7Ei", str(7 * 1024**6)),
    ],
)
def test_amounts(quantity: str, expected: str) -> None:
    assert amount(quantity) == Decimal(expected)


@pytest.mark.parametrize(
    "quantity",
    ["", "8GB", "8 Gi", "Gi", "-1", "1ki", "8gi", None, 8, "1e3Ki", "1e3k", "1e999999Gi", "1e999", "9" * 40, "8Ei"],
)
def test_not_an_amount(quantity: object) -> None:
    assert amount(quantity) is None


@pytest.mark.parametrize(
    ("quantity", "written"),
    [
        ("1024Mi", "1Gi"),
        ("1.5Gi", "1536Mi"),
        ("0.5Ki", "512"),
        ("1000m", "1"),
        ("0.5", "500m"),
        ("2000", "2k"),
        ("1024M", "1024M"),
        ("1536Ki", "1536Ki"),
        ("0", "0"),
        ("1e3", "1e3"),
        ("none", "none"),
    ],
)
def test_an_amount_as_kubernetes_writes_it(quantity: str, written: str) -> None:
    # As `k8s.io/apimachinery/pkg/api/resource` does, in its CanonicalizeBytes.
    assert canonical(quantity) == written == canonical(written)
