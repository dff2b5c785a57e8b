"""The NetworkPolicies of an environment: what is not in the table of its edges is closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.database.choices import CloudNativePg
from neuronpedia_constructs.database.spec import NAME as DATABASE
from neuronpedia_constructs.draft.kubernetes.bridge import port_number
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.draft.kubernetes.retention import kept
from neuronpedia_constructs.services import inference

from . import connections
from .connections import CALLERS, EDGES, INTERNET, NAMED, Edge
from .peers import Destination, Peers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from neuronpedia_constructs.draft.address import Address
    from neuronpedia_constructs.draft.kubernetes.bridge import Fields
    from neuronpedia_constructs.draft.workload import WorkloadDraft
    from neuronpedia_constructs.environment.settings import Settings
    from neuronpedia_constructs.routes.ingress import IngressSettings

DENY: Final = "default-deny"

_NAMES: Final = {connections.SOLVER: "cert-manager-solver"}
"""The names of policies for what is no service of ours."""


@dataclass(frozen=True)
class Network:
    """The connections that one environment has."""

    settings: Settings
    drafts: Sequence[WorkloadDraft]
    way_in: IngressSettings

    @property
    def choices(self) -> set[str]:
        """What was chosen of that which the table names as a condition."""
        database = self.settings.database
        chosen = {
            connections.EXPOSED: bool(self.way_in.expose_backends),
            connections.ISSUED: self.way_in.made_by_cert_manager,
            connections.OPERATED: isinstance(database, CloudNativePg),
            connections.MONITORED: isinstance(database, CloudNativePg) and database.pod_monitor is True,
        }
        return {name for name, holds in chosen.items() if holds}

    @property
    def apps(self) -> list[str]:
        """The pods that there are, by `app`."""
        # Whether or not there is an inference server yet: adding the first changes nothing here.
        present = {inference.APP, *(draft.selector["app"] for draft in self.drafts if draft.pod.containers)}
        return sorted(present | ({connections.SOLVER} if self.way_in.made_by_cert_manager else set()))

    def edges(self) -> Iterator[Edge]:
        """Yield the rows of the table that hold here, one for each pair."""
        there = {*self.apps, *connections.OUTSIDE}
        for edge in self._chosen():
            for source in self._callers(edge) if edge.source == CALLERS else [edge.source]:
                if {source, edge.target} <= there:
                    yield edge._replace(source=source)

    def _chosen(self) -> list[Edge]:
        return [edge for edge in EDGES if not edge.only_with or edge.only_with in self.choices]

    def _callers(self, row: Edge) -> list[str]:
        if row.target == NAMED:
            return [app for app in self.apps if self.addresses(app)]
        calling = {edge.source for edge in self._chosen()}
        return [app for app in self.apps if app in calling or self.addresses(app)]

    def addresses(self, app: str) -> list[Address]:
        """Return the addresses that settings of the pods of an `app` name."""
        return sorted({address for draft in self.drafts if draft.selector["app"] == app for address in draft.addresses})


def network_policies(network: Network) -> Iterator[KubeObject]:
    """Yield a NetworkPolicy that closes every pod of the namespace, and one for each service with what it needs."""
    found = list(network.edges())
    peers = Peers(network.settings)
    closed = _policy(network.settings, DENY, {}, [], [])
    # A database that stays when the app is deleted is not open to the cluster then.
    yield kept(closed) if DATABASE in network.apps else closed
    for app in network.apps:
        incoming = _joined((edge.ports, peers.sources(edge.source)) for edge in found if edge.target == app)
        outgoing = [
            destination
            for edge in found
            if edge.source == app
            for destination in _destinations(edge, peers, network.addresses(app))
        ]
        selector = {"matchLabels": peers.selector(app)}
        rules = ([_rule(*entry, "from") for entry in incoming], [_rule(*entry, "to") for entry in _joined(outgoing)])
        policy = _policy(network.settings, _NAMES.get(app, app), selector, *rules)
        yield kept(policy) if app == DATABASE else policy


def _destinations(edge: Edge, peers: Peers, addresses: Iterable[Address]) -> Iterator[Destination]:
    if edge.target == NAMED:
        for address in addresses:
            yield from peers.of_address(address)
    elif edge.target == INTERNET:
        yield from peers.internet(edge.ports)
    else:
        yield edge.ports, peers.targets(edge.target)


def _joined(destinations: Iterable[Destination]) -> list[Destination]:
    """Return one entry for each set of ports, with the peers of all, so that a policy is short."""
    found: dict[tuple[int, ...], list[Fields] | None] = {}
    for ports, peers in destinations:
        if peers == []:
            continue  # nobody: an empty list would open it to everybody
        known = found.setdefault(ports, [])
        if peers is None or known is None:
            found[ports] = None
        else:
            known += [peer for peer in peers if peer not in known]
    return sorted(((ports, peers) for ports, peers in found.items()), key=lambda entry: entry[0])


def _rule(ports: tuple[int, ...], peers: list[Fields] | None, side: str) -> Fields:
    protocols = ("UDP", "TCP") if ports == (53,) else ("TCP",)
    opened = [{"port": port_number(port), "protocol": protocol} for port in ports for protocol in protocols]
    return {"ports": opened, side: peers}


def _policy(
    settings: Settings, name: str, selector: Fields, incoming: list[Fields], outgoing: list[Fields]
) -> KubeObject:
    fields = {
        "metadata": {"name": name, "labels": settings.common_labels("network-policy")},
        "spec": {
            "podSelector": selector,
            "policyTypes": ["Ingress", "Egress"],
            "ingress": incoming or None,
            "egress": outgoing or None,
        },
    }
    return KubeObject(k8s.KubeNetworkPolicy, f"network-policy-{name}", fields)
