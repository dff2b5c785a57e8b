"""The Ingress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.draft.kubernetes.probes import HTTP
from neuronpedia_constructs.draft.workload import Prerequisite
from neuronpedia_constructs.network.endpoints import WEBAPP
from neuronpedia_constructs.validation.names import is_dns_name, is_label_key
from neuronpedia_constructs.validation.problems import Problem, quoted

from .route import BACKENDS, Route, backends

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.kubernetes.bridge import Fields
    from neuronpedia_constructs.draft.workload import WorkloadDraft

NAME = "neuronpedia-ingress"

_REWRITE = {
    "nginx.ingress.kubernetes.io/rewrite-target": "/$2",
    "nginx.ingress.kubernetes.io/use-regex": "true",
}
"""The rewrite target for ingress-nginx: the part of the path after the backend's prefix."""

_READ_TIMEOUT = "nginx.ingress.kubernetes.io/proxy-read-timeout"
_LONG_REQUESTS = {
    # Seconds without a byte: a batch of an import, and the requests that wait up to five minutes for a lock.
    _READ_TIMEOUT: "3600",
    "nginx.ingress.kubernetes.io/proxy-send-timeout": "3600",
    # For uploads: ingress-nginx itself allows 1 MB.
    "nginx.ingress.kubernetes.io/proxy-body-size": "100m",
}
"""Annotations for ingress-nginx; docs/routes.md says what other controllers need."""

_NAMES = {
    "class_name": ("an IngressClass", "nginx"),
    "cluster_issuer": ("a ClusterIssuer of cert-manager", "letsencrypt"),
    "issuer": ("an Issuer of cert-manager", "letsencrypt"),
    "tls_secret": ("a Secret", "neuronpedia-tls"),
}
"""The kind of object that each argument names, with an example."""


