"""Graph and NLA servers on every known GPU: what is refused does not fit, and what is proposed does."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from neuronpedia_constructs import AppConfig, GraphConfig, ModelCache, Neuronpedia, NlaConfig, Problem
from neuronpedia_constructs.models.data import read
from neuronpedia_constructs.models.sizing.gpus import Gpu, find_gpu
from neuronpedia_constructs.upstream.current.graph.presets import Preset, presets
from neuronpedia_constructs.upstream.current.nla.presets import presets as sources
from tests.support.building import named, pod, synthesized
from tests.support.current import A100, current, problems, settings

PRODUCTS = [entry["product"] for entry in read("gpus.json")["products"]]
GRAPH = 9.4
"""GiB for a graph: the 24.9 that apps/graph/README.md measured for batches of 128, for the webapp's batches of 48."""
CRM = 24
"""GiB of lm-saes-crm, by apps/graph/README.md."""
QWEN = sources()["qwen2.5-7b"]


def gpu(product: str) -> Gpu:
    found = find_gpu(product)
    assert found
    return found


def graph(preset: Preset, product: str, *mixins: Any, **config: Any) -> Neuronpedia:
    return each(preset, [product], *mixins, **config)


def each(preset: Preset, products: list[str], *mixins: Any, **config: Any) -> Neuronpedia:
    """An environment with a graph server on each GPU."""
    environment = current(app_config=AppConfig(graph_bucket="graphs"))
    sets = list(preset.source_sets) or ["own"]
    for product in products:
        environment.add_graph(
            name(product).removesuffix("-graph"),
            model=preset.model,
            transcoders=preset.transcoders,
            source_sets=sets,
            config=GraphConfig(**config),
        ).with_(replace(A100, product=product), *mixins)
    return environment


def name(product: str) -> str:
    return f"{product.lower()[-40:].lstrip('-')}-graph"


def nla(product: str, count: int = 1, source: Any = QWEN, **config: Any) -> Neuronpedia:
    environment = current()
    environment.add_nla("n", source=source, config=NlaConfig(**config)).with_(
        replace(A100, product=product, count=count)
    )
    return environment


def needs(preset: Preset, *, lazy: bool) -> float:
    of_tracer = preset.lazy_gib + (0 if lazy else preset.encoders_gib) + GRAPH
    return CRM if preset.engine == "lm-saes-crm" else of_tracer


def suits(preset: Preset, product: str, *, lazy: bool) -> bool:
    return gpu(product).bfloat16 and gpu(product).holds(round(needs(preset, lazy=lazy) * 2**30))


def product_of(problem: Problem) -> str:
    (product,) = re.findall(r'GpuProfile\(product="([^"]+)"\)', problem.fix)
    return str(product)


def too_small(environment: Neuronpedia) -> Problem:
    (found,) = (problem for problem in problems(environment) if problem.code == "gpu.memory-too-small")
    return found


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.transcoders)
def test_a_graph_server_runs_on_exactly_the_gpus_that_suit_it(preset: Preset) -> None:
    found = {problem.construct for problem in problems(each(preset, PRODUCTS))}
    good = [product for product in PRODUCTS if suits(preset, product, lazy=True)]
    assert found == {name(product) for product in PRODUCTS if product not in good}
    made = synthesized(each(preset, good))
    for product in good:
        told = named(made, "ConfigMap", f"{name(product)}-config")["data"]
        assert ("LAZY_ENCODER" in told) is not suits(preset, product, lazy=False), product


@pytest.mark.parametrize("lazy", [True, False])
@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.transcoders)
def test_the_gpu_that_is_proposed_for_graphs_is_the_smallest_that_suits(preset: Preset, lazy: bool) -> None:
    given = {} if lazy else {"lazy_encoder": False}
    proposed = product_of(too_small(graph(preset, "Tesla-T4", **given)))
    assert problems(graph(preset, proposed, **given)) == []
    for product in PRODUCTS:
        assert gpu(product).memory >= gpu(proposed).memory or not suits(preset, product, lazy=lazy)


@pytest.mark.parametrize("product", ["Tesla-T4", "Tesla-V100-SXM2-32GB"])
def test_a_gpu_whose_nodes_a_pod_would_wait_for_in_vain_is_refused(product: str) -> None:
    gemma, *_ = presets()
    for environment in (graph(gemma, product), nla(product), nla(product, 2)):
        assert "gpu.bfloat16-missing" in [problem.code for problem in problems(environment)]


