"""Ids and modes of the current inference server."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from neuronpedia_constructs import CPU_STANDARD, InferenceConfig, Model, models
from neuronpedia_constructs.upstream.current.inference.model import short_names
from tests.support.current import A100, codes, problems, serving

GEMMA = replace(models.get("gemma-2-2b"), sae_sets=["gemmascope-res-16k"])
BARE = replace(GEMMA, sae_sets=[], include_sae=[])


@pytest.mark.parametrize("argument", ["model_id", "override_model_id", "custom_hf_model_id"])
def test_a_short_name_is_refused_with_the_id_on_hugging_face(argument: str) -> None:
    given: dict[str, Any] = {argument: "gemma-2-2b"}
    found = problems(serving(replace(GEMMA, **given), A100))
    assert "model.id-short" in [problem.code for problem in found]
    assert any(f'{argument}="google/gemma-2-2b"' in problem.fix for problem in found)


def test_ids_are_repositories() -> None:
    assert all("/" in repository for repository in short_names().values())
    assert "/" not in "".join(short_names())
    assert all("/" in models.get(name).model_id for name in models.names())


@pytest.mark.parametrize(
    ("model", "config", "expected"),
    [
        (GEMMA, InferenceConfig(), []),
        (GEMMA, InferenceConfig(generation_only=True), ["inference.generation-only-with-saes"]),
        (GEMMA, InferenceConfig(static_points="auto"), ["inference.static-points-with-saes"]),
        (BARE, InferenceConfig(static_points="sae"), ["inference.static-points-without-saes"]),
        (BARE, InferenceConfig(generation_only=True, static_points="auto"), ["inference.modes-conflict"]),
        (GEMMA, InferenceConfig(static_points="sae"), ["inference.static-points"]),
        (BARE, InferenceConfig(generation_only=True), ["inference.generation-only"]),
        (BARE, InferenceConfig(jlens_skip=True), ["inference.nothing-to-show"]),
        (replace(GEMMA, model_dtype="float16"), InferenceConfig(), ["model.float16-refused"]),
        (replace(GEMMA, model_dtype="float16", backend="eager"), InferenceConfig(), []),
        (replace(GEMMA, backend="eager"), InferenceConfig(static_points="sae"), ["inference.mode-without-vllm"]),
    ],
)
def test_settings_that_exclude_each_other(model: Model, config: InferenceConfig, expected: list[str]) -> None:
    assert [code for code in codes(serving(model, A100, config=config)) if code in expected or not expected] == expected


def test_vllm_needs_a_gpu() -> None:
    assert "model.backend-without-gpu" in codes(
        serving(replace(models.get("gpt2-small"), backend="vllm"), CPU_STANDARD)
    )
