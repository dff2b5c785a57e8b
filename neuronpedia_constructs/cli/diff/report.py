"""Everything that a change of an environment's manifests does to a cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .connections.compare import connections
from .effects.changes import changes
from .facts.capacity import capacity
from .facts.data import data_risks
from .facts.images import images
from .facts.needed import needed
from .flags import FLAGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .connections.model import Connections
    from .effects.change import ObjectChange
    from .facts.capacity import Capacity
    from .facts.images import ImageChange
    from .facts.needed import Need
    from .facts.risks.risk import Risk
    from .objects import Pair, Side


@dataclass(frozen=True)
class Report:
    """What becomes of one environment."""

    name: str
    changes: tuple[ObjectChange, ...]
    data: tuple[Risk, ...]
    connections: Connections
    needed: tuple[Need, ...]
    capacity: Capacity
    images: tuple[ImageChange, ...]


def report_of(pair: Pair) -> Report:
    """Compare the two sides of an environment."""
    found = changes(pair.old, pair.new)
    after = _after(found)
    restarting = [each.key for each in found if each.effect == "restarts"]
    return Report(
        pair.name,
        found,
        data_risks(pair.old, pair.new),
        connections(pair.old, after),
        needed(pair.old, pair.new),
        capacity(pair.old, after, restarting),
        images(pair.old, after),
    )


def _after(found: Iterable[ObjectChange]) -> Side:
    """Return the new side as it will be: what the server refuses stays, and what it keeps is there."""
    after: Side = {}
    for change in found:
        kept = change.old if change.effect == "rejected" else change.live or change.new
        if kept is not None and change.change != "removed":
            after[change.key] = kept
    return after


def flags(reports: Iterable[Report]) -> tuple[str, ...]:
    """Return which of the flags are raised, in their order."""
    found = {flag for report in reports for flag in _flags(report)}
    return tuple(flag for flag in FLAGS if flag in found)


def _flags(report: Report) -> Iterator[str]:
    for change in report.changes:
        if change.refusals:
            yield "rejected"
        if change.gap or change.effect == "down" or change.stops:
            yield "downtime"
    if any(each.unanswered for each in report.connections.entrances):
        yield "downtime"
    if report.data:
        yield "data"
    if report.connections.exposes:
        yield "exposure"
