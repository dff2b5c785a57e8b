"""What NetworkPolicies open and close."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from neuronpedia_constructs.cli.diff.connections.model import Arrival, NetworkChange
from neuronpedia_constructs.cli.diff.connections.ranges.spans import NOTHING, Spans, minus, union, within

from .crowds import Crowds
from .grouping import Edge, told
from .outside import Outside
from .pods import Alike, Row, rows
from .policies import Direction, namespaces, policies
from .reach import Reach

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.cli.diff.connections.workloads import Workload
    from neuronpedia_constructs.cli.diff.objects import Side

    from .grouping import Ends
    from .outside import Other
    from .policies import PodPeer
    from .reach import Grant

Kin = tuple["Alike | None", "Alike | None"]
"""What policies see of a workload on both sides. Workloads of which they see the same are compared once."""


class Found(NamedTuple):
    """What policies open and close."""

    changes: tuple[NetworkChange, ...]
    arrivals: tuple[Arrival, ...]


def network_changes(old: Side, new: Side, found: Sequence[Workload]) -> Found:
    """Compare what the policies of two sides allow to the workloads there."""
    before, after = policies(old), policies(new)
    every = rows(found, [*before, *after])
    if set(before) == set(after) and all(row.old is row.new for row in every) and namespaces(old) == namespaces(new):
        return Found((), ())
    sides = (
        Reach(before, namespaces(old), [row.old for row in every if row.old]),
        Reach(after, namespaces(new), [row.new for row in every if row.new]),
    )
    governed = {policy.key.namespace for policy in (*before, *after)}
    same_namespaces = namespaces(old) == namespaces(new)
    return _Comparison(every, sides, governed, same_namespaces=same_namespaces).found()


class _Comparison:
    def __init__(
        self, every: Sequence[Row], sides: tuple[Reach, Reach], governed: set[str], *, same_namespaces: bool
    ) -> None:
        kin: dict[Kin, list[Row]] = {}
        for row in every:
            kin.setdefault((row.old, row.new), []).append(row)
        self._kin: dict[Kin, Ends] = {each: frozenset(alike) for each, alike in kin.items()}
        self._every = every
        self._sides = sides
        self._governed = governed
        self._same_namespaces = same_namespaces
        self._outside = Outside(sides, {row.namespace for row in every})
        self._crowds = Crowds(every)

    def found(self) -> Found:
        incoming = [edge for kin in self._kin for edge in self._beyond(kin, "ingress")]
        outgoing = [edge for kin in self._kin for edge in self._beyond(kin, "egress")]
        admitted: dict[tuple[Row | str, bool], Spans] = {}
        for edge in (edge for edge, is_everyone in incoming if is_everyone):
            for row in edge.destinations:
                admitted[row, edge.opened] = union(admitted.get((row, edge.opened), NOTHING), edge.ports)
        edges = [edge for edge, _ in (*incoming, *outgoing)]
        edges += [edge for edge in self._inside() if not _is_implied(edge, admitted)]
        staying = [edge for edge in edges if all(_stays(row) for row in (*edge.sources, *edge.destinations))]
        return Found(
            told(staying, self._crowds),
            tuple(sorted(self._arrivals(edges), key=lambda each: (not each.is_new, each.workloads))),
        )

    def _beyond(self, kin: Kin, direction: Direction) -> Iterator[tuple[Edge, bool]]:
        """Yield what changes with who is not in the file, and whether these are all there are."""
        before, after = (side.outside(pods, direction) for side, pods in zip(self._sides, kin, strict=True))
        if set(before) == set(after) or self._is_free(kin):
            return
        own = self._kin[kin]
        for opened, fewer, more in ((True, before, after), (False, after, before)):
            for other in self._outside.more(fewer, more):
                ends: Ends = frozenset({other.label if opened else self._rest(other, after)})
                if direction == "ingress":
                    exposes = opened and other.is_outside
                    edge = Edge("incoming", ends, own, other.ports, opened, exposes, other.is_all)
                else:
                    edge = Edge("outgoing", own, ends, other.ports, opened, is_all=other.is_all)
                yield edge, other.is_everyone

    def _rest(self, other: Other, after: Sequence[Grant]) -> str:
        """Return who is shut out, but for the pods that are not."""
        if not other.is_everyone or other.is_all:
            return other.label
        kept = ", ".join(dict.fromkeys(map(self._named, self._outside.kept(other.ports, after))))
        if not kept:
            return other.label
        return f"{other.label}, {kept}" if " except " in other.label else f"{other.label} except {kept}"

    def _named(self, peer: PodPeer) -> str:
        members = self._sides[1].members(peer)
        inside = [row for row in self._every if row.new in members]
        return self._crowds.words(inside) if inside else self._outside.words(peer)

    def _is_free(self, kin: Kin) -> bool:
        """Return whether they are where neither side has a policy: then nobody asks what they may do."""
        return all(pods is None or pods.namespace not in self._governed for pods in kin)

    def _inside(self) -> Iterator[Edge]:
        leaving, entering = (self._differing(each) for each in ("egress", "ingress"))
        for source, sources in self._kin.items():
            for destination in self._kin if source in leaving else entering:
                if self._is_free(source) and self._is_free(destination):
                    continue
                was, now = (self._ports(index, source, destination) for index in (0, 1))
                for opened, changed in ((True, minus(now, was)), (False, minus(was, now))):
                    if changed:
                        yield Edge("inside", sources, self._kin[destination], changed, opened)

    def _differing(self, direction: Direction) -> dict[Kin, None]:
        """Return the workloads of which one side may exchange more with others of the file, in their order."""
        return dict.fromkeys(each for each in self._kin if not self._is_same(each, direction))

    def _is_same(self, kin: Kin, direction: Direction) -> bool:
        old, new = kin
        before, after = self._sides
        if old is None or old is not new or not self._same_namespaces:
            return False
        return before.about_pods(old, direction) == after.about_pods(old, direction)

    def _ports(self, index: int, source: Kin, destination: Kin) -> Spans:
        one, other = source[index], destination[index]
        return NOTHING if one is None or other is None else self._sides[index].inside(one, other)

    def _arrivals(self, edges: Sequence[Edge]) -> Iterator[Arrival]:
        to: dict[Ends, list[Edge]] = {}
        by: dict[Ends, list[Edge]] = {}
        for edge in edges:
            to.setdefault(edge.destinations, []).append(edge)
            by.setdefault(edge.sources, []).append(edge)
        for kin, own in self._kin.items():
            if None in kin and (own in to or own in by):
                rows = [row for row in own if isinstance(row, Row)]
                incoming, outgoing = (told(side.get(own, ()), self._crowds) for side in (to, by))
                names = tuple(sorted(map(self._crowds.name, rows)))
                yield Arrival(self._crowds.words(rows), names, kin[0] is None, incoming, outgoing)


def _stays(end: Row | str) -> bool:
    return isinstance(end, str) or (end.old is not None and end.new is not None)


def _is_implied(edge: Edge, admitted: dict[tuple[Row | str, bool], Spans]) -> bool:
    """Return whether it goes without saying: the destination is said to be open to everyone, or closed to them."""
    return all(within(edge.ports, admitted.get((row, edge.opened), NOTHING)) for row in edge.destinations)
