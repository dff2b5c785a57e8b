"""The way in from outside of the cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft import leaves
from neuronpedia_constructs.draft.render import KubeObject

from . import webapp

if TYPE_CHECKING:
    from neuronpedia_constructs.settings import Settings

NAME = "neuronpedia-ingress"


def public_ingress(settings: Settings, *, class_name: str | None, tls_secret: str) -> KubeObject:
    """Return the Ingress: the whole site at the host of the public URL, over TLS where that is https.

    Only the webapp is published. It calls the other services itself, so they need no way in from outside.
    """
    url = settings.url
    service = {"name": webapp.NAME, "port": {"name": leaves.HTTP}}
    path = {"path": "/", "pathType": "Prefix", "backend": {"service": service}}
    fields = {
        # A part of the webapp, so that what selects app=webapp deploys it too.
        "metadata": {"name": NAME, "labels": settings.labels(webapp.NAME, "ingress")},
        "spec": {
            "ingressClassName": class_name,
            "rules": [{"host": url.host, "http": {"paths": [path]}}],
            "tls": [{"hosts": [url.host], "secretName": tls_secret}] if url.is_tls else None,
        },
    }
    return KubeObject(k8s.KubeIngress, "ingress", fields)
