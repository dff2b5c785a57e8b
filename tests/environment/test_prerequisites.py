"""What has to be in the cluster before an environment is applied."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import (
    CloudNativePg,
    ExternalSecrets,
    GatewayRoute,
    IngressRoute,
    OwnRoute,
    S3Target,
)
from tests.support.building import guide, small

OPERATED = CloudNativePg(backup=S3Target(bucket="backups", endpoint="https://minio.example.org:9000"))


GATEWAY = GatewayRoute(
    gateway="shared", gateway_namespace="gateways", section_name="https", istio_principals=["a/ns/b/sa/c"]
)


@pytest.mark.parametrize(
    ("arguments", "needed", "not_needed"),
    [
        ({}, "neuronpedia-tls regcred db-credentials", "vault"),
        ({"route": IngressRoute(cluster_issuer="acme")}, "", "neuronpedia-tls"),
        ({"route": OwnRoute()}, "", "neuronpedia-tls"),
        ({"route": GATEWAY}, "shared", "neuronpedia-tls"),
        ({"database": OPERATED}, "backup-s3", "postgres-app db-credentials"),
        ({"secrets": ExternalSecrets(store="vault", path="np")}, "vault regcred", "db-credentials app-secrets"),
    ],
)
def test_what_somebody_else_has_to_make(arguments: Any, needed: str, not_needed: str, app: App) -> None:
    names = {found.name for found in small(app, **arguments).prerequisites}
    assert {*needed.split()} <= names
    assert not names & {*not_needed.split()}


def test_what_is_needed_from_elsewhere_is_listed(app: App) -> None:
    issued = small(app, "issued", route=IngressRoute(cluster_issuer="letsencrypt")).prerequisites
    assert not any(found.name == "neuronpedia-tls" for found in issued), "cert-manager makes it"
    needed = {(found.kind, found.name): found.keys for found in guide(app).prerequisites}
    assert needed == {
        ("ConfigMap", "corporate-ca-certificates"): ("ca-certificates.crt",),
        ("Secret", "app-secrets"): (
            "AUTOINTERP_SERVER_SECRET",
            "GRAPH_ADMIN_BROWSE_KEY",
            "INFERENCE_SERVER_SECRET",
            "NEXTAUTH_SECRET",
        ),
        ("Secret", "db-credentials"): ("POSTGRES_PASSWORD", "POSTGRES_URL"),
        ("Secret", "neuronpedia-tls"): ("tls.crt", "tls.key"),
        ("Secret", "regcred"): (".dockerconfigjson",),
    }
