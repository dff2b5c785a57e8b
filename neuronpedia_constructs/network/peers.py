"""The two ends of a connection, in the terms of a NetworkPolicy."""

from __future__ import annotations

from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING, Final, NamedTuple

from neuronpedia_constructs.draft.address import NODE_LOCAL, place

from .connections import API_SERVER, DNS, INGRESS, ISTIOD, KUBELET, OPERATOR, PROMETHEUS, SOLVER, Connection
from .endpoints import OPERATED_POSTGRES, POSTGRES
from .mesh import HBONE_PORT, PROBE_SOURCES, IstioAmbient, IstioSidecars

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.address import Address
    from neuronpedia_constructs.draft.kubernetes.bridge import Fields

    from .access import NetworkAccess

Network = IPv4Network | IPv6Network

_NAMESPACE: Final = "kubernetes.io/metadata.name"
"""The label that every namespace has."""

_PRIVATE: Final = ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
"""Private networks: the cluster itself, and what surrounds it."""


class Destination(NamedTuple):
    """Ports, and their peers."""

    ports: tuple[int, ...]
    peers: list[Fields] | None
    """None allows everyone; an empty list allows no one."""
    protocols: tuple[str, ...] = ("TCP",)


@cache
def _block(cidr: str, excepted: tuple[str, ...] = ()) -> Fields:
    """Return a network with the contained networks as exceptions."""
    block = ip_network(cidr)
    others = [ip_network(other) for other in excepted]
    inside = [other for other in others if _is_in(other, block)]
    widest = [str(one) for one in inside if not any(_is_in(one, other) for other in inside if other != one)]
    return {"ipBlock": {"cidr": cidr, "except": sorted(widest) or None}}


def _is_in(one: Network, other: Network) -> bool:
    return one.version == other.version and other.supernet_of(one)  # type: ignore[arg-type]


_ALL: Final = ("0.0.0.0/0", "::/0")
_ANYWHERE: Final = [_block(cidr, NODE_LOCAL) for cidr in _ALL]
_INTERNET: Final = [_block(cidr, (*NODE_LOCAL, *_PRIVATE)) for cidr in _ALL]


class Peers:
    """The peers of one environment."""

    def __init__(self, access: NetworkAccess, operator_namespace: str | None) -> None:
        self._access = access
        self._operator_namespace = operator_namespace

    def selector(self, app: str) -> dict[str, str]:
        """Return the labels that select the pods of an `app`; pods of an operator have other labels."""
        if app == SOLVER:
            return {"acme.cert-manager.io/http01-solver": "true"}
        if app == POSTGRES and self._operator_namespace is not None:
            return OPERATED_POSTGRES
        return {"app": app}

    def sources(self, source: str) -> list[Fields] | None:
        """Return the peers at one end of a connection. None means everyone, if their labels differ between clusters."""
        if source == INGRESS:
            namespace = self._access.ingress_namespace
            return [_namespace(namespace)] if namespace is not None else None
        if source == OPERATOR:
            pod = {"podSelector": {"matchLabels": {"app.kubernetes.io/name": "cloudnative-pg"}}}
            return [{**_namespace(str(self._operator_namespace)), **pod}]
        if source == ISTIOD and isinstance(self._access.mesh, IstioSidecars):
            return [{**_namespace(self._access.mesh.istiod_namespace), "podSelector": {"matchLabels": {"app": ISTIOD}}}]
        if source == KUBELET:
            return [*map(_block, PROBE_SOURCES)]
        # The API server has an address of its own in every cluster.
        if source in (PROMETHEUS, API_SERVER):
            return None
        return [{"podSelector": {"matchLabels": self.selector(source)}}]

    def destination(self, row: Connection) -> Destination:
        """Return the target of a connection to pods, DNS or the API server."""
        if row.target != DNS:
            return Destination(row.ports, self.sources(row.target))
        dns = self._access.dns
        place = _namespace(dns.namespace)
        pods = [{**place, "podSelector": {"matchLabels": dict(labels)}} for labels in dns.selectors]
        return Destination(tuple(dns.ports), [*pods, *map(_block, dns.cidrs)], ("UDP", "TCP"))

    def internet(self, ports: tuple[int, ...]) -> Iterator[Destination]:
        """Yield the peers for the internet: direct, or a proxy."""
        yield from self._to_proxy()
        if self._access.egress_cidrs is not None:
            yield Destination(ports, self._listed())
        elif self._access.proxy is None:
            yield Destination(ports, _INTERNET)

    def _to_proxy(self) -> Iterator[Destination]:
        if proxy := self._access.proxy:
            yield self._known(proxy) or Destination((proxy.port,), _ANYWHERE)

    def of_address(self, address: Address) -> Iterator[Destination]:
        """Yield the peers for a configured address, which may be in the cluster or in a private network."""
        ports = (address.port,)
        if known := self._known(address):
            yield known
            return
        if address.is_https:
            yield from self._to_proxy()
        if self._access.egress_cidrs is not None:
            yield Destination(ports, self._listed())
        elif not (address.is_https and self._access.proxy):
            yield Destination(ports, _ANYWHERE)

    def _listed(self) -> list[Fields]:
        return [_block(cidr, NODE_LOCAL) for cidr in sorted(self._access.egress_cidrs or ())]

    def _known(self, address: Address) -> Destination | None:
        """Return the peers for an address. They are empty for the pod itself, and None if only DNS knows."""
        where = place(address.host)
        if where.kind == "namespace":
            tunnel = (HBONE_PORT,) if isinstance(self._access.mesh, IstioAmbient) else ()
            pods = _namespace(where.name) if where.name else {"podSelector": {}}
            return Destination((address.port, *tunnel), [pods])
        if where.kind == "network":
            return Destination((address.port,), [_block(where.name)])
        return Destination((address.port,), []) if where.kind == "pod" else None


def _namespace(name: str) -> Fields:
    return {"namespaceSelector": {"matchLabels": {_NAMESPACE: name}}}