def test_float32_takes_twice_as_much() -> None:
    gemma, *_ = presets()
    assert problems(graph(gemma, "NVIDIA-L4", model_dtype="bfloat16")) == []
    found = too_small(graph(gemma, "NVIDIA-L4", model_dtype="float32"))
    assert "31.4 GiB" in found.cause
    assert product_of(found) == "NVIDIA-A100-SXM4-40GB"


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.transcoders)
def test_volume_and_time_follow_from_the_download(preset: Preset) -> None:
    made = synthesized(graph(preset, "NVIDIA-H200", ModelCache()))
    claim = named(made, "PersistentVolumeClaim", f"{name('NVIDIA-H200')}-cache")["spec"]["resources"]["requests"][
        "storage"
    ]
    assert 1.05 < int(claim.removesuffix("Gi")) / preset.download_gib < 1.25
    deployment = named(made, "Deployment", name("NVIDIA-H200"))
    probe = pod(deployment)["containers"][0]["startupProbe"]
    allowed = probe["periodSeconds"] * probe["failureThreshold"]
    # At 160 Mbit/s, and ten minutes to load it.
    assert allowed >= max(1800, round(preset.download_gib * 2**30 / 20e6) + 590)
    # A node and the image take ten more.
    assert deployment["spec"]["progressDeadlineSeconds"] >= allowed + 590


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.transcoders)
def test_a_cache_without_room_for_the_download_is_refused(preset: Preset) -> None:
    for size, codes in ((preset.download_gib - 1, ["cache.too-small"]), (preset.download_gib + 1, [])):
        environment = graph(preset, "NVIDIA-H200", ModelCache(size=f"{size:.0f}Gi"))
        assert [problem.code for problem in problems(environment)] == codes


@pytest.mark.parametrize("count", [1, 2])
def test_what_is_proposed_for_nla_fits(count: int) -> None:
    refused = [product for product in PRODUCTS if problems(nla(product, count))]
    # Three models of 7 billion numbers fit a GPU with 48 GB, by apps/nla/README.md.
    assert set(refused) == {product for product in PRODUCTS if gpu(product).memory < 44 * 2**30}
    for product in (product for product in refused if gpu(product).bfloat16):
        found = too_small(nla(product, count))
        assert problems(nla(product_of(found), count)) == []
        more = re.search(r"count=(\d)", found.fix)
        share = re.search(r"mem_fraction=([0-9.]+)", found.fix)
        if more or share:
            given = {"mem_fraction": float(share[1])} if share else {}
            assert problems(nla(product, int(more[1]) if more else count, **given)) == []


def test_two_gpus_are_proposed_only_where_they_help() -> None:
    assert "count=2 in the GpuProfile with NlaConfig(mem_fraction=0.42)" in too_small(nla("NVIDIA-A100-SXM4-40GB")).fix
    for product in ("NVIDIA-L4", "NVIDIA-A30"):
        assert "count=2" not in too_small(nla(product)).fix
    assert "NlaConfig(mem_fraction=0.21)" in too_small(nla("NVIDIA-A100-SXM4-80GB", mem_fraction=0.1)).fix


def test_no_gpu_without_bfloat16_is_proposed() -> None:
    alone = replace(QWEN, id="alone", reconstructor="", source="")
    assert product_of(too_small(nla("NVIDIA-L4", source=alone, mem_fraction=0.6))) == "NVIDIA-A100-SXM4-40GB"


def test_a_source_model_that_completes_text_is_kept_whole() -> None:
    assert problems(nla("NVIDIA-A40")) == []
    assert too_small(nla("NVIDIA-A40", truncate_source=False))
    alone = replace(QWEN, id="alone", reconstructor="")
    assert problems(nla("NVIDIA-A40", source=alone, truncate_source=False)) == []


def test_the_layer_is_told_where_no_reconstructor_tells_it() -> None:
    alone = replace(QWEN, id="alone", reconstructor="", layer=17)
    assert settings(nla("NVIDIA-A40", source=alone), "n-nla-config")["NLA_OVERRIDE_EXTRACTION_LAYER"] == "17"
    for source in (QWEN, replace(alone, source="")):
        assert "NLA_OVERRIDE_EXTRACTION_LAYER" not in settings(nla("NVIDIA-A40", source=source), "n-nla-config")
