"""The way in from outside of the cluster, by a Gateway."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.kubernetes import custom_resources
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.services import autointerp, webapp
from neuronpedia_constructs.validation.names import is_dns_name, is_label, matches
from neuronpedia_constructs.validation.problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from neuronpedia_constructs.draft.kubernetes.bridge import Fields
    from neuronpedia_constructs.draft.planned import Service
    from neuronpedia_constructs.environment.settings import Settings

NAME = "neuronpedia"
BACKENDS = "neuronpedia-backends"

_DURATION = re.compile(r"([0-9]{1,5}(h|m|s|ms)){1,4}")
_PRINCIPAL = re.compile(r"[a-z0-9.-]+/ns/[a-z0-9-]+/sa/[a-z0-9.-]+")


@dataclass(frozen=True, kw_only=True)
class GatewayRoute:
    """A route of the Gateway API in place of an Ingress: HTTPRoute `neuronpedia`, below a Gateway made elsewhere.

    The Gateway terminates TLS, and has to admit routes from the environment's namespace.
    """

    gateway: str
    """Name of the Gateway."""
    gateway_namespace: str | None = None
    """Its namespace. Default: the environment's own."""
    section_name: str | None = None
    """The one of its listeners that the route is for, such as "https". Default: all."""
    request_timeout: str | None = "0s"
    """The longest that a request may take, in h, m, s and ms. An import of a source streams for an hour and more, and
    Envoy ends requests after 15 seconds where a route says nothing. Default "0s", no limit. None leaves the field out,
    for a cluster whose Gateway API is older than 1.2."""
    istio_principals: Sequence[str] = ()
    """Istio's identities of those who alone may call the webapp, such as
    "cluster.local/ns/istio-ingress/sa/istio-ingressgateway": an AuthorizationPolicy. Default: none, and no policy."""

    def problems(self) -> Iterator[Problem]:
        """List what is wrong with the arguments."""
        if not is_dns_name(self.gateway):
            yield Problem("route gateway", quoted(self.gateway), "the name of a Gateway", 'write gateway="shared"')
        if self.gateway_namespace is not None and not is_label(self.gateway_namespace):
            fix = 'write gateway_namespace="gateways", or leave it out'
            yield Problem("route gateway_namespace", quoted(self.gateway_namespace), "the name of a namespace", fix)
        if self.section_name is not None and not is_dns_name(self.section_name):
            fix = 'write section_name="https", or leave it out'
            yield Problem("route section_name", quoted(self.section_name), "the name of a listener", fix)
        if self.request_timeout is not None and not matches(_DURATION, self.request_timeout):
            fix = 'write request_timeout="3600s", or leave it out'
            yield Problem("route request_timeout", quoted(self.request_timeout), "a duration in h, m, s and ms", fix)
        given = self.istio_principals
        if isinstance(given, str) or not isinstance(given, (list, tuple)) or not all(map(_is_principal, given)):
            allowed = "a list of identities <trust domain>/ns/<namespace>/sa/<service account>"
            fix = 'write istio_principals=["cluster.local/ns/istio-ingress/sa/istio-ingressgateway"]'
            yield Problem("route istio_principals", quoted(given), allowed, fix)


@dataclass(frozen=True)
class OwnRoute:
    """No way in from outside: another one leads to `environment.webapp.service`, such as one of the app around it."""


def _is_principal(text: object) -> bool:
    return matches(_PRINCIPAL, text)


def http_route(settings: Settings, route: GatewayRoute) -> KubeObject:
    """Return the route of the whole site at the host of the public URL."""
    rule = {
        "backendRefs": [{"name": webapp.NAME, "port": webapp.PORT}],
        "matches": [_path("/")],
        "timeouts": _timeouts(route),
    }
    return _route(settings, route, NAME, [rule])


def backends_route(settings: Settings, route: GatewayRoute, servers: Iterable[Service]) -> KubeObject:
    """Return the route of the servers behind the webapp, for clients that call them by themselves."""
    published = {f"/api/inference/{server.draft.selector['instance']}": server for server in servers}
    targets = {path: (server.name, server.port) for path, server in published.items()}
    targets["/api/autointerp"] = (autointerp.NAME, autointerp.PORT)
    rewrite = {"path": {"replacePrefixMatch": "/", "type": "ReplacePrefixMatch"}}
    rules = [
        {
            "backendRefs": [{"name": name, "port": port}],
            "filters": [{"type": "URLRewrite", "urlRewrite": rewrite}],
            "matches": [_path(path)],
            "timeouts": _timeouts(route),
        }
        for path, (name, port) in sorted(targets.items())
    ]
    return _route(settings, route, BACKENDS, rules)


def authorization_policy(settings: Settings, route: GatewayRoute) -> KubeObject:
    """Return what lets Istio turn away whoever calls the webapp past the Gateway."""
    rule = {
        "from": [{"source": {"principals": list(route.istio_principals)}}],
        "to": [{"operation": {"ports": [str(webapp.PORT)]}}],
    }
    spec = {"action": "ALLOW", "rules": [rule], "selector": {"matchLabels": {"app": webapp.NAME}}}
    metadata = {"name": webapp.NAME, "labels": settings.labels(webapp.NAME, "route")}
    return KubeObject(
        custom_resources.AUTHORIZATION_POLICY, "authorization-policy", {"metadata": metadata, "spec": spec}
    )


def _timeouts(route: GatewayRoute) -> Fields | None:
    limit = route.request_timeout
    return None if limit is None else {"backendRequest": limit, "request": limit}


def _path(prefix: str) -> Fields:
    return {"path": {"type": "PathPrefix", "value": prefix}}


def _route(settings: Settings, route: GatewayRoute, name: str, rules: list[Fields]) -> KubeObject:
    parent = {"name": route.gateway, "namespace": route.gateway_namespace, "sectionName": route.section_name}
    fields = {
        # A part of the webapp, so that what selects app=webapp deploys it too.
        "metadata": {"name": name, "labels": settings.labels(webapp.NAME, "route")},
        "spec": {"hostnames": [settings.url.host], "parentRefs": [parent], "rules": rules},
    }
    return KubeObject(custom_resources.HTTP_ROUTE, "route" if name == NAME else "backends", fields)
