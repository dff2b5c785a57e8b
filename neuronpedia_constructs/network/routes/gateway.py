"""Routes of the Gateway API."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.kubernetes.custom_resources import AUTHORIZATION_POLICY, HTTP_ROUTE
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.draft.workload import Prerequisite
from neuronpedia_constructs.network.endpoints import WEBAPP, WEBAPP_PORT
from neuronpedia_constructs.validation.names import is_dns_name, is_label, matches
from neuronpedia_constructs.validation.problems import Problem

from .route import BACKENDS, NAME, Backend, Route, backend_groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.kubernetes.bridge import Fields
    from neuronpedia_constructs.draft.workload import WorkloadDraft

_DURATION = re.compile(r"([0-9]{1,5}(h|m|s|ms)){1,4}")
_SECONDS = {"h": 3600, "m": 60, "s": 1, "ms": 0.001}
_PRINCIPAL = re.compile(r"[a-z0-9.-]+/ns/[a-z0-9-]+/sa/[a-z0-9.-]+")

_RULES = 16
"""The maximum number of rules in an HTTPRoute: https://gateway-api.sigs.k8s.io/reference/spec/#httproutespec"""

# The API's defaults, written out because Argo CD compares the items of lists literally.
_GATEWAY: Fields = {"group": "gateway.networking.k8s.io", "kind": "Gateway"}
_SERVICE: Fields = {"group": "", "kind": "Service", "weight": 1}


@dataclass(frozen=True, kw_only=True)
class GatewayRoute(Route):
    """A Gateway API route instead of an Ingress: HTTPRoute `neuronpedia`, attached to an existing Gateway.

    The Gateway terminates TLS, and must allow routes from the environment's namespace.
    """

    gateway: str
    """Name of the Gateway."""
    gateway_namespace: str | None = None
    """Namespace of the Gateway. Default: the environment's own."""
    section_name: str | None = None
    """The Gateway's listener for the route, such as "https". Default: all listeners."""
    request_timeout: str | None = "0s"
    """Maximum duration of a request, in h, m, s and ms. Importing a source can take over an hour, and without a timeout
    in the route, Envoy ends requests after 15 seconds. Default "0s", no limit. None leaves the field out, for clusters
    with a Gateway API older than 1.2."""
    istio_principals: Sequence[str] = ()
    """The only Istio identities that may connect to the webapp, such as
    "cluster.local/ns/istio-ingress/sa/istio-ingressgateway". They become an AuthorizationPolicy. Default: none."""

    @property
    def longest_request(self) -> float | None:
        """How long a request may take, in seconds; None if there is no limit in the route."""
        if self.request_timeout is None or not matches(_DURATION, self.request_timeout):
            return None
        parts = re.findall(r"([0-9]+)(ms|h|m|s)", self.request_timeout)
        return sum(int(number) * _SECONDS[unit] for number, unit in parts) or None

    def problems(self, context: Context) -> Iterator[Problem]:
        """List the problems of the arguments."""
        yield from super().problems(context)
        if not is_dns_name(self.gateway):
            yield Problem.invalid(
                "route.gateway-invalid",
                "route gateway",
                self.gateway,
                "the name of a Gateway",
                'write gateway="shared"',
            )
        if self.gateway_namespace is not None and not is_label(self.gateway_namespace):
            fix = 'write gateway_namespace="gateways", or leave it out'
            yield Problem.invalid(
                "route.gateway-namespace-invalid",
                "route gateway_namespace",
                self.gateway_namespace,
                "the name of a namespace",
                fix,
            )
        if self.section_name is not None and not is_dns_name(self.section_name):
            fix = 'write section_name="https", or leave it out'
            yield Problem.invalid(
                "route.section-name-invalid", "route section_name", self.section_name, "the name of a listener", fix
            )
        if self.request_timeout is not None and not matches(_DURATION, self.request_timeout):
            fix = 'write request_timeout="3600s", or leave it out'
            yield Problem.invalid(
                "route.request-timeout-invalid",
                "route request_timeout",
                self.request_timeout,
                "a duration in h, m, s and ms",
                fix,
            )
        given = self.istio_principals
        if isinstance(given, str) or not isinstance(given, (list, tuple)) or not all(map(_is_principal, given)):
            allowed = "a list of identities <trust domain>/ns/<namespace>/sa/<service account>"
            fix = 'write istio_principals=["cluster.local/ns/istio-ingress/sa/istio-ingressgateway"]'
            yield Problem.invalid("route.istio-principals-invalid", "route istio_principals", given, allowed, fix)

    def public(self, context: Context) -> KubeObject:
        """Return the route for the whole site, at the host of the public URL."""
        rule = {
            "backendRefs": [_service(WEBAPP, WEBAPP_PORT)],
            "matches": [_path("/")],
            "timeouts": self._timeouts(),
        }
        return self._route(context, NAME, [rule])

    def others(self, context: Context, servers: Iterable[WorkloadDraft]) -> Iterator[KubeObject]:
        """Yield the routes to the backends and the AuthorizationPolicy, if requested."""
        if self.expose_backends:
            for number, group in enumerate(backend_groups(servers, _RULES), start=1):
                yield self._route(context, BACKENDS if number == 1 else f"{BACKENDS}-{number}", self._rules(group))
        if self.istio_principals:
            yield self._authorization_policy(context)

    def prerequisites(self, context: Context) -> Iterator[Prerequisite]:
        """Yield the Gateway."""
        del context
        yield Prerequisite("Gateway", str(self.gateway))

    def _rules(self, group: Iterable[Backend]) -> list[Fields]:
        rewrite = {"path": {"replacePrefixMatch": "/", "type": "ReplacePrefixMatch"}}
        return [
            {
                "backendRefs": [_service(name, port)],
                "filters": [{"type": "URLRewrite", "urlRewrite": rewrite}],
                "matches": [_path(path)],
                "timeouts": self._timeouts(),
            }
            for path, name, port in group
        ]

    def _authorization_policy(self, context: Context) -> KubeObject:
        """Return the AuthorizationPolicy that allows only the given identities."""
        rule = {
            "from": [{"source": {"principals": list(self.istio_principals)}}],
            "to": [{"operation": {"ports": [str(WEBAPP_PORT)]}}],
        }
        spec = {"action": "ALLOW", "rules": [rule], "selector": {"matchLabels": {"app": WEBAPP}}}
        metadata = {"name": WEBAPP, "labels": context.labels(WEBAPP, "route")}
        return KubeObject(AUTHORIZATION_POLICY, "authorization-policy", {"metadata": metadata, "spec": spec})

    def _timeouts(self) -> Fields | None:
        limit = self.request_timeout
        return None if limit is None else {"backendRequest": limit, "request": limit}

    def _route(self, context: Context, name: str, rules: list[Fields]) -> KubeObject:
        parent = {
            **_GATEWAY,
            "name": self.gateway,
            "namespace": self.gateway_namespace,
            "sectionName": self.section_name,
        }
        fields = {
            # A part of the webapp, so that what selects app=webapp deploys it too.
            "metadata": {"name": name, "labels": context.labels(WEBAPP, "route")},
            "spec": {"hostnames": [context.url.host], "parentRefs": [parent], "rules": rules},
        }
        return KubeObject(HTTP_ROUTE, "route" if name == NAME else name.removeprefix(f"{NAME}-"), fields)


def _is_principal(text: object) -> bool:
    return matches(_PRINCIPAL, text)


def _service(name: str, port: int) -> Fields:
    return {**_SERVICE, "name": name, "port": port}


def _path(prefix: str) -> Fields:
    return {"path": {"type": "PathPrefix", "value": prefix}}
