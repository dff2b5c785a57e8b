"""What every line checks of a server's volume, its profile and its memory limit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import CPU_STANDARD, GPU_STANDARD, CpuProfile, ModelCache, models
from tests.support.building import bare
from tests.support.current import A100, codes

GPT2, GEMMA = models.get("gpt2-small"), replace(models.get("gemma-2-2b"), sae_sets=["gemmascope-res-16k"])


@pytest.mark.parametrize(
    ("model", "mixins", "code"),
    [
        (GEMMA, (CPU_STANDARD,), "profile.gpu-missing"),
        (GEMMA, (), "profile.gpu-missing"),
        (GPT2, (GPU_STANDARD,), "profile.gpu-unused"),
        (GPT2, (CpuProfile(cpu="1", memory="2Gi"),), "memory.limit-too-small"),
        (GEMMA, (A100, ModelCache(size="1Gi")), "cache.too-small"),
    ],
)
@pytest.mark.parametrize("upstream", ["current", "legacy"])
def test_what_does_not_suit_a_model(model: Any, mixins: tuple[Any, ...], code: str, upstream: str) -> None:
    environment = bare(App(), upstream=upstream)
    environment.add_inference("m").with_(model, *mixins)
    assert code in codes(environment)
    assert not any(found.startswith("draft.") for found in codes(environment))
