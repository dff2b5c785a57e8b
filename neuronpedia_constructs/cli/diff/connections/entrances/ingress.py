"""Hosts and paths of Ingresses: https://kubernetes.io/docs/concepts/services-networking/ingress/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neuronpedia_constructs.cli.diff.connections.values import integer, labels, maps, strings, text
from neuronpedia_constructs.cli.diff.objects import at

from .route import Place, Route, Way
from .service_ports import backend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.objects import Key, Manifest, Side

_CLASS: Final = "kubernetes.io/ingress.class"
"""https://kubernetes.io/docs/concepts/services-networking/ingress/#deprecated-annotation"""


def is_ingress(key: Key) -> bool:
    """Return whether an object is an Ingress."""
    return key.kind == "Ingress" and key.group in {"networking.k8s.io", "extensions"}


def routes(side: Side, key: Key, ingress: Manifest) -> Iterator[Route]:
    """Yield what an Ingress serves."""
    through = _through(ingress)
    default = at(ingress, ("spec", "defaultBackend"))
    if isinstance(default, dict):
        yield Route(key, Place("", ""), Way(through, "Prefix", (_backend(side, key, default),)))
    for rule in maps(at(ingress, ("spec", "rules"))):
        for path in maps(at(rule, ("http", "paths"))):
            place = Place(text(rule.get("host")), text(path.get("path")) or "/")
            match = text(path.get("pathType")) or "ImplementationSpecific"
            yield Route(key, place, Way(through, match, (_backend(side, key, path.get("backend")),)))


def secured(ingress: Manifest) -> dict[str, bool]:
    """Return of each host of an Ingress whether it has TLS."""
    with_tls = {host for entry in maps(at(ingress, ("spec", "tls"))) for host in strings(entry.get("hosts")) or [""]}
    hosts = [text(rule.get("host")) for rule in maps(at(ingress, ("spec", "rules")))]
    return {host: host in with_tls or _wildcard(host) in with_tls or "" in with_tls for host in hosts}


def _wildcard(host: str) -> str:
    return f"*.{host.partition('.')[2]}"


def _through(ingress: Manifest) -> str:
    name = text(at(ingress, ("spec", "ingressClassName")))
    name = name or labels(at(ingress, ("metadata", "annotations"))).get(_CLASS, "")
    return f"Ingress class {name}" if name else "the default Ingress class"


def _backend(side: Side, key: Key, value: Any) -> str:
    name = text(at(value, ("service", "name")))
    if not name:
        kind, other = (text(at(value, ("resource", each))) for each in ("kind", "name"))
        return f"{kind} {other}" if kind else "nothing"
    port = at(value, ("service", "port"))
    return backend(side, key.namespace, name, integer(at(port, ("number",))) or text(at(port, ("name",))) or None)
