"""Random environments, all of them valid."""

from __future__ import annotations

import string
from typing import Any, NamedTuple

from hypothesis import strategies as st

from neuronpedia_constructs import (
    CPU_STANDARD,
    GPU_STANDARD,
    AppConfig,
    ArgoCd,
    AutointerpConfig,
    Autoscaling,
    CloudNativePg,
    ClusterSecrets,
    CorporateCaCerts,
    CpuProfile,
    DatabaseChoice,
    DatabaseConfig,
    DevelopmentSecrets,
    DockerHubRegistry,
    ExternalDatabase,
    ExternalSecrets,
    GatewayRoute,
    GpuProfile,
    HarborRegistry,
    InferenceConfig,
    Model,
    ModelCache,
    OwnRoute,
    Postgres,
    PostgresBackup,
    PriorityClass,
    PublicInference,
    S3Target,
    models,
)
from neuronpedia_constructs.configuration.secrets.variables import SECRET_VARIABLES
from neuronpedia_constructs.configuration.variables import Config
from neuronpedia_constructs.environment.plan import Plan
from neuronpedia_constructs.models.profiles import ResourceProfile
from neuronpedia_constructs.models.sizing.sae_sets import known_sets
from neuronpedia_constructs.validation import values


def named(longest: int) -> st.SearchStrategy[str]:
    """Names of objects: built, which is much faster than drawing from an expression."""
    first, others = st.sampled_from(string.ascii_lowercase), string.ascii_lowercase + string.digits + "-"
    return st.builds(lambda one, more: (one + more).rstrip("-"), first, st.text(others, max_size=longest - 1))


label, instance = named(22), named(32)
host = st.lists(label, min_size=2, max_size=3).map(".".join).filter(lambda name: not name[-1].isdigit())
port = st.integers(1, 65535)
words = st.text(string.ascii_letters + string.digits + "_.-", min_size=1, max_size=12)
url = st.builds(
    lambda scheme, name, number: f"{scheme}://{name}" + (f":{number}" if number else ""),
    st.sampled_from(["http", "https"]),
    host,
    st.none() | port,
)
issued = [variable.name for variable in SECRET_VARIABLES if variable.origin == "issued"]

REGISTRIES = (HarborRegistry("harbor.example.org/np", tag="v1"), DockerHubRegistry("example", tag="v1"))
MIXINS = (
    CorporateCaCerts("corporate-ca-certificates"),
    PublicInference(),
    PostgresBackup(schedule="@weekly", keep=1, size="5Gi", storage_class="fast"),
    Autoscaling(max_replicas=9),
    ArgoCd(),
    PriorityClass("high"),
)

VALUES: dict[type, Any] = {
    values.Boolean: lambda kind: st.booleans(),
    values.Text: lambda kind: words,
    values.Identifier: lambda kind: st.from_regex(r"[a-z_][a-z0-9_-]{0,20}", fullmatch=True).filter(kind.accepts),
    values.Host: lambda kind: host,
    values.Folder: lambda kind: words.map(lambda word: f"/{word}"),
    values.Email: lambda kind: st.builds("{}@{}".format, words, host),
    values.Url: lambda kind: st.just(kind.example) if kind.with_key else url,
    values.Choice: lambda kind: st.sampled_from(kind.options),
    values.Number: lambda kind: (st.floats if kind.fraction else st.integers)(kind.minimum, kind.maximum or 10_000),
    values.Words: lambda kind: st.lists(words, min_size=1, max_size=3),
    values.Json: lambda kind: st.dictionaries(words, st.integers() | words | st.booleans(), max_size=2),
}


