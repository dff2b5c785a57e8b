"""What changes between pods and those that are not in the file: addresses, and pods of other namespaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from neuronpedia_constructs.cli.diff.connections.moves import METADATA_NAME
from neuronpedia_constructs.cli.diff.connections.ranges import addresses, ports
from neuronpedia_constructs.cli.diff.connections.ranges.spans import (
    NOTHING,
    Spans,
    both,
    breaks,
    minus,
    spans,
    union,
    within,
)

from . import selectors
from .policies import PodPeer
from .reach import EVERYTHING, address_grants, covers, ports_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .reach import Grant, Reach

EVERY_POD: Final = PodPeer((), ())


class Other(NamedTuple):
    """Who is at the other end, and at which ports."""

    label: str
    ports: Spans
    is_outside: bool
    """Whether it is outside the namespaces of the file."""
    is_everyone: bool
    """Whether all pods are among them, those of the file too."""
    is_all: bool = False
    """Whether it stands for all that was not open, or does not stay open, as everything is on the other side."""


class Outside:
    """Compares grants of two sides."""

    def __init__(self, sides: Sequence[Reach], namespaces: set[str]) -> None:
        """Take both sides, and the namespaces of the pods there."""
        self._sides = sides
        self._namespaces = namespaces

    def more(self, fewer: Sequence[Grant], more: Sequence[Grant]) -> list[Other]:
        """Return what is allowed by the second grants and not by the first."""
        found = list(self._addresses(fewer, more))
        pods = self._pods(fewer, more)
        everyone = pods.get(EVERY_POD, NOTHING)
        for index, other in enumerate(found):
            if other.label.startswith("anywhere") and within(other.ports, everyone):
                found[index] = other._replace(is_everyone=True)
        told = spans(each for other in found if other.is_everyone for each in other.ports)
        for peer, at in pods.items():
            rest = minus(at, told) if peer == EVERY_POD else at
            if rest:
                found.append(Other(self.words(peer), rest, self._home(peer) is None, is_everyone=peer == EVERY_POD))
        if len(found) > 1 and EVERYTHING in more:
            return [Other("anywhere", ports.EVERY, is_outside=True, is_everyone=True, is_all=True)]
        return found

    def _pods(self, fewer: Sequence[Grant], more: Sequence[Grant]) -> dict[PodPeer, Spans]:
        atoms = dict.fromkeys([EVERY_POD, *(atom for grant in (*fewer, *more) for atom in self._atoms(grant))])
        changed = {atom: minus(ports_of(atom, more), ports_of(atom, fewer)) for atom in atoms}
        changed = {atom: ports for atom, ports in changed.items() if ports}
        return {atom: ports for atom, ports in changed.items() if not _is_told(atom, ports, changed)}

    def _atoms(self, grant: Grant) -> Iterator[PodPeer]:
        peer = grant[0]
        if not isinstance(peer, PodPeer) or self._is_inside(peer):
            return
        for space in selectors.alternatives(peer.namespaces):
            for pods in selectors.alternatives(peer.pods):
                atom = PodPeer(tuple(space), tuple(pods))
                if not self._is_inside(atom):
                    yield atom

    def _is_inside(self, peer: PodPeer) -> bool:
        """Return whether a peer is about pods of the file alone."""
        return self._home(peer) is not None and any(side.members(peer) for side in self._sides)

    def _home(self, peer: PodPeer) -> str | None:
        name = _named(peer)
        return name if name in self._namespaces else None

    def _addresses(self, fewer: Sequence[Grant], more: Sequence[Grant]) -> Iterator[Other]:
        before, after = (address_grants(each, addresses.EVERYWHERE) for each in (fewer, more))
        found: dict[Spans, list[tuple[int, int]]] = {}
        for piece in breaks(at for _, at in (*before, *after)):
            changed = minus(_allowed(after, piece), _allowed(before, piece))
            if changed:
                found.setdefault(changed, []).append(piece)
        for changed, pieces in found.items():
            for label in addresses.words(changed):
                yield Other(label, spans(pieces), is_outside=True, is_everyone=False)

    def kept(self, ports: Spans, grants: Sequence[Grant]) -> list[PodPeer]:
        """Return the pods that may still connect at some of these ports."""
        peers = (peer for peer, at in grants if isinstance(peer, PodPeer) and both(at, ports))
        return sorted(dict.fromkeys(peers))

    def words(self, peer: PodPeer) -> str:
        """Return pods that are not in the file in words."""
        pods, name = selectors.words(peer.pods), _named(peer)
        if pods and len(self._namespaces) == 1 and self._home(peer) is not None:
            return f"pods with {pods}"
        if name is not None:
            space = f"namespace {name}"
        else:
            space = f"namespaces with {selectors.words(peer.namespaces)}" if peer.namespaces else "every namespace"
        return f"{pods} in {space}" if pods else space


def _named(peer: PodPeer) -> str | None:
    names = [each.values[0] for each in peer.namespaces if each[:2] == (METADATA_NAME, "In") and len(each.values) == 1]
    return names[0] if len(peer.namespaces) == len(names) == 1 else None


def _is_told(atom: PodPeer, ports: Spans, changed: dict[PodPeer, Spans]) -> bool:
    """Return whether another says the same of more pods."""
    return any(
        covers(other, atom) and not (covers(atom, other) and other >= atom) and within(ports, others)
        for other, others in changed.items()
        if other != atom
    )


def _allowed(grants: Sequence[tuple[Spans, Spans]], piece: tuple[int, int]) -> Spans:
    found: Spans = NOTHING
    for where, at in grants:
        if within((piece,), at):
            found = union(found, where)
    return found
