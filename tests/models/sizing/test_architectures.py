"""Architectures are found by the names of their models, and give the sizes of weights and buffers."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.models.sizing.architectures import (
    Architecture,
    find_architecture,
    find_repository,
    is_gated,
)

LLAMA = "meta-llama/Llama-3.1-8B"


DEEPSEEK = "deepseek-ai/DeepSeek-R1-Distill-Llama-8B"


def architecture_of(model_id: str) -> Architecture:
    found = find_architecture(model_id)
    assert found
    return found


@pytest.mark.parametrize(
    ("model_id", "name", "gated"),
    [
        ("gpt2", "gpt2-small", False),
        ("gpt2-small", "gpt2-small", False),
        ("openai-community/gpt2", "gpt2-small", False),
        ("gemma-2-2b", "gemma-2-2b", True),
        ("google/gemma-2-2b", "gemma-2-2b", True),
        ("Google/Gemma-2-2B-it", "gemma-2-2b", True),
        ("gemma-2-9b-it", "gemma-2-9b", True),
        (LLAMA, "llama-3.1-8b", True),
        (DEEPSEEK, "llama-3.1-8b", False),
        ("qwen3-4b", "qwen3-4b", False),
        ("Qwen/Qwen3-4B", "qwen3-4b", False),
    ],
)
def test_architectures_are_found_by_any_name(model_id: str, name: str, gated: bool) -> None:
    assert architecture_of(model_id).name == name
    assert is_gated(model_id) is gated


def test_an_unknown_model_is_not_guessed() -> None:
    assert find_architecture("gpt-5") is None
    assert is_gated("gpt-5") is None


@pytest.mark.parametrize(
    ("model_id", "repository"),
    [("gpt2", "openai-community/gpt2"), ("Google/Gemma-2-2B", "google/gemma-2-2b"), (LLAMA, LLAMA), ("gpt-5", None)],
)
def test_a_repository_is_found_by_any_name(model_id: str, repository: str | None) -> None:
    assert find_repository(model_id) == repository


@pytest.mark.parametrize(
    ("model_id", "positions", "checkpoint", "key_values"),
    [
        ("gpt2-small", 1024, 248_879_616, 36_864),
        ("gemma-2-2b", 8192, 5_228_683_776, 106_496),
        (LLAMA, 131_072, 16_060_522_496, 131_072),
        ("qwen3-4b", 40_960, 8_044_936_192, 147_456),
    ],
)
def test_sizes_in_half_precision(model_id: str, positions: int, checkpoint: int, key_values: int) -> None:
    found = architecture_of(model_id)
    assert (found.positions, found.checkpoint(2), found.key_value_cache(1, 2)) == (positions, checkpoint, key_values)
    assert found.key_value_cache(10, 4) == 20 * key_values
