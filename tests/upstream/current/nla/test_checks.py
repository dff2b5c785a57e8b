"""What an NLA server runs has to exist, and to fit its GPU."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from neuronpedia_constructs import GpuProfile, ModelCache, Neuronpedia, NlaConfig, NlaSource
from neuronpedia_constructs.upstream.current.nla.checks import download_gibibytes
from neuronpedia_constructs.upstream.current.nla.presets import presets
from tests.support.current import A100, L4, codes, current, problems

QWEN = presets()["qwen2.5-7b"]
OWN = replace(QWEN, id="own", verbalizer="mine/verbalizer")


def nla(*mixins: Any, source: NlaSource | str = QWEN, **given: Any) -> Neuronpedia:
    environment = current()
    environment.add_nla("n", source=source, **given).with_(*mixins)
    return environment


@pytest.mark.parametrize("product", ["NVIDIA-A40", "NVIDIA-L40S", "NVIDIA-A100-SXM4-80GB"])
def test_the_known_source_fits_a_48_gb_card(product: str) -> None:
    assert problems(nla(replace(A100, product=product))) == []


def test_a_smaller_card_is_refused_with_the_ways_out() -> None:
    (found,) = problems(nla(replace(A100, product="NVIDIA-A100-SXM4-40GB")))
    assert found.code == "gpu.memory-too-small"
    assert "count=2 in the GpuProfile" in found.fix
    assert 'GpuProfile(product="' in found.fix


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("verbalizer", "", "nla.model-invalid"),
        ("verbalizer", "actor", "nla.model-invalid"),
        ("source", "a b/c", "nla.model-invalid"),
        ("id", "", "nla.id-invalid"),
        ("model_id", "a b", "nla.id-invalid"),
        ("layer", -1, "nla.layer-invalid"),
        ("layer", True, "nla.layer-invalid"),
        ("layer", 10**12, "nla.layer-invalid"),
        ("display_name", None, "nla.text-invalid"),
        ("norm", float("nan"), "nla.norm-invalid"),
    ],
)
def test_a_source_has_to_be_one(field: str, value: Any, code: str) -> None:
    assert code in codes(nla(A100, source=replace(QWEN, **{field: value})))


def test_models_that_are_not_needed_may_be_left_out() -> None:
    assert codes(nla(A100, source=replace(QWEN, id="small", reconstructor="", source=""))) == []
    assert download_gibibytes(replace(QWEN, reconstructor="", source="")) == pytest.approx(2 * 14.2)
    assert download_gibibytes(OWN) is None


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        (nla, "profile.gpu-missing"),
        (lambda: nla(A100, source=OWN), "memory.unchecked"),
        (lambda: nla(GpuProfile(memory="60Gi", feature_discovery=True)), "memory.unchecked"),
        (lambda: nla(A100, ModelCache(size="20Gi")), "cache.too-small"),
        (lambda: nla(A100, source="qwen"), "nla.source-unknown"),
        (lambda: nla(A100, config=NlaConfig(mem_fraction=0.1)), "gpu.memory-too-small"),
    ],
)
def test_the_profile_has_to_suit_it(environment: Any, code: str) -> None:
    assert code in codes(environment())


def test_an_unchecked_size_is_not_checked() -> None:
    assert codes(nla(replace(L4, memory="60Gi"), sizing="unchecked", sizing_reason="measured")) == []