@st.composite
def config(draw: st.DrawFn, of: type[Config]) -> Config:
    """A configuration with some of its arguments, and with what those need."""
    declared = of.declared()
    given = {
        argument: draw(VALUES[type(declared[argument].kind)](declared[argument].kind))
        for argument in draw(st.lists(st.sampled_from(sorted(declared)), unique=True, max_size=8))
    }
    if of is AppConfig:
        for argument, needed, value in (
            ("kv_rest_api_url", "enable_rate_limiter", True),
            ("smtp_server_host", "email_sending_provider", "smtp"),
            ("azure_openai_endpoint", "embedding_provider", "azure"),
            ("localhost_inference_host_override", "use_localhost_inference", True),
            ("localhost_graph_host_override", "use_localhost_graph", True),
            ("localhost_nla_host_override", "use_localhost_nla", True),
        ):
            if given.get(needed) == value and argument not in given:
                given[argument] = declared[argument].kind.example
    extra = draw(st.dictionaries(st.from_regex(r"NEW_[A-Z]{1,8}_ON", fullmatch=True), words, max_size=2))
    return of(**given, extra=extra)


sources = st.one_of(
    st.builds(ClusterSecrets, app=st.sampled_from(["app-secrets", "np-app"])),
    st.builds(
        ExternalSecrets,
        store=label,
        kind=st.sampled_from(["SecretStore", "ClusterSecretStore"]),
        path=st.lists(label, min_size=1, max_size=3).map("/".join),
        optional=st.lists(st.sampled_from(issued), unique=True, max_size=4).map(tuple),
    ),
)


@st.composite
def own_model(draw: st.DrawFn) -> Model:
    """A model of one's own, of an architecture that is known or of none."""
    key = draw(st.sampled_from(["gpt2-small", "gemma-2-2b", "gemma-2-9b-it", "qwen3-4b", "mine/unheard-of"]))
    sets = known_sets(key) or ("a", "b")
    return Model(
        draw(label),
        model_id=key,
        device=draw(st.sampled_from(["cpu", "cuda"])),
        sae_sets=draw(st.lists(st.sampled_from(sets), min_size=1, max_size=3, unique=True)),
        include_sae=draw(st.sampled_from([(), ("^[0-9]+-",)])),
        exclude_sae=draw(st.sampled_from([(), ("^no-such",)])),
        model_dtype=draw(st.sampled_from(["bfloat16", "float16", "float32"])),
        sae_dtype=draw(st.sampled_from([None, "float16", "float64"])),
        token_limit=draw(st.integers(1, 1024)),
        max_loaded_saes=draw(st.integers(1, 500)),
        gated=draw(st.sampled_from([None, True])),
        public=draw(st.booleans()),
    )


class Server(NamedTuple):
    instance: str
    model: Model
    profile: ResourceProfile
    options: dict[str, Any]
    others: tuple[ModelCache, ...] = ()
    """Mixins besides the model and the profile."""


@st.composite
def server(draw: st.DrawFn) -> Server:
    """An inference server whose model fits, or is not checked."""
    options: dict[str, Any] = {"config": draw(st.none() | config(InferenceConfig))}
    cache = draw(st.sampled_from([(), (ModelCache(size="200Gi"),), (ModelCache(size="1Ti", storage_class="fast"),)]))
    if not cache:
        options["strategy"] = draw(st.sampled_from(["Recreate", "RollingUpdate"]))
    if draw(st.booleans()):
        model = models.get(draw(st.sampled_from(models.names())))
        profile = CPU_STANDARD if model.device == "cpu" else GPU_STANDARD
        return Server(draw(instance), model, profile, options, cache)
    model = draw(own_model())
    options |= {"sizing": "unchecked", "sizing_reason": "random"}
    gpu = st.builds(GpuProfile, product=st.sampled_from([None, "NVIDIA-L4", "NVIDIA-H200"]), count=st.integers(1, 8))
    cpu = st.builds(CpuProfile, cpu=st.sampled_from(["1", "500m"]), memory=st.sampled_from(["4Gi", "900M"]))
    return Server(draw(instance), model, draw(cpu if model.device == "cpu" else gpu), options, cache)


