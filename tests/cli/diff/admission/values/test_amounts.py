from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.admission.values.amounts import NANO, amount, is_whole
from neuronpedia_constructs.validation.quantities import amount as decimal_amount


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        ("1", NANO),
        ("500m", NANO // 2),
        ("1Ki", 1024 * NANO),
        ("1k", 1000 * NANO),
        ("1E", 10**18 * NANO),
        ("1e3", 1000 * NANO),
        ("1.5Gi", 3 * 2**29 * NANO),
        (".5", NANO // 2),
        ("5.", 5 * NANO),
        ("-1", -NANO),
        (" 1 ", NANO),
        (0.5, NANO // 2),
        (2, 2 * NANO),
        (None, 0),
        ("0.1n", 1),
        ("1e99", (2**63 - 1) * NANO),
    ],
)
def test_a_quantity_is_counted_in_billionths(quantity: Any, expected: int) -> None:
    assert amount(quantity) == expected


@pytest.mark.parametrize("quantity", ["", "1K", "1e", "one", "1 Gi", "1Gib", "1e3Ki", "--1", ".", True, [], "\uff11"])
def test_other_texts_are_none(quantity: Any) -> None:
    assert amount(quantity) is None


@pytest.mark.parametrize(("quantity", "expected"), [("1", True), ("2000m", True), ("1500m", False), ("1n", False)])
def test_whole_amounts(quantity: str, expected: bool) -> None:
    assert is_whole(amount(quantity) or 0) is expected


@given(st.from_regex(r"[0-9]{1,6}(\.[0-9]{1,3})?(m|k|M|G|Ki|Mi|Gi)?", fullmatch=True))
def test_amounts_are_those_that_the_library_computes(quantity: str) -> None:
    found = decimal_amount(quantity)

    assert found is not None
    assert amount(quantity) == int((found * NANO).to_integral_value()) == found * Decimal(NANO)
