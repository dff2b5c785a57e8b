"""Sets of addresses as the fewest networks and holes in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from .spans import Spans, both

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Network = tuple[int, int]
"""The first address, and the length of the prefix."""
_MANY: Final = 128
"""Sets of more ranges are listed as they are."""


class Line(NamedTuple):
    """A network, but for some others in it."""

    network: Network
    holes: tuple[Network, ...]


class _Entry(NamedTuple):
    """A network in a set where what is around it is not, or the other way round, with those in it that differ."""

    network: Network
    inner: _Plan


class _Plan(NamedTuple):
    """Entries next to each other."""

    entries: tuple[_Entry, ...] = ()
    size: int = 0
    """How many there are, inner ones too."""


def nested(part: Spans, base: int, bits: int) -> list[Line]:
    """Return a set in lines. Of what is in several of them, the smallest network decides."""
    outside, _ = _plans(part, base, 0, bits, nests=len(part) <= _MANY)
    return list(_lines(outside))


def _lines(plan: _Plan) -> Iterator[Line]:
    for entry in plan.entries:
        yield Line(entry.network, tuple(hole.network for hole in entry.inner.entries))
    for entry in plan.entries:
        for hole in entry.inner.entries:
            yield from _lines(hole.inner)


def _plans(part: Spans, low: int, prefix: int, bits: int, *, nests: bool) -> tuple[_Plan, _Plan]:
    """Return the shortest plan of a network where what is around it is not in the set, and where it is."""
    high = low + (1 << (bits - prefix)) - 1
    whole = _one((low, prefix), _Plan())
    if not part:
        return _Plan(), whole
    if part == ((low, high),):
        return whole, _Plan()
    middle = low + (1 << (bits - prefix - 1))
    left = _plans(both(part, ((low, middle - 1),)), low, prefix + 1, bits, nests=nests)
    right = _plans(both(part, ((middle, high),)), middle, prefix + 1, bits, nests=nests)
    outside, inside = (_joined(pair) for pair in zip(left, right, strict=True))
    if not nests:
        return outside, inside
    return (
        min(outside, _one((low, prefix), inside), key=_size),
        min(inside, _one((low, prefix), outside), key=_size),
    )


def _one(network: Network, inner: _Plan) -> _Plan:
    return _Plan((_Entry(network, inner),), 1 + inner.size)


def _joined(plans: Iterable[_Plan]) -> _Plan:
    found = tuple(plans)
    return _Plan(tuple(entry for plan in found for entry in plan.entries), sum(plan.size for plan in found))


def _size(plan: _Plan) -> int:
    return plan.size
