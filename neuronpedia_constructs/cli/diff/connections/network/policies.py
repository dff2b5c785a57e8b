"""NetworkPolicies as their API reads them: https://kubernetes.io/docs/concepts/services-networking/network-policies/."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from neuronpedia_constructs.cli.diff.connections.moves import METADATA_NAME
from neuronpedia_constructs.cli.diff.connections.ranges import addresses, ports
from neuronpedia_constructs.cli.diff.connections.values import MalformedError, labels
from neuronpedia_constructs.cli.diff.objects import at

from . import selectors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neuronpedia_constructs.cli.diff.connections.ranges.spans import Spans
    from neuronpedia_constructs.cli.diff.objects import Key, Manifest, Side

    from .selectors import Selector

Direction = Literal["ingress", "egress"]
_PEERS: Final[dict[Direction, str]] = {"ingress": "from", "egress": "to"}
_TYPES: Final[dict[str, Direction]] = {"Ingress": "ingress", "Egress": "egress"}
_GROUP: Final = "networking.k8s.io"


class PodPeer(NamedTuple):
    """Pods of namespaces. Those of the policy's own namespace are those of the namespace of its name."""

    namespaces: Selector
    pods: Selector


class AddressPeer(NamedTuple):
    """Addresses outside the cluster."""

    addresses: Spans


Peer = PodPeer | AddressPeer


class Rule(NamedTuple):
    """One entry of `ingress` or `egress`."""

    peers: frozenset[Peer] | None
    """None: everyone."""
    ports: frozenset[ports.Port] | None
    """None: every port."""


@dataclass(frozen=True)
class Policy:
    """A NetworkPolicy. A direction that it does not isolate is None."""

    key: Key
    pods: Selector | None
    """None: no pods, as the selector is malformed."""
    ingress: frozenset[Rule] | None
    egress: frozenset[Rule] | None

    def rules(self, direction: Direction) -> frozenset[Rule] | None:
        """Return the rules of a direction."""
        return self.ingress if direction == "ingress" else self.egress


def policies(side: Side) -> list[Policy]:
    """Return the policies of a side. A malformed rule allows nothing, as the API server takes no such policy."""
    return [_policy(key, each) for key, each in side.items() if is_policy(key)]


def is_policy(key: Key) -> bool:
    """Return whether an object is a NetworkPolicy."""
    return key[:2] == (_GROUP, "NetworkPolicy")


def namespaces(side: Side) -> dict[str, dict[str, str]]:
    """Return the labels of the namespaces that are in a file."""
    found = {key.name: each for key, each in side.items() if key[:2] == ("", "Namespace")}
    return {name: labels(at(each, ("metadata", "labels"))) for name, each in found.items()}


def _policy(key: Key, manifest: Manifest) -> Policy:
    spec = manifest.get("spec")
    spec = spec if isinstance(spec, dict) else {}
    directions = _directions(spec)
    rules = {each: frozenset(_rules(spec.get(each), each, key.namespace)) for each in directions}
    return Policy(key, _selected(spec.get("podSelector")), rules.get("ingress"), rules.get("egress"))


def _directions(spec: Manifest) -> set[Direction]:
    """Return what a policy isolates.

    https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/networking/v1/defaults.go SetDefaults_NetworkPolicy
    """
    types = spec.get("policyTypes")
    if isinstance(types, list) and types:
        return {_TYPES[each] for each in types if isinstance(each, str) and each in _TYPES}
    return {"ingress", "egress"} if spec.get("egress") else {"ingress"}


def _selected(value: Any) -> Selector | None:
    try:
        return selectors.parse(value)
    except MalformedError:
        return None


def _rules(value: Any, direction: Direction, namespace: str) -> Iterator[Rule]:
    for rule in value if isinstance(value, list) else ():
        try:
            yield _rule(rule, direction, namespace)
        except MalformedError:
            continue


def _rule(rule: Any, direction: Direction, namespace: str) -> Rule:
    rule = {} if rule is None else rule
    if not isinstance(rule, dict):
        raise MalformedError
    allowed = ports.parse(rule.get("ports"))
    peers = rule.get(_PEERS[direction])
    if peers is not None and not isinstance(peers, list):
        raise MalformedError
    found = frozenset(_peer(each, namespace) for each in peers) if peers else None
    return Rule(found, None if allowed is None else frozenset(allowed))


def _peer(value: Any, namespace: str) -> Peer:
    if not isinstance(value, dict):
        raise MalformedError
    addressed, spaced, podded = (value.get(each) for each in ("ipBlock", "namespaceSelector", "podSelector"))
    if (addressed is None) == (spaced is None and podded is None):
        raise MalformedError
    if addressed is not None:
        return AddressPeer(addresses.block(addressed))
    own = selectors.equals(METADATA_NAME, namespace)
    return PodPeer(own if spaced is None else selectors.parse(spaced), selectors.parse(podded))


def label_keys(many: Iterable[Policy]) -> set[str]:
    """Return the labels of pods that policies look at."""
    chosen = [each.pods or () for each in many]
    chosen += [peer.pods for peer in peers(many) if isinstance(peer, PodPeer)]
    return {requirement.key for selector in chosen for requirement in selector}


def peers(many: Iterable[Policy]) -> Iterator[Peer]:
    """Yield all peers of policies."""
    for policy in many:
        for rule in (*(policy.ingress or ()), *(policy.egress or ())):
            yield from rule.peers or ()
