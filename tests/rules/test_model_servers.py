"""The rules hold for every kind of server that either line has, whatever the snapshots show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import (
    CPU_STANDARD,
    GPU_STANDARD,
    AppConfig,
    GpuProfile,
    NetworkAccess,
    SaePaging,
    find_problems,
    models,
)
from tests.support.building import bare, synthesized
from tests.support.own_mixins import CERTIFICATES

from .every_rule import OF_A_WHOLE, OF_ANY_PART
from .objects import Invariant
from .running import every_server_is_registered

GEMMA = models.get("gemma-2-2b")
L40S = GpuProfile(memory="48Gi", product="NVIDIA-L40S")

SERVERS: dict[str, tuple[Any, ...]] = {
    "gpu": (GEMMA, L40S),
    "assumed": (models.get("deepseek-r1-distill-llama-8b"), GPU_STANDARD),
    "unknown": (GEMMA, replace(L40S, product="NVIDIA-L5")),
    "slice": (models.get("gemma-2-2b-public"), replace(L40S, product=None, resource_name="nvidia.com/mig-3g.40gb")),
    "cpu": (models.get("gpt2-small"), CPU_STANDARD),
}
OF_CURRENT: dict[str, tuple[Any, ...]] = {
    "eager": (replace(GEMMA, backend="eager"), L40S),
    "two": (GEMMA, replace(L40S, count=2)),
    "paged": (replace(models.get("gemma-2-2b-it"), sae_paging=SaePaging()), replace(L40S, memory="60Gi")),
    "alone": (replace(GEMMA, sae_sets=[]), L40S),
    "tuned": (replace(GEMMA, custom_hf_model_id="mine/tuned"), L40S),
}
KINDS = {"current": SERVERS | OF_CURRENT, "legacy": SERVERS}


@pytest.fixture(scope="module", params=KINDS)
def made(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """An environment behind a proxy, with an authority of its own and with all of them."""
    app, proxy = App(), NetworkAccess(https_proxy="http://proxy.example.org:3128", egress_cidrs=["203.0.113.0/24"])
    config = AppConfig(graph_bucket="graphs")
    environment = bare(app, upstream=request.param, network=proxy, app_config=config).with_(CERTIFICATES)
    for instance, mixins in KINDS[request.param].items():
        environment.add_inference(instance).with_(*mixins)
    if request.param == "current":
        environment.add_graph("g", model="gemma-2-2b").with_(L40S)
        environment.add_nla("n").with_(L40S)
        environment.add_sparsity()
    assert find_problems(app) == ()
    return synthesized(environment)


def test_servers_whose_names_differ_only_in_their_kind_are_registered_at_once() -> None:
    environment = bare(App(), app_config=AppConfig(graph_bucket="graphs"))
    environment.add_graph("a", model="gemma-2-2b").with_(L40S)
    environment.add_inference("a-graph").with_(*SERVERS["gpu"])
    every_server_is_registered(synthesized(environment))


@pytest.mark.parametrize("rule", [*OF_ANY_PART, *OF_A_WHOLE], ids=lambda rule: rule.__name__)
def test_the_rule_holds(rule: Invariant, made: list[dict[str, Any]]) -> None:
    rule(made)
