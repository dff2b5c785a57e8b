"""Random environments, all of them valid."""

from __future__ import annotations

from dataclasses import replace
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
    ClusterDns,
    CorporateCaCerts,
    CpuProfile,
    DatabaseSpec,
    DevelopmentSecrets,
    DockerHubRegistry,
    ExternalDatabase,
    GatewayRoute,
    GpuProfile,
    HarborRegistry,
    InferenceConfig,
    IngressRoute,
    Model,
    ModelCache,
    NetworkAccess,
    OwnRoute,
    Postgres,
    PostgresBackup,
    PriorityClass,
    PublicInference,
    Route,
    S3Target,
    models,
)
from neuronpedia_constructs.environment.plan import Plan
from neuronpedia_constructs.models.profiles import ResourceProfile
from neuronpedia_constructs.upstream.graph import GraphOptions
from tests.support.drawing import config, host, instance, label, own_model, port, sources, url

REGISTRIES = (HarborRegistry("harbor.example.org/np", tag="v1"), DockerHubRegistry("example", tag="v1"))
MIXINS = (
    CorporateCaCerts("corporate-ca-certificates"),
    PublicInference(),
    PostgresBackup(schedule="@weekly", keep=1, size="5Gi", storage_class="fast"),
    Autoscaling(max_replicas=9),
    ArgoCd(),
    PriorityClass("high"),
)


class Server(NamedTuple):
    instance: str
    model: Model
    profile: ResourceProfile
    options: dict[str, Any]
    others: tuple[ModelCache, ...] = ()
    """Mixins besides the model and the profile."""


@st.composite
def server(draw: st.DrawFn, upstream: str) -> Server:
    """An inference server whose model fits, or is not checked."""
    options: dict[str, Any] = {"config": draw(st.none() | config(InferenceConfig, upstream))}
    cache = draw(st.sampled_from([(), (ModelCache(size="200Gi"),), (ModelCache(size="1Ti", storage_class="fast"),)]))
    if not cache:
        options["strategy"] = draw(st.sampled_from(["Recreate", "RollingUpdate"]))
    if draw(st.booleans()):
        model = models.get(draw(st.sampled_from(models.names())))
        profile = CPU_STANDARD if model.device == "cpu" else GPU_STANDARD
        return Server(draw(instance), model, profile, options, cache)
    model = draw(own_model(upstream))
    options |= {"sizing": "unchecked", "sizing_reason": "random"}
    # vLLM splits a model by its heads.
    counts = st.sampled_from([1, 2, 4]) if upstream == "current" else st.integers(1, 8)
    gpu = st.builds(
        GpuProfile,
        product=st.sampled_from([None, "NVIDIA-L4", "NVIDIA-H200"]),
        count=counts,
        feature_discovery=st.sampled_from([None, True, False]),
    )
    cpu = st.builds(CpuProfile, cpu=st.sampled_from(["1", "500m"]), memory=st.sampled_from(["4Gi", "900M"]))
    return Server(draw(instance), model, draw(cpu if model.device == "cpu" else gpu), options, cache)


CARD = GpuProfile(memory="70Gi", product="NVIDIA-A100-SXM4-80GB")
ELSEWHERE = (
    *("use_localhost_graph", "localhost_graph_host_override", "use_localhost_nla", "localhost_nla_host_override"),
    "sparsity_server",
)


class Environment(NamedTuple):
    arguments: dict[str, Any]
    servers: list[Server]
    mixins: list[Any]
    of_webapp: tuple[Any, ...] = ()
    """Mixins of the webapp alone."""
    kinds: frozenset[str] = frozenset()
    """Other kinds of servers that it has, one of each."""

    def plan(self) -> Plan:
        plan = Plan(**self.arguments)
        if "graph" in self.kinds:
            plan.servers.add_graph("x", GraphOptions.of("qwen3-4b", None, None, None)).mixins.add((CARD,))
        if "nla" in self.kinds:
            plan.servers.add_nla("x", "qwen2.5-7b").mixins.add((CARD,))
        if "sparsity" in self.kinds:
            plan.servers.add_sparsity()
        for found in self.servers:
            server = plan.servers.add_inference(found.instance, **found.options)
            server.mixins.add((found.model, found.profile, *found.others))
        plan.mixins.add(tuple(self.mixins))
        plan.webapp.mixins.add(self.of_webapp)
        return plan


