"""A model has to fit its GPU: what does not is refused, with the numbers and every way out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from neuronpedia_constructs import CpuProfile, GpuProfile, InferenceConfig, Model, Problem, SaePaging, models
from neuronpedia_constructs.models.sizing.gpus import find_gpu
from neuronpedia_constructs.models.sizing.units import GIB
from tests.support.current import A100, L4, codes, problems, serving, settings

LARGE = models.get("gemma-2-9b")
SMALL = replace(models.get("gemma-2-2b"), sae_sets=["gemmascope-res-16k"])
WIDE = models.get("gemma-2-2b-it")
ROOMY = replace(L4, memory="60Gi")
UTILIZATION = "VLLM_GPU_MEMORY_UTILIZATION"


def only(found: list[Problem], code: str) -> Problem:
    (problem,) = (problem for problem in found if problem.code == code)
    return problem


@pytest.mark.parametrize("name", [name for name in models.names() if models.get(name).device == "cuda"])
def test_every_model_of_the_catalogue_fits_an_80_gb_card(name: str) -> None:
    environment = serving(name, A100)
    assert set(codes(environment)) <= {"model.saes-exceed-limit", "inference.secret-differs"}
    assert 0.3 < float(settings(environment)[UTILIZATION]) <= 0.9


def test_what_does_not_fit_is_told_with_the_numbers_and_all_ways_out() -> None:
    found = only(problems(serving(LARGE, L4)), "gpu.memory-too-small")
    assert not found.warning
    assert "NVIDIA-L4 has 22.0 GiB" in found.cause
    assert "weights 17.2 GiB" in found.allowed
    product = found.cause.rpartition("smallest that fits: ")[2]
    assert f'GpuProfile(product="{product}")' in found.fix
    assert codes(serving(LARGE, replace(A100, product=product))) == []


def test_paging_is_proposed_where_the_model_alone_fits_and_then_it_does() -> None:
    refused = only(problems(serving(WIDE, L4)), "gpu.memory-too-small")
    assert "sae_paging=SaePaging()" in refused.fix
    paged = serving(replace(WIDE, sae_paging=SaePaging()), ROOMY)
    assert codes(paged) == []
    assert 10 < float(settings(paged)["SAE_GPU_BUDGET_GIB"]) < 12
    # It does not help a model that is too large by itself.
    assert "SaePaging" not in only(problems(serving(LARGE, L4)), "gpu.memory-too-small").fix


def test_paging_needs_host_memory_for_all_saes() -> None:
    found = only(problems(serving(replace(WIDE, sae_paging=SaePaging()), L4)), "memory.limit-too-small")
    assert "all SAEs" in found.allowed


@pytest.mark.parametrize("product", ["NVIDIA-L4", "NVIDIA-A30", "NVIDIA-A40", "NVIDIA-L40S", "NVIDIA-A100-SXM4-80GB"])
@pytest.mark.parametrize("name", ["gemma-2-2b", "gemma-2-2b-it"])
def test_a_model_that_is_paged_fits_each_card(name: str, product: str) -> None:
    model = replace(models.get(name), sae_paging=SaePaging())
    assert codes(serving(model, replace(ROOMY, product=product))) == []


def test_share_and_budget_leave_room_for_each_other() -> None:
    card = find_gpu("NVIDIA-L4")
    assert card is not None
    data = settings(serving(replace(WIDE, sae_paging=SaePaging()), ROOMY))
    used = float(data[UTILIZATION]) * card.memory + float(data["SAE_GPU_BUDGET_GIB"]) * GIB
    assert used + 3.5 * GIB <= card.memory


def test_a_budget_of_your_own_is_kept() -> None:
    data = settings(
        serving(replace(SMALL, sae_paging=SaePaging(gpu_gib=2, pinned_host_gib=4)), replace(A100, memory="90Gi"))
    )
    assert (data["SAE_GPU_BUDGET_GIB"], data["SAE_PINNED_HOST_GIB"]) == ("2", "4")


@pytest.mark.parametrize(
    ("share", "code"),
    [(0.05, "gpu.utilization-too-small"), (0.99, "gpu.utilization-too-large"), (0.92, "gpu.utilization-tight")],
)
def test_a_share_of_your_own_is_checked(share: float, code: str) -> None:
    config = InferenceConfig(vllm_gpu_memory_utilization=share)
    environment = serving(SMALL, A100, config=config)
    assert codes(environment) == [code]
    assert settings(serving(SMALL, A100))[UTILIZATION] in only(problems(environment), code).fix


@pytest.mark.parametrize(
    ("model", "profile", "code"),
    [
        (SMALL, replace(L4, product="Tesla-V100-SXM2-32GB"), "gpu.too-old"),
        (SMALL, replace(L4, product="Tesla-T4"), "gpu.bfloat16-missing"),
        (SMALL, replace(A100, count=3), "gpu.count-does-not-divide"),
        (SMALL, GpuProfile(memory="40Gi", feature_discovery=True), "gpu.unknown"),
    ],
)
def test_a_gpu_has_to_suit_cuda_13_and_the_model(model: Model, profile: GpuProfile, code: str) -> None:
    assert code in codes(serving(model, profile))


def test_two_gpus_hold_what_one_does_not() -> None:
    card = replace(A100, product="NVIDIA-L4")
    large = replace(LARGE, sae_sets=[])
    assert "count=2 in the GpuProfile" in only(problems(serving(large, card)), "gpu.memory-too-small").fix
    two = serving(large, replace(card, count=2))
    assert codes(two) == []
    assert settings(two)["NUM_GPUS"] == "2"
    assert "NUM_GPUS" not in settings(serving(SMALL, card))


def test_a_model_on_a_cpu_has_to_fit_its_memory_limit() -> None:
    gpt2 = models.get("gpt2-small")
    assert codes(serving(gpt2, CpuProfile(cpu="2", memory="3Gi"))) == ["memory.limit-too-small"]
    assert codes(serving(gpt2, CpuProfile(cpu="4", memory="64Gi"))) == []


def test_an_unchecked_size_is_not_checked() -> None:
    assert codes(serving(LARGE, L4, sizing="unchecked", sizing_reason="measured")) == []