class Environment(NamedTuple):
    arguments: dict[str, Any]
    servers: list[Server]
    mixins: list[Any]
    of_webapp: tuple[Any, ...] = ()
    """Mixins of the webapp alone."""

    def plan(self) -> Plan:
        plan = Plan(**self.arguments)
        for found in self.servers:
            plan.add_inference(found.instance, **found.options).mixins.add((found.model, found.profile, *found.others))
        plan.mixins.add(tuple(self.mixins))
        plan.webapp.mixins.add(self.of_webapp)
        return plan


def database(stage: str) -> st.SearchStrategy[DatabaseChoice]:
    """Which database; one elsewhere without TLS only for a throw-away cluster, or with a reason."""
    bucket = st.builds(S3Target, bucket=st.just("backups"), endpoint=st.none() | st.just("https://minio.example.org"))
    plaintext: dict[str, Any] = {"tls": False, "plaintext_reason": None if stage == "local" else "inside of a VPN"}
    return st.one_of(
        st.builds(
            Postgres,
            size=st.sampled_from(["10Gi", "1Ti"]),
            storage_class=st.none() | label,
            max_connections=st.integers(100, 1000),
        ),
        st.builds(
            CloudNativePg,
            instances=st.integers(1, 5),
            max_connections=st.sampled_from([100, 200, 1001]),
            backup=st.none() | bucket,
            pod_monitor=st.booleans(),
            operator_namespace=label,
        ),
        st.builds(
            ExternalDatabase,
            host=host | st.just("10.1.2.3"),
            port=port,
            version=st.integers(15, 18),
            ca_config_map=st.none() | st.just("ca"),
        ),
        st.builds(lambda name: ExternalDatabase(host=name, **plaintext), host),
    )


def route(url: str) -> st.SearchStrategy[dict[str, Any]]:
    """The way in: an Ingress with some of its arguments, a Gateway, or nothing."""
    name = url.partition("://")[2].partition(":")[0]
    issuer = label if url.startswith("https://") else st.none()
    ingress = st.fixed_dictionaries(
        {},
        optional={
            "ingress_class": st.none() | label,
            "ingress_host": st.sampled_from([name, f"*.{name.partition('.')[2]}"]),
            "cluster_issuer": st.none() | issuer,
        },
    )
    gateway = st.builds(
        GatewayRoute,
        gateway=label,
        gateway_namespace=st.none() | label,
        section_name=st.none() | label,
        istio_principals=st.sampled_from([(), ("cluster.local/ns/istio-ingress/sa/gateway",)]),
    )
    return ingress | st.builds(lambda way: {"route": way}, gateway | st.just(OwnRoute()))


@st.composite
def environment(draw: st.DrawFn) -> Environment:
    """A valid environment."""
    stage = draw(st.sampled_from(["production", "staging", "local"]))
    arguments: dict[str, Any] = {
        "name": draw(label),
        "namespace": draw(label),
        "url": draw(url),
        "stage": stage,
        "database": draw(st.none() | database(stage)),
        "egress_cidrs": draw(st.sampled_from([None, None, (), ("192.0.2.0/24", "2001:db8::/32")])),
        "https_proxy": draw(st.sampled_from([None, None, "http://proxy.example.org:3128"])),
        "expose_backends": draw(st.booleans()),
        "app_config": draw(st.none() | config(AppConfig)),
        "autointerp_config": draw(st.none() | config(AutointerpConfig)),
        "database_config": draw(st.none() | config(DatabaseConfig)),
        "secrets": draw(st.none() | sources | (st.just(DevelopmentSecrets()) if stage == "local" else st.none())),
    }
    registry = draw(
        st.sampled_from([HarborRegistry("harbor.example.org/np", tag="v1"), DockerHubRegistry("a", tag="v1")])
    )
    arguments |= draw(route(arguments["url"]))
    mixins = draw(st.lists(st.sampled_from(MIXINS), unique=True))
    if draw(st.booleans()) and not any(isinstance(mixin, PostgresBackup) for mixin in mixins):
        mixins.append(PostgresBackup(target=S3Target(bucket="backups", prefix="np/")))
    servers = draw(st.lists(server(), max_size=4, unique_by=lambda found: found.instance))
    return Environment(arguments, servers, [registry, *mixins])
