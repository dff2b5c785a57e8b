"""Prompts leave room for what is generated."""

from __future__ import annotations

from dataclasses import replace

import pytest

from neuronpedia_constructs import InferenceConfig, Model, models
from neuronpedia_constructs.upstream.current.inference.limits import lens_limit
from tests.support.current import A100, codes, serving, settings

GEMMA = replace(models.get("gemma-2-2b"), sae_sets=["gemmascope-res-16k"])


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (replace(GEMMA, token_limit=400), 1024),
        (replace(GEMMA, token_limit=1000), 1512),
        (replace(GEMMA, token_limit=8000), 4096),
        # GPT-2 has 1,024 positions.
        (replace(models.get("gpt2-small"), token_limit=1000), 1024),
        (Model("m", model_id="mine/unheard-of", device="cuda", sae_sets=[], token_limit=700), 1212),
    ],
)
def test_the_lens_allows_what_vllm_needs_to_generate_after_the_longest_prompt(model: Model, expected: int) -> None:
    assert lens_limit(model) == expected


def test_the_server_is_told_of_a_limit_that_is_not_its_own() -> None:
    assert "LENS_TOKEN_LIMIT" not in settings(serving(replace(GEMMA, token_limit=400), A100))
    assert settings(serving(replace(GEMMA, token_limit=1000), A100))["LENS_TOKEN_LIMIT"] == "1512"


@pytest.mark.parametrize(
    ("limit", "config", "expected"),
    [
        (1000, InferenceConfig(), []),
        (1024, InferenceConfig(lens_token_limit=1024), ["model.nothing-to-generate"]),
        (1024, InferenceConfig(lens_token_limit=1025), []),
        (4096, InferenceConfig(), ["model.nothing-to-generate"]),
        (2000, InferenceConfig(max_tokens=2000), ["model.nothing-to-generate"]),
        (400, InferenceConfig(lens_token_limit=9000), ["model.token-limit-too-high"]),
    ],
)
def test_a_limit_that_leaves_nothing_to_generate_is_refused(
    limit: int, config: InferenceConfig, expected: list[str]
) -> None:
    assert codes(serving(replace(GEMMA, token_limit=limit), A100, config=config)) == expected
