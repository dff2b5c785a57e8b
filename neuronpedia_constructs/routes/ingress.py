"""The way in from outside of the cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.kubernetes import probes
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.services import autointerp, webapp
from neuronpedia_constructs.validation.names import is_dns_name
from neuronpedia_constructs.validation.problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neuronpedia_constructs.draft.kubernetes.bridge import Fields
    from neuronpedia_constructs.draft.planned import Service
    from neuronpedia_constructs.environment.settings import Settings
    from neuronpedia_constructs.validation.names import PublicUrl

NAME = "neuronpedia-ingress"
BACKENDS = "neuronpedia-backends"

_REWRITE = {
    "nginx.ingress.kubernetes.io/rewrite-target": "/$2",
    "nginx.ingress.kubernetes.io/use-regex": "true",
}
"""How ingress-nginx hands on what comes after the path of a backend: the second group of its expression."""


_LONG_REQUESTS = {
    # Seconds without a byte: a batch of an import, and the routes that wait up to five minutes for a lock.
    "nginx.ingress.kubernetes.io/proxy-read-timeout": "3600",
    "nginx.ingress.kubernetes.io/proxy-send-timeout": "3600",
    # What people upload: its own limit is 1 MB.
    "nginx.ingress.kubernetes.io/proxy-body-size": "100m",
}
"""What ingress-nginx has to allow: docs/routes.md says what other controllers need."""


class IngressOptions(TypedDict, total=False):
    """The arguments of `IngressSettings`, all of which have a default."""

    ingress_class: str | None
    ingress_host: str | None
    tls_secret: str
    cluster_issuer: str | None
    issuer: str | None
    expose_backends: bool


@dataclass(frozen=True, kw_only=True)
class IngressSettings:
    """How an environment is reached; `Neuronpedia` documents the arguments."""

    ingress_class: str | None = None
    ingress_host: str | None = None
    tls_secret: str = "neuronpedia-tls"
    cluster_issuer: str | None = None
    issuer: str | None = None
    expose_backends: bool = False

    @property
    def may_be_nginx(self) -> bool:
        """Whether the class is that of ingress-nginx, as far as its name says it."""
        return "nginx" in str(self.ingress_class or "nginx")

    @property
    def made_by_cert_manager(self) -> bool:
        """Whether cert-manager makes the Secret with the certificate."""
        return self.cluster_issuer is not None or self.issuer is not None

    def problems(self, url: PublicUrl | None) -> Iterator[Problem]:
        """List what is wrong with the arguments; without a `url`, which is wrong itself, as far as can be told."""
        for name, what in (("ingress_class", "an IngressClass"), ("cluster_issuer", "a ClusterIssuer of cert-manager")):
            yield from _name_problems(name, getattr(self, name), what)
        yield from _name_problems("issuer", self.issuer, "an Issuer of cert-manager")
        if not is_dns_name(self.tls_secret):
            fix = 'write it as "neuronpedia-tls"'
            yield Problem("tls_secret", quoted(self.tls_secret), "the name of a Secret", fix)
        if not isinstance(self.expose_backends, bool):
            yield Problem("expose_backends", quoted(self.expose_backends), "True or False", "leave it out")
        if self.cluster_issuer is not None and self.issuer is not None:
            allowed = "one of issuer and cluster_issuer"
            yield Problem("issuer", f"{quoted(self.issuer)}, beside a cluster_issuer", allowed, "leave one of them out")
        if self.expose_backends is True and not self.may_be_nginx:
            given = f"True, with the IngressClass {quoted(self.ingress_class)}"
            allowed = "ingress-nginx, whose annotations rewrite the paths"
            fix = "look whether that class is served by ingress-nginx, or leave expose_backends out"
            yield Problem("expose_backends", given, allowed, fix, warning=True)
        if url is not None:
            yield from self._problems_with(url)

    def _problems_with(self, url: PublicUrl) -> Iterator[Problem]:
        if self.made_by_cert_manager and not url.is_tls:
            name = "issuer" if self.cluster_issuer is None else "cluster_issuer"
            given = f"{quoted(getattr(self, name))}, for {url.text}, which has no TLS"
            yield Problem(name, given, "an issuer where the url is https", f"leave {name} out, or correct the url")
        if self.ingress_host not in (None, url.host, f"*.{url.host.partition('.')[2]}"):
            allowed = f"{url.host!r}, the host of the url, or a wildcard for it: it is at the url that people sign in"
            yield Problem("ingress_host", quoted(self.ingress_host), allowed, "leave it out, or correct the url")


def _name_problems(argument: str, value: object, what: str) -> Iterator[Problem]:
    if value is not None and not is_dns_name(value):
        yield Problem(argument, quoted(value), f"the name of {what}", f'write it as "{_EXAMPLES[argument]}"')


_EXAMPLES = {"ingress_class": "nginx", "cluster_issuer": "letsencrypt", "issuer": "letsencrypt"}


def public_ingress(settings: Settings, options: IngressSettings) -> KubeObject:
    """Return the Ingress: the whole site at the host of the public URL, over TLS where that is https.

    Only the webapp is published. It calls the other services itself, so they need no way in from outside.
    """
    issuers = {"cluster-issuer": options.cluster_issuer, "issuer": options.issuer}
    annotations = {f"cert-manager.io/{kind}": name for kind, name in issuers.items() if name is not None}
    annotations |= _LONG_REQUESTS if options.may_be_nginx else {}
    path = {"path": "/", "pathType": "Prefix", "backend": _backend(webapp.NAME)}
    return _ingress(settings, options, NAME, [path], annotations)


def backends_ingress(settings: Settings, options: IngressSettings, servers: Iterable[Service]) -> KubeObject:
    """Return the Ingress of the servers behind the webapp, for clients that call them by themselves.

    It is one of its own, because the annotations hold for every path of an Ingress, and the site's are not rewritten.
    """
    published = {f"/api/inference/{server.draft.selector['instance']}": server.name for server in servers}
    published["/api/autointerp"] = autointerp.NAME
    paths = [
        {"path": f"{path}(/|$)(.*)", "pathType": "ImplementationSpecific", "backend": _backend(name)}
        for path, name in sorted(published.items())
    ]
    return _ingress(settings, options, BACKENDS, paths, {**_LONG_REQUESTS, **_REWRITE})


def _backend(service: str) -> Fields:
    return {"service": {"name": service, "port": {"name": probes.HTTP}}}


def _ingress(
    settings: Settings, options: IngressSettings, name: str, paths: list[Fields], annotations: dict[str, str]
) -> KubeObject:
    host = options.ingress_host or settings.url.host
    tls = [{"hosts": [host], "secretName": options.tls_secret}] if settings.url.is_tls else None
    fields = {
        # A part of the webapp, so that what selects app=webapp deploys it too.
        "metadata": {
            "name": name,
            "labels": settings.labels(webapp.NAME, "ingress"),
            "annotations": annotations or None,
        },
        "spec": {
            "ingressClassName": options.ingress_class,
            "rules": [{"host": host, "http": {"paths": paths}}],
            "tls": tls,
        },
    }
    return KubeObject(k8s.KubeIngress, "ingress" if name == NAME else "backends", fields)
