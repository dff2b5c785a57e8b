"""Hosts and paths of the Gateway API: https://gateway-api.sigs.k8s.io/reference/spec/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neuronpedia_constructs.cli.diff.connections.values import integer, maps, strings, text
from neuronpedia_constructs.cli.diff.objects import Key, at

from .route import Place, Route, Way
from .service_ports import backend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.objects import Manifest, Side

GROUP: Final = "gateway.networking.k8s.io"
_MATCHES: Final = {"PathPrefix": "Prefix"}
"""How the Gateway API calls what is called otherwise in an Ingress."""
_SECURE: Final = {"HTTPS", "TLS"}


def is_route(key: Key) -> bool:
    """Return whether an object is an HTTPRoute."""
    return key[:2] == (GROUP, "HTTPRoute")


def routes(side: Side, key: Key, route: Manifest) -> Iterator[Route]:
    """Yield what an HTTPRoute serves, through each of its Gateways."""
    spec = at(route, ("spec",))
    for parent in maps(at(spec, ("parentRefs",))):
        for host in strings(at(spec, ("hostnames",))) or [""]:
            for rule in maps(at(spec, ("rules",))):
                backends = tuple(sorted(_backends(side, key, rule)))
                for match in maps(rule.get("matches")) or [{}]:
                    path = text(at(match, ("path", "value"))) or "/"
                    kind = text(at(match, ("path", "type"))) or "PathPrefix"
                    way = Way(_through(parent, key), _MATCHES.get(kind, kind), backends)
                    yield Route(key, Place(host, path, ", ".join(_more(match))), way)


def secured(side: Side, key: Key, route: Manifest) -> dict[str, bool]:
    """Return of each host of an HTTPRoute whether it has TLS, if its Gateways are in the file."""
    listeners: list[Manifest] = []
    for parent in maps(at(route, ("spec", "parentRefs"))):
        gateway = side.get(_gateway(parent, key))
        if gateway is None:
            return {}
        wanted = text(parent.get("sectionName"))
        listeners += [each for each in listeners_of(gateway) if wanted in {"", each.get("name")}]
    protocols = {text(each.get("protocol")) for each in listeners}
    hosts = strings(at(route, ("spec", "hostnames"))) or [""]
    return dict.fromkeys(hosts, protocols <= _SECURE) if protocols else {}


def listeners_of(gateway: Manifest) -> list[Manifest]:
    """Return the listeners of a Gateway."""
    return maps(at(gateway, ("spec", "listeners")))


def _gateway(parent: Manifest, key: Key) -> Key:
    return Key(GROUP, "Gateway", text(parent.get("namespace")) or key.namespace, text(parent.get("name")))


def _through(parent: Manifest, key: Key) -> str:
    gateway, section = _gateway(parent, key), text(parent.get("sectionName"))
    kind = text(parent.get("kind")) or "Gateway"
    name = gateway.name if gateway.namespace == key.namespace else f"{gateway.namespace}/{gateway.name}"
    port = integer(parent.get("port"))
    told = [f"listener {section}"] * bool(section) + [f"port {port}"] * bool(port)
    return f"{kind} {name}" + (f" ({', '.join(told)})" if told else "")


def _backends(side: Side, key: Key, rule: Manifest) -> Iterator[str]:
    for each in maps(rule.get("backendRefs")):
        name, namespace = text(each.get("name")), text(each.get("namespace")) or key.namespace
        kind = text(each.get("kind")) or "Service"
        if integer(each.get("weight")) == 0:
            continue
        if kind != "Service":
            yield f"{kind} {name}"
            continue
        told = backend(side, namespace, name, integer(each.get("port")))
        yield told if namespace == key.namespace else f"{told} of namespace {namespace}"
    for each in maps(rule.get("filters")):
        if each.get("type") == "RequestRedirect":
            yield "a redirect"


def _more(match: Manifest) -> Iterator[str]:
    if text(match.get("method")):
        yield text(match.get("method"))
    for field, word in (("headers", "header"), ("queryParams", "query")):
        for each in maps(match.get(field)):
            yield f"{word} {_text(each.get('name'))}={_text(each.get('value'))}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "?"
