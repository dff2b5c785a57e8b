"""Intervals behave as the sets of numbers that they stand for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.connections.ranges.spans import Spans, both, breaks, minus, spans, union, within

sets = st.frozensets(st.integers(0, 15))


def told(numbers: frozenset[int]) -> Spans:
    return spans((each, each) for each in numbers)


def test_what_touches_is_one() -> None:
    assert spans([(5, 6), (1, 2), (3, 3), (9, 9), (6, 7)]) == ((1, 3), (5, 7), (9, 9))


@given(sets, sets)
def test_they_add_and_subtract_as_sets_do(left: frozenset[int], right: frozenset[int]) -> None:
    assert union(told(left), told(right)) == told(left | right)
    assert minus(told(left), told(right)) == told(left - right)
    assert both(told(left), told(right)) == told(left & right)
    assert within(told(left), told(right)) == (left <= right)


@given(st.lists(sets, max_size=4))
def test_a_piece_is_wholly_in_a_set_or_not_at_all(many: list[frozenset[int]]) -> None:
    pieces = breaks(map(told, many))
    assert spans(pieces) >= ()
    for low, high in pieces:
        for each in many:
            assert len({number in each for number in range(low, high + 1)}) == 1
    covered = {number for low, high in pieces for number in range(low, high + 1)}
    assert covered >= frozenset().union(*many)
