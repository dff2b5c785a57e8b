"""Who is meant by the two sides of an edge, as a NetworkPolicy says it."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING, Any, Final

from neuronpedia_constructs.database import cluster
from neuronpedia_constructs.database.spec import NAME as DATABASE
from neuronpedia_constructs.draft.address import place

from .connections import API_SERVER, DNS, INGRESS, OPERATOR, PROMETHEUS, SOLVER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neuronpedia_constructs.draft.address import Address
    from neuronpedia_constructs.draft.kubernetes.bridge import Fields
    from neuronpedia_constructs.environment.settings import Settings

Destination = tuple[tuple[int, ...], "list[Fields] | None"]
"""Ports, and who has them; None: anybody. An empty list is nobody."""

_NAMESPACE: Final = "kubernetes.io/metadata.name"
"""The label that every namespace has."""

_LINK_LOCAL: Final = ("169.254.0.0/16", "fe80::/10")
"""Where clouds answer pods with what is known of the node, and with its credentials."""

_PRIVATE: Final = ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
"""Where the cluster itself is, and what is around it."""


def _block(cidr: str, excepted: Iterable[str] = ()) -> Fields:
    """Return a network without those of others that are in it."""
    block = ip_network(cidr)
    others = [ip_network(other) for other in excepted]
    # Of the same version, and narrower.
    inside = [str(other) for other in others if other.version == block.version and block.supernet_of(other)]  # type: ignore[arg-type]
    return {"ipBlock": {"cidr": cidr, "except": sorted(inside) or None}}


_ALL: Final = ("0.0.0.0/0", "::/0")
_ANYWHERE: Final = [_block(cidr, _LINK_LOCAL) for cidr in _ALL]
_INTERNET: Final = [_block(cidr, (*_LINK_LOCAL, *_PRIVATE)) for cidr in _ALL]

_DNS: Final[list[Any]] = [
    {
        "namespaceSelector": {"matchLabels": {_NAMESPACE: "kube-system"}},
        "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
    },
    # The cache on each node, where there is one.
    {"ipBlock": {"cidr": "169.254.20.10/32"}},
]


class Peers:
    """The peers of one environment."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._outside = settings.outside

    def selector(self, app: str) -> dict[str, str]:
        """Return the labels of the pods of an `app`: those that others make have some of their own."""
        if app == SOLVER:
            return {"acme.cert-manager.io/http01-solver": "true"}
        is_operated = app == DATABASE and self._settings.database.operated_from is not None
        return cluster.SELECTOR if is_operated else {"app": app}

    def sources(self, source: str) -> list[Fields] | None:
        """Return who one side of an edge is; None: anybody, where no name is always the same."""
        if source == INGRESS:
            namespace = self._outside.ingress_namespace
            return [_namespace(namespace)] if namespace is not None else None
        if source == OPERATOR:
            pod = {"podSelector": {"matchLabels": {"app.kubernetes.io/name": "cloudnative-pg"}}}
            return [{**_namespace(str(self._settings.database.operated_from)), **pod}]
        if source == PROMETHEUS:
            return None
        return [{"podSelector": {"matchLabels": self.selector(source)}}]

    def targets(self, target: str) -> list[Fields] | None:
        """Return who the other side is."""
        if target == DNS:
            return _DNS
        # It is at an address of its own in every cluster.
        return None if target == API_SERVER else self.sources(target)

    def internet(self, ports: tuple[int, ...]) -> Iterator[Destination]:
        """Yield how the internet is reached: directly, or by way of a proxy."""
        yield from self._to_proxy()
        if self._outside.egress_cidrs is not None:
            yield ports, self._listed()
        elif self._outside.proxy is None:
            yield ports, _INTERNET

    def _to_proxy(self) -> Iterator[Destination]:
        if proxy := self._outside.proxy:
            known = self._of_host(proxy.host)
            yield (proxy.port,), _ANYWHERE if known is None else known

    def of_address(self, address: Address) -> Iterator[Destination]:
        """Yield how an address that settings name is reached, which may be in the cluster or in a private network."""
        ports = (address.port,)
        known = self._of_host(address.host)
        if known is not None:
            yield ports, known
            return
        if address.is_https:
            yield from self._to_proxy()
        if self._outside.egress_cidrs is not None:
            yield ports, self._listed()
        elif not (address.is_https and self._outside.proxy):
            yield ports, _ANYWHERE

    def _listed(self) -> list[Fields]:
        return [_block(cidr, _LINK_LOCAL) for cidr in sorted(self._outside.egress_cidrs or ())]

    def _of_host(self, host: str) -> list[Fields] | None:
        """Return the peers of a host that says itself where it is, none if that is the pod; None: only DNS knows."""
        where = place(host)
        if where.kind == "namespace":
            return [_namespace(where.name) if where.name else {"podSelector": {}}]
        if where.kind == "network":
            return [_block(f"{where.name}/32")]
        return [] if where.kind == "pod" else None


def _namespace(name: str) -> Fields:
    return {"namespaceSelector": {"matchLabels": {_NAMESPACE: name}}}
