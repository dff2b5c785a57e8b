"""What the policies of one side allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.cli.diff.connections.moves import METADATA_NAME
from neuronpedia_constructs.cli.diff.connections.ranges import ports
from neuronpedia_constructs.cli.diff.connections.ranges.spans import NOTHING, Spans, both, spans, union

from .policies import AddressPeer, Direction, PodPeer
from .selectors import implies, matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .pods import Alike
    from .policies import Peer, Policy, Rule

Grant = tuple["Peer | None", Spans]
"""Whom a rule admits at which ports. None: everyone."""

Rules = frozenset[tuple["Peer | None", "frozenset[ports.Port] | None"]]

EVERYTHING: Final[Grant] = (None, ports.EVERY)
"""What is allowed to pods that no policy isolates, or that have a rule without any limit."""


class Reach:
    """The policies of one side, and the pods there."""

    def __init__(
        self, policies: Iterable[Policy], namespaces: Mapping[str, Mapping[str, str]], pods: Iterable[Alike]
    ) -> None:
        """Find which policies apply to which pods."""
        self._namespaces = namespaces
        self._pods = tuple(dict.fromkeys(pods))
        self._rules: dict[tuple[Alike, Direction], tuple[Rule, ...] | None] = {}
        index = _Index(policies)
        for each in self._pods:
            chosen = list(index.applying(each))
            for direction in ("ingress", "egress"):
                self._rules[each, direction] = _joined(policy.rules(direction) for policy in chosen)
        self._members: dict[PodPeer, tuple[Alike, ...]] = {}
        self._ports: dict[tuple[frozenset[ports.Port] | None, ports.Named], Spans] = {}
        self._inner: dict[tuple[Alike, Direction], dict[Alike, Spans] | None] = {}

    def outside(self, pods: Alike | None, direction: Direction) -> tuple[Grant, ...]:
        """Return what pods may exchange with whom is not in the file; nothing where there are no pods."""
        if pods is None:
            return ()
        rules = self._rules[pods, direction]
        if rules is None:
            return (EVERYTHING,)
        named = dict(pods.ports) if direction == "ingress" else None
        return tuple((peer, ports.resolve(rule.ports, named)) for rule in rules for peer in rule.peers or (None,))

    def inside(self, source: Alike, destination: Alike) -> Spans:
        """Return the ports at which pods of the file may connect to others."""
        leaving, entering = self._allowed(source, "egress"), self._allowed(destination, "ingress")
        outwards = ports.EVERY if leaving is None else leaving.get(destination, NOTHING)
        inwards = ports.EVERY if entering is None else entering.get(source, NOTHING)
        return both(outwards, inwards)

    def about_pods(self, pods: Alike, direction: Direction) -> Rules | None:
        """Return whom pods may exchange what with, addresses aside; None if they are not isolated."""
        rules = self._rules[pods, direction]
        if rules is None:
            return None
        grants = ((peer, rule.ports) for rule in rules for peer in rule.peers or (None,))
        return frozenset(each for each in grants if not isinstance(each[0], AddressPeer))

    def members(self, peer: PodPeer) -> tuple[Alike, ...]:
        """Return the pods of the file that a peer selects."""
        if peer not in self._members:
            self._members[peer] = tuple(each for each in self._pods if self._selects(peer, each))
        return self._members[peer]

    def _allowed(self, pods: Alike, direction: Direction) -> dict[Alike, Spans] | None:
        key = (pods, direction)
        if key not in self._inner:
            rules = self._rules[key]
            self._inner[key] = None if rules is None else self._of_pods(rules, pods, direction)
        return self._inner[key]

    def _of_pods(self, rules: Iterable[Rule], pods: Alike, direction: Direction) -> dict[Alike, Spans]:
        found: dict[Alike, Spans] = {}
        for rule in rules:
            for other in self._others(rule):
                server = pods if direction == "ingress" else other
                found[other] = ports.completed(union(found.get(other, NOTHING), self._at(rule, server)))
        return found

    def _at(self, rule: Rule, server: Alike) -> Spans:
        key = (rule.ports, server.ports)
        if key not in self._ports:
            self._ports[key] = ports.resolve(rule.ports, dict(server.ports))
        return self._ports[key]

    def _others(self, rule: Rule) -> Iterable[Alike]:
        if rule.peers is None:
            return self._pods
        return dict.fromkeys(each for peer in rule.peers if isinstance(peer, PodPeer) for each in self.members(peer))

    def _selects(self, peer: PodPeer, pods: Alike) -> bool:
        labels = {**self._namespaces.get(pods.namespace, {}), METADATA_NAME: pods.namespace}
        return matches(peer.namespaces, labels) and matches(peer.pods, dict(pods.labels))


class _Index:
    """Policies by the labels that their pods must have."""

    def __init__(self, policies: Iterable[Policy]) -> None:
        self._policies: dict[tuple[str, tuple[str, str] | None], list[Policy]] = {}
        for policy in policies:
            if policy.pods is not None:
                single = [(key, values[0]) for key, word, values in policy.pods if word == "In" and len(values) == 1]
                key = (policy.key.namespace, single[0] if single else None)
                self._policies.setdefault(key, []).append(policy)

    def applying(self, pods: Alike) -> Iterator[Policy]:
        labels = dict(pods.labels)
        for label in (None, *pods.labels):
            for policy in self._policies.get((pods.namespace, label), ()):
                if policy.pods is not None and matches(policy.pods, labels):
                    yield policy


def _joined(many: Iterable[frozenset[Rule] | None]) -> tuple[Rule, ...] | None:
    isolating = [rules for rules in many if rules is not None]
    return tuple(frozenset().union(*isolating)) if isolating else None


def address_grants(grants: Iterable[Grant], everywhere: Spans) -> list[tuple[Spans, Spans]]:
    """Return which addresses are allowed at which ports."""
    found = [
        (everywhere if peer is None else peer.addresses, at) for peer, at in grants if not isinstance(peer, PodPeer)
    ]
    return [each for each in found if each[1]]


def ports_of(peer: PodPeer, grants: Iterable[Grant]) -> Spans:
    """Return the ports that are allowed to all pods that a peer selects."""
    allowed = (at for other, at in grants if other is None or (isinstance(other, PodPeer) and covers(other, peer)))
    return ports.completed(spans(each for at in allowed for each in at))


def covers(wide: PodPeer, narrow: PodPeer) -> bool:
    """Return whether every pod that a peer selects is selected by another, too."""
    return implies(narrow.namespaces, wide.namespaces) and implies(narrow.pods, wide.pods)