@dataclass(frozen=True, kw_only=True)
class IngressRoute(Route):
    """The Ingress `neuronpedia-ingress`: the whole site at the host of the public URL, with TLS if that is https.

    It leads to the webapp, which calls the backends itself. With `expose_backends`, a second Ingress,
    `neuronpedia-backends`, leads to the backends. It needs ingress-nginx, whose annotations rewrite the paths.
    """

    class_name: str | None = None
    """Name of the IngressClass. Default: the cluster's default class."""
    host: str | None = None
    """Host of the Ingress: the host of the url, or a wildcard such as "*.example.org". Default: the host of the url."""
    tls_secret: str = "neuronpedia-tls"
    """Name of the Secret with the certificate, used if the url is https. Default "neuronpedia-tls"."""
    cluster_issuer: str | None = None
    """Name of the ClusterIssuer that issues the certificate with cert-manager. Default: none, so you create the Secret
    elsewhere."""
    issuer: str | None = None
    """Name of an Issuer in the environment's namespace, instead of `cluster_issuer`. Default: none."""
    annotations: Mapping[str, str] = field(default_factory=dict)
    """Annotations for the ingress controller. They replace the library's annotations of the same name. Default:
    none."""

    @property
    def may_be_nginx(self) -> bool:
        """Whether the class is ingress-nginx, judging by its name."""
        return "nginx" in str(self.class_name or "nginx")

    @property
    def is_issued(self) -> bool:
        """Whether cert-manager issues the certificate."""
        return self.cluster_issuer is not None or self.issuer is not None

    @property
    def longest_request(self) -> float | None:
        """How long ingress-nginx waits for a response, in seconds; None for other controllers."""
        given = self.annotations if isinstance(self.annotations, Mapping) else {}
        limit = {**_LONG_REQUESTS, **given}[_READ_TIMEOUT]
        return float(limit) if self.may_be_nginx and str(limit).isdecimal() else None

    def problems(self, context: Context) -> Iterator[Problem]:
        """List the problems of the arguments."""
        yield from super().problems(context)
        for argument, (what, example) in _NAMES.items():
            value = getattr(self, argument)
            if not is_dns_name(value) and (value is not None or argument == "tls_secret"):
                yield Problem.invalid(
                    "route.name-invalid",
                    f"route {argument}",
                    value,
                    f"the name of {what}",
                    f'write {argument}="{example}"',
                )
        if self.cluster_issuer is not None and self.issuer is not None:
            allowed = "one of issuer and cluster_issuer"
            cause = f"there are an issuer, {quoted(self.issuer)}, and a cluster_issuer"
            yield Problem("route.two-issuers", "route issuer", cause, allowed, "leave one of them out")
        if self.expose_backends is True and not self.may_be_nginx:
            cause = f"the IngressClass {quoted(self.class_name)} may not be ingress-nginx"
            allowed = "ingress-nginx, whose annotations rewrite the paths"
            fix = "check that ingress-nginx serves that class, or leave expose_backends out"
            yield Problem("route.rewrite-unsupported", "route expose_backends", cause, allowed, fix, warning=True)
        if not isinstance(self.annotations, Mapping) or not all(
            is_label_key(key) and isinstance(value, str) for key, value in self.annotations.items()
        ):
            fix = 'write annotations={"example.org/name": "value"}'
            yield Problem.invalid(
                "route.annotations-invalid",
                "route annotations",
                self.annotations,
                "a dictionary of strings",
                fix,
            )
        if context.url.is_valid:
            yield from self._problems_with_url(context)

    def _problems_with_url(self, context: Context) -> Iterator[Problem]:
        url = context.url
        if self.is_issued and not url.is_tls:
            name = "issuer" if self.cluster_issuer is None else "cluster_issuer"
            cause = f"{url.text} has no TLS, so {quoted(getattr(self, name))} has nothing to issue"
            yield Problem(
                "route.issuer-without-tls",
                f"route {name}",
                cause,
                "an issuer only with an https url",
                f"leave {name} out, or correct the url",
            )
        if self.host not in (None, url.host, f"*.{url.host.partition('.')[2]}"):
            allowed = f"{url.host!r}, the host of the url, or a wildcard for it: people sign in at the url"
            yield Problem.invalid(
                "route.host-mismatch", "route host", self.host, allowed, "leave it out, or correct the url"
            )

    def public(self, context: Context) -> KubeObject:
        """Return the Ingress that leads to the webapp."""
        issuers = {"cluster-issuer": self.cluster_issuer, "issuer": self.issuer}
        annotations = {f"cert-manager.io/{kind}": name for kind, name in issuers.items() if name is not None}
        annotations |= _LONG_REQUESTS if self.may_be_nginx else {}
        path = {"path": "/", "pathType": "Prefix", "backend": _backend(WEBAPP)}
        return self._ingress(context, NAME, [path], annotations)

    def others(self, context: Context, servers: Iterable[WorkloadDraft]) -> Iterator[KubeObject]:
        """Yield the Ingress of the backends, if requested.

        It is separate, because annotations apply to every path of an Ingress, and the site's paths are not rewritten.
        """
        if self.expose_backends:
            paths = [
                {"path": f"{path}(/|$)(.*)", "pathType": "ImplementationSpecific", "backend": _backend(name)}
                for path, name, _ in backends(servers)
            ]
            yield self._ingress(context, BACKENDS, paths, {**_LONG_REQUESTS, **_REWRITE})

    def prerequisites(self, context: Context) -> Iterator[Prerequisite]:
        """Yield the Secret with the certificate, unless cert-manager creates it."""
        if context.url.is_tls and not self.is_issued:
            yield Prerequisite("Secret", self.tls_secret, ("tls.crt", "tls.key"))

    def _ingress(self, context: Context, name: str, paths: list[Fields], annotations: dict[str, str]) -> KubeObject:
        host = self.host or context.url.host
        tls = [{"hosts": [host], "secretName": self.tls_secret}] if context.url.is_tls else None
        fields = {
            # A part of the webapp, so that what selects app=webapp deploys it too.
            "metadata": {
                "name": name,
                "labels": context.labels(WEBAPP, "ingress"),
                "annotations": {**annotations, **self.annotations} or None,
            },
            "spec": {
                "ingressClassName": self.class_name,
                "rules": [{"host": host, "http": {"paths": paths}}],
                "tls": tls,
            },
        }
        return KubeObject(k8s.KubeIngress, "ingress" if name == NAME else "backends", fields)


def _backend(name: str) -> Fields:
    return {"service": {"name": name, "port": {"name": HTTP}}}
