"""What an environment was and what it is, for each section of docs/removing.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from cdk8s import App

from neuronpedia_constructs import (
    CPU_STANDARD,
    Autoscaling,
    CloudNativePg,
    ExternalDatabase,
    ExternalSecrets,
    GatewayRoute,
    IngressRoute,
    ModelCache,
    Neuronpedia,
    OwnRoute,
    PostgresBackup,
    S3Target,
    models,
)
from tests.support.building import Manifest, small
from tests.support.cluster.objects import matches

Environment = Callable[[], Neuronpedia]


def environment(*mixins: Any, cache: bool = False, servers: bool = True, **arguments: Any) -> Environment:
    """An environment as the document has it: `production`, with a server that may be removed."""

    def build() -> Neuronpedia:
        made = small(App(), "production", **arguments).with_(*mixins)
        if servers:
            server = made.add_inference("gemma-2-2b").with_(models.get("gpt2-small"), CPU_STANDARD)
            server.with_(*([ModelCache()] if cache else []))
        return made

    return build


def autoscaled() -> Neuronpedia:
    made = environment()()
    made.webapp.with_(Autoscaling(min_replicas=2, max_replicas=6))
    return made


class Removal(NamedTuple):
    """What an environment was and what it is, with what stays although nothing needs it."""

    before: Environment
    after: Environment | None
    left: Callable[[Manifest], bool] = lambda found: False
    """Beyond what is protected, until the commands that delete data."""
    stays: tuple[str, ...] = ()
    """Kinds that even those do not delete, in this section."""


def is_of_database(found: Manifest) -> bool:
    return found["kind"] == "NetworkPolicy" or matches(found, "app=postgres")


EXPOSED = IngressRoute(cluster_issuer="ours", expose_backends=True)
GATEWAY = GatewayRoute(
    gateway="shared", gateway_namespace="gateways", istio_principals=["cluster.local/ns/gateways/sa/gateway"]
)


ELSEWHERE = ExternalDatabase(host="db.example.org")


BUCKET = S3Target(bucket="neuronpedia-backups")


REMOVALS: dict[str, list[Removal]] = {
    "An inference server": [
        Removal(environment(), environment(servers=False)),
        Removal(environment(cache=True), environment(servers=False)),
    ],
    "A model cache": [Removal(environment(cache=True), environment())],
    "Backups": [
        Removal(environment(PostgresBackup()), environment()),
        Removal(environment(PostgresBackup(target=BUCKET)), environment()),
    ],
    "An Ingress": [
        Removal(environment(), environment(route=OwnRoute())),
        Removal(environment(route=EXPOSED), environment(route=GATEWAY)),
    ],
    "Paths to the backends": [Removal(environment(route=IngressRoute(expose_backends=True)), environment())],
    "Paths to the backends of a Gateway": [
        Removal(environment(route=replace(GATEWAY, expose_backends=True)), environment(route=GATEWAY))
    ],
    "A Gateway's route": [
        Removal(environment(route=replace(GATEWAY, expose_backends=True)), environment()),
        Removal(environment(route=GATEWAY), environment(route=OwnRoute())),
    ],
    "Autoscaling and disruption budgets": [Removal(autoscaled, environment())],
    "External secrets": [
        Removal(environment(secrets=ExternalSecrets(store="vault", path="neuronpedia")), environment())
    ],
    "PostgreSQL, after a move to an external database": [
        Removal(environment(), environment(database=ELSEWHERE), is_of_database)
    ],
    "PostgreSQL, after a move to CloudNativePG": [
        Removal(
            environment(),
            environment(database=CloudNativePg()),
            is_of_database,
            ("PersistentVolumeClaim", "ServiceAccount"),
        )
    ],
    "A whole environment": [Removal(environment(PostgresBackup(), cache=True), None, is_of_database)],
}
