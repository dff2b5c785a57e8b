"""Single wrong fields of environments that are otherwise valid, and the complaint that each has to be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from neuronpedia_constructs import (
    AppConfig,
    AutointerpConfig,
    Autoscaling,
    CloudNativePg,
    ClusterSecrets,
    CpuProfile,
    DevelopmentSecrets,
    DisruptionBudget,
    ExternalDatabase,
    ExternalSecrets,
    GatewayRoute,
    GpuProfile,
    HarborRegistry,
    InferenceConfig,
    IngressRoute,
    ModelCache,
    NetworkAccess,
    OwnRoute,
    Postgres,
    PostgresBackup,
    Replicas,
    RunAsImageUser,
    S3Target,
    models,
)
from tests.support.strategies import Environment, Server

GPT2 = models.get("gpt2-small-public")
UNCHECKED = {"sizing": "unchecked", "sizing_reason": "measured"}
CPU = CpuProfile(cpu="1", memory="8Gi")


class Mutation(NamedTuple):
    construct: str
    field: str
    what: str
    change: Callable[[Environment], Environment]

    def __repr__(self) -> str:
        # The same in every process: without the places of objects in its memory.
        what = re.sub(r" object at 0x[0-9a-f]+", "", self.what)
        return f"{self.construct}: {self.field} ({what[-60:]})"


def argument(name: str, value: Any, field: str | None = None, **others: Any) -> Mutation:
    """An argument of the environment."""

    def change(environment: Environment) -> Environment:
        return environment._replace(arguments={**environment.arguments, name: value, **others})

    return Mutation("Neuronpedia", field or name, repr(value), change)


def ingress(name: str, value: Any, **others: Any) -> Mutation:
    url = {"url": "https://np.example.org", **others}
    return argument("route", IngressRoute(**{name: value}), f"route {name}", **url)


def network(name: str, value: Any) -> Mutation:
    return argument("network", NetworkAccess(**{name: value}), f"network {name}")


def server(field: str, *mixins: Any, instance: str = "wrong", **options: Any) -> Mutation:
    """One more inference server, with something wrong."""

    def change(environment: Environment) -> Environment:
        added = Server(instance, mixins[0], mixins[1], options, mixins[2:])
        return environment._replace(servers=[*environment.servers, added])

    return Mutation(f"{instance}-inference", field, repr((mixins, options)), change)


def model(field: str, **changes: Any) -> Mutation:
    return server(field, replace(GPT2, **changes), CPU)


def backup(field: str, **arguments: Any) -> Mutation:
    def change(environment: Environment) -> Environment:
        others = [mixin for mixin in environment.mixins if not isinstance(mixin, PostgresBackup)]
        return environment._replace(mixins=[*others, PostgresBackup(**arguments)])

    return Mutation("Neuronpedia", field, repr(arguments), change)


def webapp(field: str, *mixins: Any) -> Mutation:
    """Mixins of the webapp alone."""

    def change(environment: Environment) -> Environment:
        return environment._replace(of_webapp=mixins)

    return Mutation("webapp", field, repr(mixins), change)


def registry(field: str, **arguments: Any) -> Mutation:
    given = {"prefix": "harbor.example.org/np", "tag": "v1", **arguments}

    def change(environment: Environment) -> Environment:
        return environment._replace(mixins=[HarborRegistry(**given), *environment.mixins[1:]])

    return Mutation("Neuronpedia", field, repr(arguments), change)


WRONG_APP: dict[str, tuple[Any, ...]] = {
    "enable_signin": ("true", 1),
    "contact_email_address": ("nobody", "a@b", "", "a@b.org\n"),
    "default_model_id": ("", "two\nlines", 3),
    "search_topk_max_char_length": (0, -1, "9", 1.5, True),
    "public_activations_user_ids": ("one", (), ("a,b",), (1,), ("",)),
    "email_sending_provider": ("sendmail", "SMTP", ""),
    "sentry_traces_sample_rate": (-0.1, 1.5, "0.5", True),
    "sparsity_server": ("server:5005", "ftp://a.org", "http://a.org/", "http://me:pass@a.org", "http://a.org?x=1"),
    "sentry_dsn": ("https://sentry.io/1", "https://k:secret@sentry.io/1"),
    "aws_region": ("",),
}

WRONG_INGRESS: dict[str, tuple[Any, ...]] = {
    "class_name": ("", "Nginx!", 5),
    "tls_secret": ("", "TLS", None),
    "host": ("other.example.org", "*.org", "", 5, "*.np.example.org.x"),
    "issuer": ("", "Let's", 5),
    "expose_backends": ("yes",),
    "annotations": ("a", {"a": 1}),
}
WRONG_NETWORK: dict[str, tuple[Any, ...]] = {
    "egress_cidrs": (["10.0.0.1/8"], ["a"], "10.0.0.0/8", ["10.0.0.0/8", "10.9.0.0/16"]),
    "https_proxy": ("proxy", "https://proxy.example.org", "http://a:b@c.org", ""),
    "ingress_namespace": ("Ingress",),
    "cluster": ("East",),
    "dns": ("10.0.0.10", None),
}

MUTATIONS = [
    *(argument("name", value, "environment") for value in ("My_Env", "", "a.b", "e" * 64)),
    *(argument("namespace", name) for name in ("Np", "", None, 3, "n" * 64)),
    *(argument("url", url) for url in ("a.org", "ftp://a.org", "https://a.org/x", "https://u:p@a.org", None, 7)),
    argument("url", "http://localhost:3000", stage="production", secrets=None, database=None),
    *(ingress(name, value) for name, values in WRONG_INGRESS.items() for value in values),
    argument("route", IngressRoute(issuer="a", cluster_issuer="b"), "route issuer", url="https://np.example.org"),
    ingress("cluster_issuer", "a", url="http://np.example.org"),
    *(argument(name, "x") for name in ("app_config", "autointerp_config", "network")),
    argument("app_config", {}),
    argument("app_config", AutointerpConfig()),
    argument("secrets", "vault"),
    argument("secrets", {}),
    argument("secrets", DevelopmentSecrets(), stage="production", database=None),
    argument("secrets", ClusterSecrets(inference="A b"), "secrets inference"),
    *(argument("secrets", ExternalSecrets(store=v, path="a"), "secrets store") for v in ("Vault", "", "a_b")),
    *(argument("secrets", ExternalSecrets(store="a", path=v), "secrets path") for v in ("", "/a", "a/", "a b")),
    argument("secrets", ExternalSecrets(store="a", path="a", kind="Store"), "secrets kind"),  # type: ignore[arg-type]
    argument("secrets", ExternalSecrets(store="a", path="a", optional=("OPENAI",)), "secrets optional"),
    argument("secrets", ExternalSecrets(store="a", path="a", refresh_interval="often"), "secrets refresh_interval"),
    argument("secrets", ExternalSecrets(store="a", path="a", null_byte_policy="None"), "secrets null_byte_policy"),  # type: ignore[arg-type]
    *(
        argument("app_config", AppConfig(**{name: value}), f"AppConfig {name}")
        for name, values in WRONG_APP.items()
        for value in values
    ),
    argument("app_config", AppConfig(enable_rate_limiter=True), "AppConfig kv_rest_api_url"),
    argument("app_config", AppConfig(email_sending_provider="smtp"), "AppConfig smtp_server_host"),
    argument("app_config", AppConfig(extra={"CONTACT_EMAIL_ADDRESS": "a@b.org"}), "AppConfig extra"),
    argument("app_config", AppConfig(extra={"A B": "c"}), "AppConfig extra"),
    argument("app_config", AppConfig(extra=["A"]), "AppConfig extra"),  # type: ignore[arg-type]
    argument("autointerp_config", AutointerpConfig(sentry_dsn="no"), "AutointerpConfig sentry_dsn"),
    *(argument("database", Postgres(user=v), "database user") for v in ("pg_x", "a b", "", "a'b")),
    argument("database", ExternalDatabase(host="db", database="9a"), "database database"),
    argument("database", "postgres"),
    *(argument("database", CloudNativePg(instances=v), "database instances") for v in (0, -1, True)),
    argument("database", Postgres(size="10GB"), "database size"),
    *(argument("database", Postgres(max_connections=v), "database max_connections") for v in (49, True, "200")),  # type: ignore[arg-type]
    argument("database", CloudNativePg(backup=S3Target(bucket="")), "database backup bucket"),
    argument("database", ExternalDatabase(host="db:5432"), "database host"),
    argument("database", ExternalDatabase(host="db", version=14), "database version"),
    argument("database", ExternalDatabase(host="db", tls=False), "database tls", stage="staging", secrets=None),
    argument("database", CloudNativePg(user="postgres"), "database user"),
    *(network(name, value) for name, values in WRONG_NETWORK.items() for value in values),
    argument("route", "none"),
    argument("route", GatewayRoute(gateway=""), "route gateway"),
    argument("route", OwnRoute(expose_backends="no"), "route expose_backends"),  # type: ignore[arg-type]
    webapp("replicas count", Replicas(0)),
    webapp("connection limit", Replicas(150)),
    webapp("autoscaling min_replicas", Autoscaling(min_replicas=7)),
    webapp("disruption budget max_unavailable", Replicas(2), DisruptionBudget(max_unavailable=0)),
    webapp("disruption budget min_available", Replicas(2), DisruptionBudget(min_available=2)),
    webapp("run-as-image-user reason", RunAsImageUser(reason=" ")),
    server("InferenceConfig lens_token_limit", GPT2, CPU, config=InferenceConfig(lens_token_limit=0)),
    server("config", GPT2, CPU, config="x"),
    server("sizing_reason", GPT2, CPU, sizing="unchecked"),
    server("sizing", GPT2, CPU, sizing="maybe"),
    *(server("strategy", GPT2, CPU, strategy=value) for value in ("Rolling", "", None, 1)),
    server("strategy", GPT2, CPU, ModelCache(), strategy="RollingUpdate"),
    *(server("cache size", GPT2, CPU, ModelCache(size=v)) for v in ("10", "", "1Gi", "-5Gi", "10 Gi", "1e12")),
    server("cache size", replace(GPT2, model_id="own/model", sae_sets=["a"]), CPU, ModelCache(), **UNCHECKED),
    server("cache storage_class", GPT2, CPU, ModelCache(storage_class="Fast!")),
    *(backup("backup schedule", schedule=v) for v in ("nightly", "0 3 * *", "60 3 * * *", "0 3 31 2 *", "", None)),
    *(backup("backup keep", keep=value) for value in (0, -1, 1.5, "7", None, True)),
    *(backup("backup size", size=value) for value in ("10", "10GB", "", None, 10)),
    backup("backup storage_class", storage_class=""),
    backup("backup storage_class", storage_class="fast", target=S3Target(bucket="backups")),
    backup("backup target", target="s3://backups"),
    *(backup("backup target bucket", target=S3Target(bucket=v)) for v in ("No", "", "a", "a..b")),
    backup("backup target prefix", target=S3Target(bucket="backups", prefix="np")),
    backup("backup target region", target=S3Target(bucket="backups", region="")),
    backup("backup target endpoint", target=S3Target(bucket="backups", endpoint="minio:9000")),
    backup("backup target secret", target=S3Target(bucket="backups", secret="")),
    server("instance", GPT2, CPU, instance="2b"),
    server("instance", GPT2, CPU, instance="i" * 47),
    model("model name", name="openai/gpt2"),
    model("model device", device="gpu"),
    model("model model_dtype", model_dtype="bf16"),
    model("model sae_dtype", sae_dtype="int8"),
    model("model token_limit", token_limit=0),
    model("model token_limit", token_limit=1025),
    model("model max_loaded_saes", max_loaded_saes="9"),
    model("model sae_sets", sae_sets="res-jb"),
    model("model sae_sets", sae_sets=["res_jb"]),
    model("model sae_sets", sae_sets=["'res-jb'"]),
    model("model include_sae", include_sae=["15-("]),
    model("model include_sae", include_sae=["^99-"]),
    model("model include_sae", include_sae=[r"^(\d)\1-"]),
    *(model("model neuronpedia_id", neuronpedia_id=value) for value in ("", "a b", 5)),
    model("model exclude_sae", exclude_sae=["res"]),
    model("model gated", gated="yes"),
    model("model public", public=1),
    server("resource profile", GPT2, GpuProfile()),
    server("GPU memory", models.get("gemma-2-9b"), GpuProfile(memory="64Gi", product="NVIDIA-L4")),
    server(
        "GPU bfloat16",
        models.get("gemma-2-2b-public"),
        GpuProfile(product="Tesla-T4", memory="26Gi"),
        sizing="unchecked",
        sizing_reason="slow",
    ),
    server("GPU stands_for", models.get("gemma-2-2b-public"), GpuProfile(stands_for="L5000")),
    server("GPU product", models.get("gemma-2-2b-public"), GpuProfile(product="NVIDIA L4")),
    server("resources of container inference: memory limit", GPT2, CpuProfile(cpu="1", memory="2Gi")),
    server("resources of container inference: memory", GPT2, CpuProfile(cpu="1", memory="8GB")),
    registry("registry prefix", prefix="https://harbor.example.org/np"),
    registry("registry tag", tag="v 1"),
    registry("pull_secret", pull_secret="Pull Secret"),
]
