"""What a graph server serves has to exist, and to fit its GPU."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from neuronpedia_constructs import AppConfig, GpuProfile, GraphConfig, ModelCache, Neuronpedia, Problem
from tests.support.current import A100, L4, codes, current, problems, settings

CARD = replace(A100, product="NVIDIA-L40S")


def graph(*mixins: Any, **given: Any) -> Neuronpedia:
    environment = current(app_config=AppConfig(graph_bucket="graphs"))
    environment.add_graph("g", **{"model": "qwen3-4b", **given}).with_(*mixins)
    return environment


def only(environment: Neuronpedia) -> Problem:
    (problem,) = problems(environment)
    return problem


@pytest.mark.parametrize("model", ["gemma-2-2b", "google/gemma-2-2b", "gemma-3-4b-it", "qwen3-4b"])
def test_what_the_webapp_makes_graphs_of_fits_a_48_gb_card(model: str) -> None:
    assert problems(graph(CARD, model=model)) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"model": "qwen"}, "graph.model-unknown"),
        ({"model": "google/gemma 2", "transcoders": "mine/set"}, "graph.model-unknown"),
        ({"model": "mine/unheard-of"}, "graph.model-not-in-webapp"),
        ({"model": "mine/unheard-of"}, "graph.transcoders-missing"),
        ({"engine": "own"}, "graph.engine-unknown"),
        ({"transcoders": "a b"}, "graph.transcoders-invalid"),
        ({"transcoders": "mine/transcoders"}, "graph.source-sets-missing"),
        ({"source_sets": [""]}, "graph.source-sets-invalid"),
        ({"model": "qwen3-1.7b"}, "graph.source-sets-missing"),
        ({"engine": "lm-saes-crm"}, "graph.transcoders-missing"),
    ],
)
def test_what_does_not_exist_is_refused(given: dict[str, Any], code: str) -> None:
    assert code in codes(graph(CARD, **given))


def test_an_unknown_engine_is_all_that_is_told_of_it() -> None:
    assert codes(graph(CARD, engine="own")) == ["graph.engine-unknown"]


def test_encoders_stay_on_disk_only_where_they_have_to() -> None:
    assert settings(graph(CARD), "g-graph-config")["LAZY_ENCODER"] == "1"
    assert "LAZY_ENCODER" not in settings(graph(A100), "g-graph-config")


def test_without_room_for_them_the_ways_out_are_told() -> None:
    found = only(graph(CARD, config=GraphConfig(lazy_encoder=False)))
    assert found.code == "gpu.memory-too-small"
    assert "GraphConfig(lazy_encoder=True)" in found.fix
    assert 'GpuProfile(product="NVIDIA-H100-PCIe")' in found.fix


def test_the_larger_expansion_of_lm_saes_needs_more() -> None:
    given: dict[str, Any] = {"model": "qwen3-1.7b", "source_sets": ["lorsa"]}
    assert codes(graph(replace(A100, product="NVIDIA-A100-SXM4-40GB"), **given)) == []
    large = graph(replace(A100, product="NVIDIA-A100-SXM4-40GB"), **given, config=GraphConfig(sae_expansion="32x"))
    assert codes(large) == ["gpu.memory-too-small"]


@pytest.mark.parametrize(
    ("mixins", "code"),
    [
        ((), "profile.gpu-missing"),
        ((GpuProfile(memory="40Gi", feature_discovery=True),), "memory.unchecked"),
        ((replace(CARD, memory="6Gi", cpu_limit=None),), "memory.limit-too-small"),
        ((CARD, ModelCache(size="10Gi")), "cache.too-small"),
    ],
)
def test_the_profile_has_to_suit_it(mixins: tuple[Any, ...], code: str) -> None:
    assert code in codes(graph(*mixins))


def test_an_unchecked_size_is_not_checked() -> None:
    assert codes(graph(L4, model="gemma-3-4b-it", sizing="unchecked", sizing_reason="measured")) == []
