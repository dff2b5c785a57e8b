"""The NetworkPolicies of an environment. They deny every connection that is not in the table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.kubernetes.bridge import port_number
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.draft.kubernetes.retention import kept

from .connections import (
    CALLERS,
    CONNECTIONS,
    EXTERNAL,
    INGRESS,
    INTERNET,
    ISSUED,
    MESHED,
    NAMED,
    SIDECARS,
    SOLVER,
    Connection,
)
from .endpoints import INFERENCE, POSTGRES
from .mesh import HBONE_PORT, IstioAmbient
from .peers import Destination, Peers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from neuronpedia_constructs.draft.address import Address
    from neuronpedia_constructs.draft.kubernetes.bridge import Fields
    from neuronpedia_constructs.draft.workload import WorkloadDraft

    from .access import NetworkAccess

DENY: Final = "default-deny"

_NAMES: Final = {SOLVER: "cert-manager-solver"}
"""Names of the policies for pods that the library does not create."""


@dataclass(frozen=True)
class Network:
    """The connections of one environment."""

    labels: Mapping[str, str]
    """Labels of the policies."""
    access: NetworkAccess
    drafts: Sequence[WorkloadDraft]
    """The final drafts of the workloads."""
    conditions: frozenset[str]
    """The conditions of the table that hold."""
    operator_namespace: str | None
    """Namespace of the operator that runs the database, or None."""

    @cached_property
    def apps(self) -> list[str]:
        """The existing pods by their label `app`."""
        # Whether or not there is an inference server yet: adding the first changes nothing here.
        present = {INFERENCE, *(draft.selector["app"] for draft in self.drafts if draft.pod.containers)}
        return sorted(present | ({SOLVER} if ISSUED in self.conditions else set()))

    def connections(self) -> Iterator[Connection]:
        """Yield the rows of the table that apply, one per pair."""
        known = {*self.apps, *EXTERNAL}
        for row in self._rows:
            for source in self._sources(row):
                if {source, row.target} <= known:
                    yield self._tunnelled(row._replace(source=source))

    @cached_property
    def _rows(self) -> list[Connection]:
        return [row for row in CONNECTIONS if not row.only_with or row.only_with in self.conditions]

    @cached_property
    def _meshed(self) -> list[str]:
        """The pods of the mesh, if there is one: none that an operator creates."""
        others = {SOLVER} if self.operator_namespace is None else {SOLVER, POSTGRES}
        return [app for app in self.apps if app not in others]

    def _tunnelled(self, row: Connection) -> Connection:
        """Return a connection with the port of ambient mode, if both ends may be in the mesh."""
        meshed = self._meshed
        tunnelled = isinstance(self.access.mesh, IstioAmbient) and row.target in meshed
        return row._replace(ports=(*row.ports, HBONE_PORT)) if tunnelled and row.source in (INGRESS, *meshed) else row

    def _sources(self, row: Connection) -> list[str]:
        if row.source == MESHED:
            return self._meshed
        return self._callers(row) if row.source == CALLERS else [row.source]

    def _callers(self, row: Connection) -> list[str]:
        if row.target == NAMED:
            return [app for app in self.apps if self.addresses(app)]
        calling = {other.source for other in self._rows}
        if SIDECARS in self.conditions:
            calling.update(self._meshed)
        return [app for app in self.apps if app in calling or self.addresses(app)]

    def addresses(self, app: str) -> list[Address]:
        """Return the addresses in settings of the pods of an `app`."""
        return sorted({address for draft in self.drafts if draft.selector["app"] == app for address in draft.addresses})

    def policies(self) -> Iterator[KubeObject]:
        """Yield a NetworkPolicy that isolates every pod, and one per workload that allows its connections."""
        found = list(self.connections())
        peers = Peers(self.access, self.operator_namespace)
        closed = _policy(self.labels, DENY, {}, [], [])
        # A database that stays when the app is deleted must not be open to the cluster then.
        yield kept(closed) if POSTGRES in self.apps else closed
        for app in self.apps:
            incoming = _joined(Destination(row.ports, peers.sources(row.source)) for row in found if row.target == app)
            outgoing = _joined(
                destination
                for row in found
                if row.source == app
                for destination in _destinations(row, peers, self.addresses(app))
            )
            rules = ([_rule(entry, "from") for entry in incoming], [_rule(entry, "to") for entry in outgoing])
            policy = _policy(self.labels, _NAMES.get(app, app), {"matchLabels": peers.selector(app)}, *rules)
            yield kept(policy) if app == POSTGRES else policy


def _destinations(row: Connection, peers: Peers, addresses: Iterable[Address]) -> Iterator[Destination]:
    if row.target == NAMED:
        for address in addresses:
            yield from peers.of_address(address)
    elif row.target == INTERNET:
        yield from peers.internet(row.ports)
    else:
        yield peers.destination(row)


def _joined(destinations: Iterable[Destination]) -> list[Destination]:
    """Return one entry per set of ports, with all its peers, to keep policies short."""
    found: dict[tuple[tuple[int, ...], tuple[str, ...]], list[Fields] | None] = {}
    for ports, peers, protocols in destinations:
        if peers == []:
            continue  # nobody: an empty list would open the ports to every pod
        known = found.setdefault((ports, protocols), [])
        if peers is None or known is None:
            found[ports, protocols] = None
        else:
            known += [peer for peer in peers if peer not in known]
    entries = [Destination(ports, peers, protocols) for (ports, protocols), peers in found.items()]
    return sorted(entries, key=lambda entry: (entry.ports, entry.protocols))


def _rule(entry: Destination, side: str) -> Fields:
    opened = [{"port": port_number(port), "protocol": protocol} for port in entry.ports for protocol in entry.protocols]
    return {"ports": opened, side: entry.peers}


def _policy(
    labels: Mapping[str, str], name: str, selector: Fields, incoming: list[Fields], outgoing: list[Fields]
) -> KubeObject:
    fields = {
        "metadata": {"name": name, "labels": dict(labels)},
        "spec": {
            "podSelector": selector,
            "policyTypes": ["Ingress", "Egress"],
            "ingress": incoming or None,
            "egress": outgoing or None,
        },
    }
    return KubeObject(k8s.KubeNetworkPolicy, f"network-policy-{name}", fields)
