"""Amounts add up exactly."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.facts.demand.amounts import Amounts, Resource, most, times, total

CPU, GPU = Resource("cpu"), Resource("nvidia.com/gpu", "gpu=l4")
amounts = st.dictionaries(st.sampled_from([CPU, GPU]), st.decimals(0, 10**30, places=9))


def test_sums_and_largest() -> None:
    one, other = {CPU: Decimal(1)}, {CPU: Decimal(2), GPU: Decimal(1)}
    assert total([one, other]) == {CPU: 3, GPU: 1}
    assert most([one, other]) == {CPU: 2, GPU: 1}
    assert total([]) == most([]) == {}


def test_none_of_something_is_nothing() -> None:
    assert times(3, {CPU: Decimal("0.1")}) == {CPU: Decimal("0.3")}
    assert times(0, {CPU: Decimal(1)}) == {}


@given(one=amounts, number=st.integers(1, 20))
def test_several_that_are_alike_are_their_sum(one: Amounts, number: int) -> None:
    assert times(number, one) == total([one] * number)