def database(stage: str) -> st.SearchStrategy[DatabaseSpec]:
    """Which database; one elsewhere without TLS only for a throw-away cluster, or with a reason."""
    bucket = st.builds(S3Target, bucket=st.just("backups"), endpoint=st.none() | st.just("https://minio.example.org"))
    plaintext: dict[str, Any] = {"tls": False, "plaintext_reason": None if stage == "local" else "inside of a VPN"}
    owner = {"user": st.sampled_from(["neuronpedia", "Owner-1"]), "database": st.sampled_from(["neuronpedia", "_np"])}
    return st.one_of(
        st.builds(
            Postgres,
            **owner,
            size=st.sampled_from(["10Gi", "1Ti"]),
            storage_class=st.none() | label,
            max_connections=st.integers(100, 1000),
        ),
        st.builds(
            CloudNativePg,
            **owner,
            instances=st.integers(1, 5),
            max_connections=st.sampled_from([100, 200, 1001]),
            backup=st.none() | bucket,
            pod_monitor=st.booleans(),
            operator_namespace=label,
        ),
        st.builds(
            ExternalDatabase,
            **owner,
            host=host | st.just("10.1.2.3"),
            port=port,
            version=st.integers(15, 18),
            ca_config_map=st.none() | st.just("ca"),
        ),
        st.builds(lambda name: ExternalDatabase(host=name, **plaintext), host),
    )


OTHER_DNS = ClusterDns(cidrs=("10.96.0.10/32", "169.254.20.10/32"))

networks = st.builds(
    NetworkAccess,
    # The rules look from there.
    ingress_namespace=st.sampled_from([None, "ingress-nginx"]),
    egress_cidrs=st.sampled_from([None, None, (), ("192.0.2.0/24", "2001:db8::/32")]),
    https_proxy=st.sampled_from([None, None, "http://proxy.example.org:3128"]),
    dns=st.sampled_from([ClusterDns(), OTHER_DNS]),
)


def route(url: str) -> st.SearchStrategy[Route]:
    """How the site is reached: an Ingress with some of its arguments, a Gateway, or nothing."""
    name = url.partition("://")[2].partition(":")[0]
    exposed = {"expose_backends": st.booleans()}
    ingress = st.builds(
        IngressRoute,
        class_name=st.none() | label,
        host=st.sampled_from([None, name, f"*.{name.partition('.')[2]}"]),
        cluster_issuer=st.none() | (label if url.startswith("https://") else st.none()),
        annotations=st.sampled_from([{}, {"example.org/a": "b"}]),
        **exposed,
    )
    gateway = st.builds(
        GatewayRoute,
        gateway=label,
        gateway_namespace=st.none() | label,
        section_name=st.none() | label,
        istio_principals=st.sampled_from([(), ("cluster.local/ns/istio-ingress/sa/gateway",)]),
        **exposed,
    )
    return ingress | gateway | st.builds(OwnRoute, **exposed)


@st.composite
def environment(draw: st.DrawFn) -> Environment:
    """A valid environment."""
    stage = draw(st.sampled_from(["production", "staging", "local"]))
    upstream = draw(st.sampled_from(["current", "legacy"]))
    arguments: dict[str, Any] = {
        "name": draw(label),
        "upstream": upstream,
        "namespace": draw(label),
        "url": draw(url),
        "stage": stage,
        "database": draw(st.none() | database(stage)),
        "network": draw(st.none() | networks),
        "app_config": draw(st.none() | config(AppConfig, upstream)),
        "autointerp_config": draw(st.none() | config(AutointerpConfig, upstream)),
        "secrets": draw(st.none() | sources | (st.just(DevelopmentSecrets()) if stage == "local" else st.none())),
    }
    registry = draw(
        st.sampled_from([HarborRegistry("harbor.example.org/np", tag="v1"), DockerHubRegistry("a", tag="v1")])
    )
    arguments["route"] = draw(st.none() | route(arguments["url"]))
    mixins = draw(st.lists(st.sampled_from(MIXINS), unique=True))
    if draw(st.booleans()) and not any(isinstance(mixin, PostgresBackup) for mixin in mixins):
        mixins.append(PostgresBackup(target=S3Target(bucket="backups", prefix="np/")))
    servers = draw(st.lists(server(upstream), max_size=4, unique_by=lambda found: found.instance))
    return Environment(arguments, servers, [registry, *mixins])


@st.composite
def whole(draw: st.DrawFn) -> Environment:
    """A valid environment that may have servers of every kind."""
    found = draw(environment())
    kinds = draw(st.frozensets(st.sampled_from(["graph", "nla", "sparsity"])))
    if not kinds or found.arguments["upstream"] == "legacy":
        return found
    told = replace(found.arguments["app_config"] or AppConfig(), graph_bucket="graphs", **dict.fromkeys(ELSEWHERE))
    return found._replace(arguments={**found.arguments, "app_config": told}, kinds=kinds)
