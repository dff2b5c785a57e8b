"""Sets of whole numbers as intervals: addresses, and ports."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

Spans = tuple[tuple[int, int], ...]
"""Intervals, both ends included, in order; none touches the next."""

NOTHING: Final[Spans] = ()

_remembered = lru_cache(maxsize=4096)
"""Most workloads are allowed the same as others."""


def spans(intervals: Iterable[tuple[int, int]]) -> Spans:
    """Return the numbers that are in any of some intervals."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(intervals):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


@_remembered
def union(left: Spans, right: Spans) -> Spans:
    """Return the numbers that are in either."""
    if not left or left == right:
        return right
    return left if not right else spans((*left, *right))


@_remembered
def minus(left: Spans, right: Spans) -> Spans:
    """Return the numbers that are in the first but not in the second."""
    if not left or not right:
        return left
    found: list[tuple[int, int]] = []
    at = 0
    for low, high in left:
        start = low
        while at < len(right) and right[at][1] < start:
            at += 1
        following = at
        while following < len(right) and right[following][0] <= high:
            if right[following][0] > start:
                found.append((start, right[following][0] - 1))
            start = right[following][1] + 1
            following += 1
        if start <= high:
            found.append((start, high))
    return tuple(found)


@_remembered
def both(left: Spans, right: Spans) -> Spans:
    """Return the numbers that are in both."""
    if left == right:
        return left
    return minus(left, minus(left, right))


def within(left: Spans, right: Spans) -> bool:
    """Return whether all numbers of the first are in the second."""
    return not minus(left, right)


def breaks(many: Iterable[Spans]) -> list[tuple[int, int]]:
    """Cut the numbers where any set begins or ends: every piece is wholly in a set, or not at all."""
    edges = sorted({edge for each in many for low, high in each for edge in (low, high + 1)})
    return [(low, high - 1) for low, high in pairwise(edges)]
