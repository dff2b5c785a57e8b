"""What a change opens, closes and exposes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

_SHOWN: Final = 6
"""So many ends of a new workload's connections are listed."""


ALL_THAT_WAS_CLOSED: Final = "all that was closed"
"""Instead of ports: now everything is open."""
ALL_THAT_DOES_NOT_STAY_OPEN: Final = "all that does not stay open"
"""Instead of ports: everything was open."""


@dataclass(frozen=True)
class NetworkChange:
    """Connections that NetworkPolicies open or close."""

    source: str
    """In words: `webapp`, `anywhere`, `every pod of the namespace`."""
    destination: str
    ports: str
    """`443`, `8000-8010`, `UDP 53`, `every port`, `all that was closed`."""
    opened: bool
    exposes: bool
    """Whether it opens pods to who is not in the file: addresses, or pods of another namespace."""
    sources: tuple[str, ...]
    """Each by its name."""
    destinations: tuple[str, ...]

    @property
    def text(self) -> str:
        """The change in one line: `webapp → 10.20.0.0/16:443`."""
        return f"{self.source} → {end(self.destination, self.ports)}"

    @property
    def sentence(self) -> str:
        """The exposure in one line."""
        return f"{self.destination} can now be reached from {self.source} {_at(self.ports)}"


@dataclass(frozen=True)
class Arrival:
    """Workloads that only one side has, with all their connections."""

    workload: str
    """In words."""
    workloads: tuple[str, ...]
    """Each by its name."""
    is_new: bool
    """Whether it is the new side that has them."""
    incoming: tuple[NetworkChange, ...]
    outgoing: tuple[NetworkChange, ...]

    @property
    def text(self) -> str:
        """All of it in one line: `new workload gemma: from webapp:5002; to anywhere:443`."""
        sides = (
            ("from", [end(each.source, each.ports) for each in self.incoming]),
            ("to", [end(each.destination, each.ports) for each in self.outgoing]),
        )
        told = "; ".join(f"{word} {_some(ends)}" for word, ends in sides if ends)
        noun = "workload" if len(self.workloads) == 1 else "workloads"
        return f"{'new' if self.is_new else 'removed'} {noun} {self.workload}: {told}"


@dataclass(frozen=True)
class Entrance:
    """A way into the cluster that changes: a host and path, or a Service."""

    object: str
    """`Ingress neuronpedia-ingress`, `Service webapp`."""
    change: Literal["opened", "closed", "changed"]
    exposes: bool
    """Whether something can be reached from outside that could not be before."""
    text: str
    """The change in one line."""
    places: tuple[str, ...] = ()
    """Each host and path that it is about, with what serves it: `example.org/api → Service webapp:3000`."""
    unanswered: bool = False
    """Whether no pod answers there any more."""


@dataclass(frozen=True)
class Connections:
    """What a change does to who can reach whom."""

    network: tuple[NetworkChange, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    entrances: tuple[Entrance, ...] = ()
    exposures: tuple[str, ...] = ()
    """A sentence for all that exposes more than before, for that of the other fields, too."""
    notes: tuple[str, ...] = ()
    """What a reviewer should know beside it."""

    @property
    def exposes(self) -> bool:
        """Whether the flag `exposure` is raised."""
        return bool(self.exposures)

    def __bool__(self) -> bool:
        """Return whether there is anything to say."""
        return any((self.network, self.arrivals, self.entrances, self.exposures, self.notes))


def end(name: str, ports: str) -> str:
    """Return the end of a connection: `webapp:443`, `kube-dns (UDP 53)`."""
    is_plain = ports[0].isdigit() and not any(each in name + ports for each in (",", ":", " and ", " except "))
    return f"{name}:{ports}" if is_plain else f"{name} ({ports})"


def _some(ends: list[str]) -> str:
    if len(ends) <= _SHOWN + 1:
        return ", ".join(ends)
    return f"{', '.join(ends[:_SHOWN])} and {len(ends) - _SHOWN} more"


def _at(ports: str) -> str:
    if not ports[0].isdigit():
        return "on every port" if ports == ALL_THAT_WAS_CLOSED else f"on {ports}"
    return f"on ports {ports}" if "," in ports or "-" in ports else f"on port {ports}"
