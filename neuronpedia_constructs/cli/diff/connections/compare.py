"""Which connections a change opens and closes, and what it exposes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .entrances.listeners import listener_changes
from .entrances.routes import route_changes
from .entrances.services import service_changes
from .exposure.access import widened_access
from .exposure.levels import lowered_levels
from .exposure.privileges import privileges
from .exposure.tokens import mounted_tokens
from .model import Connections
from .moves import relocated
from .network.changes import network_changes
from .network.notes import notes
from .workloads import workloads

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Side


def connections(old: Side, new: Side) -> Connections:
    """Compare who can reach whom, what can be reached from outside, and what pods may do, on two sides."""
    old = relocated(old, new)
    found = workloads(old, new)
    network = network_changes(old, new, found)
    entrances = (*route_changes(old, new), *listener_changes(old, new), *service_changes(old, new, found))
    arriving = (each for arrival in network.arrivals for each in arrival.incoming)
    exposures = (
        *(each.text for each in entrances if each.exposes),
        *(each.sentence for each in (*network.changes, *arriving) if each.exposes),
        *lowered_levels(old, new),
        *privileges(found),
        *mounted_tokens(old, new, found),
        *widened_access(old, new),
    )
    return Connections(
        network.changes, network.arrivals, entrances, tuple(dict.fromkeys(exposures)), tuple(notes(old, new, network))
    )
