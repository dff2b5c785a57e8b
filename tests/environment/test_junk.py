"""Whatever is given for any argument of anything public ends in the list of problems, never in a crash."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import settings

from neuronpedia_constructs import (
    GPU_STANDARD,
    Annotations,
    AppConfig,
    AutointerpConfig,
    Autoscaling,
    CloudNativePg,
    ClusterDns,
    ClusterSecrets,
    CorporateCaCerts,
    CpuProfile,
    DisruptionBudget,
    DockerHubRegistry,
    ExternalDatabase,
    ExternalSecrets,
    GatewayRoute,
    GpuProfile,
    GraphConfig,
    HarborRegistry,
    InferenceConfig,
    IngressRoute,
    Labels,
    Model,
    ModelCache,
    NetworkAccess,
    Neuronpedia,
    NlaConfig,
    NlaSource,
    OwnRoute,
    Postgres,
    PostgresBackup,
    PriorityClass,
    Registry,
    Replicas,
    RunAsImageUser,
    S3Target,
    SaePaging,
    SparsityConfig,
    models,
)
from neuronpedia_constructs.environment.plan import Plan
from neuronpedia_constructs.environment.servers import ModelServers
from neuronpedia_constructs.upstream.graph import GraphOptions
from tests.support import planned

JUNK: tuple[Any, ...] = (None, 5, -1, 1.5, True, "", " ", [], {}, ["a", 3], {"a": 1}, object(), b"x", "a\nb", ("x",))
REGISTRY = HarborRegistry("harbor.example.org/np", tag="v1")
MODEL = models.get("gemma-2-2b-public")
ON_CPU = models.get("gpt2-small-public")


def plan(*mixins: Any, server: tuple[Any, ...] = (MODEL, GPU_STANDARD), **arguments: Any) -> Plan:
    of_server = {name: arguments.pop(name) for name in SERVER if name in arguments}
    given = {"name": "test", "namespace": "np", "url": "https://np.example.org", **arguments}
    made = Plan(**given)
    made.servers.add_inference(of_server.pop("instance", "m"), **of_server).mixins.add(server)
    made.mixins.add(mixins or (REGISTRY,))
    return made


def user(**given: Any) -> Plan:
    made = plan()
    made.webapp.mixins.add((RunAsImageUser(**{"reason": "a fork", **given}),))
    return made


def graphs(**given: Any) -> Plan:
    made = plan(app_config=AppConfig(graph_bucket="graphs"))
    options = {name: given.pop(name, None) for name in ("transcoders", "engine", "source_sets")}
    made.servers.add_graph(
        given.pop("instance", "g"), GraphOptions.of(given.pop("model", "qwen3-4b"), **options), **given
    ).mixins.add((CARD,))
    return made


def nla(**given: Any) -> Plan:
    made = plan()
    made.servers.add_nla(**{"instance": "n", "source": "qwen2.5-7b", **given}).mixins.add((CARD,))
    return made


def sparsity(**given: Any) -> Plan:
    made = plan()
    made.servers.add_sparsity(**given)
    return made


def paged(**given: Any) -> Plan:
    return plan(server=(replace(MODEL, sae_paging=SaePaging(**given)), CARD))


CARD = GpuProfile(memory="70Gi", product="NVIDIA-A100-SXM4-80GB")
QWEN = NlaSource(
    id="q", model_id="q", verbalizer="a/v", reconstructor="a/r", source="Qwen/Qwen2.5-7B-Instruct", layer=20
)
SERVER = ("instance", "config", "strategy", "sizing", "sizing_reason")

Build = Callable[..., Plan]

CASES: dict[str, tuple[Callable[..., Any], Build]] = {
    "Neuronpedia": (Plan, plan),
    "IngressRoute": (IngressRoute, lambda **given: plan(route=IngressRoute(**given))),
    "OwnRoute": (OwnRoute, lambda **given: plan(route=OwnRoute(**given))),
    "Labels": (Labels, lambda **given: plan(REGISTRY, Labels(**{"labels": {"a": "b"}, **given}))),
    "Annotations": (
        Annotations,
        lambda **given: plan(REGISTRY, Annotations(**{"annotations": {"a": "b"}, **given})),
    ),
    "add_inference": (ModelServers.add_inference, plan),
    "Model": (Model, lambda **given: plan(server=(replace(MODEL, **given), GPU_STANDARD))),
    "GpuProfile": (GpuProfile, lambda **given: plan(server=(MODEL, GpuProfile(**{"memory": "40Gi", **given})))),
    "CpuProfile": (
        CpuProfile,
        lambda **given: plan(server=(ON_CPU, CpuProfile(**{"cpu": "4", "memory": "40Gi", **given}))),
    ),
    "Registry": (Registry, lambda **given: plan(Registry(**{"prefix": "np", "tag": "v1", **given}))),
    "HarborRegistry": (HarborRegistry, lambda **given: plan(HarborRegistry(**{"prefix": "np", "tag": "v1", **given}))),
    "DockerHubRegistry": (
        DockerHubRegistry,
        lambda **given: plan(DockerHubRegistry(**{"prefix": "np", "tag": "v1", **given})),
    ),
    "CorporateCaCerts": (
        CorporateCaCerts,
        lambda **given: plan(REGISTRY, CorporateCaCerts(**{"config_map": "roots", **given})),
    ),
    "Postgres": (Postgres, lambda **given: plan(database=Postgres(**given))),
    "CloudNativePg": (CloudNativePg, lambda **given: plan(database=CloudNativePg(**given))),
    "S3Target of a cluster": (
        S3Target,
        lambda **given: plan(database=CloudNativePg(backup=S3Target(**{"bucket": "backups", **given}))),
    ),
    "ExternalDatabase": (
        ExternalDatabase,
        lambda **given: plan(database=ExternalDatabase(**{"host": "db.example.org", **given})),
    ),
    "GatewayRoute": (GatewayRoute, lambda **given: plan(route=GatewayRoute(**{"gateway": "shared", **given}))),
    "Replicas": (Replicas, lambda **given: plan(REGISTRY, Replicas(**{"count": 2, **given}))),
    "Autoscaling": (Autoscaling, lambda **given: plan(REGISTRY, Autoscaling(**given))),
    "DisruptionBudget": (
        DisruptionBudget,
        lambda **given: plan(REGISTRY, Replicas(2), DisruptionBudget(**(given or {"max_unavailable": 1}))),
    ),
    "PriorityClass": (PriorityClass, lambda **given: plan(REGISTRY, PriorityClass(**{"name": "high", **given}))),
    "RunAsImageUser": (RunAsImageUser, user),
    "ModelCache": (ModelCache, lambda **given: plan(REGISTRY, ModelCache(**given))),
    "PostgresBackup": (PostgresBackup, lambda **given: plan(REGISTRY, PostgresBackup(**given))),
    "S3Target": (
        S3Target,
        lambda **given: plan(REGISTRY, PostgresBackup(target=S3Target(**{"bucket": "backups", **given}))),
    ),
    "AppConfig": (AppConfig, lambda **given: plan(app_config=AppConfig(**given))),
    "AutointerpConfig": (AutointerpConfig, lambda **given: plan(autointerp_config=AutointerpConfig(**given))),
    "NetworkAccess": (NetworkAccess, lambda **given: plan(network=NetworkAccess(**given))),
    "ClusterDns": (ClusterDns, lambda **given: plan(network=NetworkAccess(dns=ClusterDns(**given)))),
    "InferenceConfig": (InferenceConfig, lambda **given: plan(config=InferenceConfig(**given))),
    "add_graph": (Neuronpedia.add_graph, graphs),
    "add_nla": (ModelServers.add_nla, nla),
    "add_sparsity": (ModelServers.add_sparsity, sparsity),
    "GraphConfig": (GraphConfig, lambda **given: graphs(config=GraphConfig(**given))),
    "NlaConfig": (NlaConfig, lambda **given: nla(config=NlaConfig(**given))),
    "SparsityConfig": (SparsityConfig, lambda **given: sparsity(config=SparsityConfig(**given))),
    "NlaSource": (NlaSource, lambda **given: nla(source=replace(QWEN, **given))),
    "SaePaging": (SaePaging, paged),
    "ExternalSecrets": (
        ExternalSecrets,
        lambda **given: plan(secrets=ExternalSecrets(**{"store": "vault", "path": "np", **given})),
    ),
    "ClusterSecrets": (ClusterSecrets, lambda **given: plan(secrets=ClusterSecrets(**given))),
}
"""What is made with junk, and how an environment is made with it."""


def arguments(what: Callable[..., Any]) -> list[str]:
    return [name for name in inspect.signature(what).parameters if name not in ("self", "wider")]


def test_without_junk_nothing_is_wrong() -> None:
    for _, build in CASES.values():
        assert planned.problems(build()) == []


@pytest.mark.parametrize(
    ("what", "argument"), [(what, argument) for what, (made, _) in CASES.items() for argument in arguments(made)]
)
def test_junk_is_a_problem_and_no_crash(what: str, argument: str) -> None:
    # Each argument gets half of the values, others from argument to argument; a quick check gives it one or two.
    step = 8 if settings.get_current_profile_name() == "quick" else 2
    given = JUNK[len(argument) % step :: step]
    refused = 0
    for junk in given:
        found = planned.problems(CASES[what][1](**{argument: junk}))
        refused += bool(found)
        for problem in found:
            assert problem.code != "mixin.failed"
            assert problem.construct
            assert str(problem)
    # Some of it is a good value for some argument, but never all of it.
    assert step > 2 or refused >= len(given) / 3
