"""The sections that say what follows for data, connections, what must be there, capacity and images."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .section import BAD, CARE, PLAIN, Item, section

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.cli.diff.connections.model import Connections
    from neuronpedia_constructs.cli.diff.facts.capacity import Capacity
    from neuronpedia_constructs.cli.diff.facts.images import ImageChange
    from neuronpedia_constructs.cli.diff.facts.needed import Need
    from neuronpedia_constructs.cli.diff.facts.risks.risk import Risk

    from .section import Section


def data(risks: Sequence[Risk]) -> Section:
    """Return what may happen to data."""
    return section("Data", map(_risk, risks))


def _risk(risk: Risk) -> Item:
    tone = CARE if risk.only_if_pruned else BAD
    return Item(f"{risk.key.label}: {risk.text}", (risk.fix,) if risk.fix else (), tone=tone)


def connections(found: Connections) -> Section:
    """Return which connections open and close: what is exposed first."""
    return section("Connections", _connections(found))


def _connections(found: Connections) -> Iterator[Item]:
    for exposure in found.exposures:
        yield Item(exposure, tone=BAD)
    for change in found.network:
        yield Item(f"{'+' if change.opened else '-'} {change.text}")
    yield from (Item(each.text) for each in found.arrivals)
    ways = [each for each in found.entrances if not each.exposes]
    yield from (Item(each.text, tone=CARE if each.unanswered else PLAIN) for each in ways)
    yield from (Item(each, tone=CARE) for each in found.notes)


def needed(needs: Sequence[Need]) -> Section:
    """Return what must be there first."""
    return section("Needed first", (Item(each.text, tone=PLAIN if each.optional else CARE) for each in needs))


def capacity(found: Capacity) -> Section:
    """Return what the cluster must have."""
    return section("Capacity", (Item(each.text) for each in found.rows))


def images(found: Sequence[ImageChange]) -> Section:
    """Return the images before and after."""
    return section("Images", (Item(each.text) for each in found))
