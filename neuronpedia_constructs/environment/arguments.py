"""What can be wrong with the arguments of an environment and of its servers, each by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.configuration.secrets.sources import ClusterSecrets, SecretSource
from neuronpedia_constructs.database.choices import Postgres
from neuronpedia_constructs.database.spec import DatabaseChoice
from neuronpedia_constructs.routes.gateway import GatewayRoute, OwnRoute
from neuronpedia_constructs.routes.ingress import IngressSettings
from neuronpedia_constructs.validation.names import check_label, is_label_value
from neuronpedia_constructs.validation.problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.configuration.app import AppConfig
    from neuronpedia_constructs.database.config import DatabaseConfig


def check_place(namespace: object, cluster: object) -> Iterator[Problem]:
    """List a namespace that is not a name or is one of the cluster's own, and a cluster that is not a name."""
    yield from check_label("namespace", namespace, "neuronpedia")
    if namespace == "default" or (isinstance(namespace, str) and namespace.startswith("kube-")):
        allowed = (
            "a namespace that holds nothing but this environment: its policy default-deny closes every pod in the "
            "namespace, and in one of the cluster's own it would cut off what else runs there, such as DNS"
        )
        yield Problem("namespace", quoted(namespace), allowed, 'choose a name such as "neuronpedia"')
    if cluster is not None:
        yield from check_label("cluster", cluster, "east")


def check_stage(stage: object) -> Iterator[Problem]:
    """List a stage that is no name."""
    if not is_label_value(stage):
        fix = 'write stage="production", or stage="local" for a throw-away cluster'
        yield Problem("stage", quoted(stage), 'a name; "local" is for throw-away clusters', fix)


def check_strategy(strategy: object) -> Iterator[Problem]:
    """List a strategy that there is not."""
    if strategy not in ("Recreate", "RollingUpdate"):
        fix = 'leave it out, or write strategy="RollingUpdate" where a second GPU is free during updates'
        yield Problem("strategy", quoted(strategy), '"Recreate" or "RollingUpdate"', fix)


def check_sizing(sizing: object, reason: object) -> Iterator[Problem]:
    """List memory that is not checked without a reason, and a reason without that."""
    if sizing not in ("checked", "unchecked"):
        yield Problem("sizing", quoted(sizing), '"checked" or "unchecked"', "leave it out")
    elif sizing == "unchecked" and not (isinstance(reason, str) and reason.strip()):
        fix = 'write sizing_reason="measured: 21 GiB", or leave sizing out'
        yield Problem("sizing_reason", quoted(reason), "why the memory needs no check, for whoever reads dist/", fix)
    elif sizing == "checked" and reason is not None:
        fix = 'write sizing="unchecked", or leave sizing_reason out'
        yield Problem("sizing_reason", quoted(reason), 'a reason only where sizing="unchecked"', fix)


def checked_source(secrets: SecretSource | None, *, local: bool) -> tuple[SecretSource, list[Problem]]:
    """Return where secrets come from, the default in place of what is no source, and what is wrong with it."""
    source = ClusterSecrets() if secrets is None else secrets
    if isinstance(source, SecretSource):
        return source, list(source.problems(local=local))
    allowed = "ClusterSecrets(...), ExternalSecrets(...) or DevelopmentSecrets()"
    return ClusterSecrets(), [Problem("secrets", quoted(source), allowed, "write secrets=ClusterSecrets()")]


def check_embedding(app: AppConfig, source: SecretSource) -> Iterator[Problem]:
    """Warn of embeddings for which the webapp would use OpenAI's key, while nothing says that there is one."""
    if app.embedding_provider is None and not source.is_settled("OPENAI_API_KEY"):
        given = (
            "left to the webapp, which needs OPENAI_API_KEY: without it, searches by meaning fail, and new "
            "explanations are saved but answered with an error"
        )
        fix = 'write embedding_provider="openai", which makes OPENAI_API_KEY required, or name another provider'
        allowed = '"openai", "azure" or "openrouter"'
        yield Problem("AppConfig embedding_provider", given, allowed, fix, warning=True)


def checked_database(
    database: DatabaseChoice | None, config: DatabaseConfig, *, local: bool
) -> tuple[DatabaseChoice, list[Problem]]:
    """Return which database there is, the default in place of what is none, and what is wrong with it."""
    choice = Postgres() if database is None else database
    if isinstance(choice, DatabaseChoice):
        return choice, list(choice.problems(config, local=local))
    allowed = "Postgres(...), CloudNativePg(...) or ExternalDatabase(...)"
    name = choice.__name__ if isinstance(choice, type) and issubclass(choice, DatabaseChoice) else "Postgres"
    return Postgres(), [Problem("database", quoted(choice), allowed, f"write database={name}(…)")]


def check_route(route: object, way_in: IngressSettings) -> Iterator[Problem]:
    """List what is wrong with a route, and what is said of an Ingress that it takes the place of."""
    if route is None:
        return
    if not isinstance(route, (GatewayRoute, OwnRoute)):
        fix = "write route=OwnRoute()" if route is OwnRoute else "leave it out, for an Ingress"
        yield Problem("route", quoted(route), "GatewayRoute(...), OwnRoute(), or nothing", fix)
        return
    if isinstance(route, GatewayRoute):
        yield from route.problems()
    plain = IngressSettings()
    for argument in ("ingress_class", "ingress_host", "tls_secret", "cluster_issuer", "issuer"):
        if (given := getattr(way_in, argument)) != getattr(plain, argument):
            shown = f"{quoted(given)}, beside route={type(route).__name__}(…)"
            yield Problem(argument, shown, "an argument only where there is an Ingress", f"leave {argument} out")
