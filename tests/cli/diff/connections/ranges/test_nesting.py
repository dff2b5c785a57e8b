"""Networks with holes stand for the set that they were made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.connections.ranges.nesting import Line, nested
from neuronpedia_constructs.cli.diff.connections.ranges.spans import spans

BITS = 6


def members(lines: list[Line]) -> set[int]:
    """Let the smallest network decide about each number."""
    signs = {network: True for line in lines for network in (line.network,)}
    signs |= dict.fromkeys((hole for line in lines for hole in line.holes), False)
    return {number for number in range(1 << BITS) if _decided(number, signs)}


def _decided(number: int, signs: dict[tuple[int, int], bool]) -> bool:
    around = [each for each in signs if each[0] >> (BITS - each[1]) == number >> (BITS - each[1])]
    return bool(around) and signs[max(around, key=lambda each: each[1])]


@given(st.frozensets(st.integers(0, (1 << BITS) - 1)))
def test_they_stand_for_the_same_numbers(numbers: frozenset[int]) -> None:
    part = spans((each, each) for each in numbers)
    assert members(nested(part, 0, BITS)) == numbers


def test_one_hole_is_shorter_than_what_is_around_it() -> None:
    assert nested(((0, 15), (24, 63)), 0, BITS) == [Line((0, 0), ((16, 3),))]


def test_what_is_in_a_hole_is_a_line_of_its_own() -> None:
    part = spans([(0, 15), (20, 20), (24, 63)])
    assert nested(part, 0, BITS) == [Line((0, 0), ((16, 3),)), Line((20, 6), ())]


def test_two_neighbours_are_no_network_with_holes() -> None:
    assert nested(((0, 3), (8, 11)), 0, BITS) == [Line((0, 4), ()), Line((8, 4), ())]


def test_very_many_ranges_are_listed() -> None:
    part = tuple((2 * each, 2 * each) for each in range(200))
    assert nested(part, 0, 10) == [Line((each, 10), ()) for each, _ in part]
