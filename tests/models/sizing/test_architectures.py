"""Architectures are found by the names of their models, and give the sizes of weights and buffers."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.models.sizing.architectures import Architecture, find_architecture, is_gated

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
    ("model_id", "checkpoint", "weights", "masks", "rotary"),
    [
        ("gpt2-small", 497_759_232, 652_148_736, 12_582_912, 0),
        ("gemma-2-2b", 10_457_367_552, 12_816_663_552, 1_744_830_464, 436_207_616),
        ("gemma-2-9b", 36_966_823_936, 40_636_839_936, 2_818_572_288, 704_643_072),
        (LLAMA, 32_121_044_992, 32_121_044_992, 134_217_728, 67_108_864),
        ("qwen3-4b", 16_089_872_384, 17_645_697_024, 150_994_944, 75_497_472),
    ],
)
def test_sizes_in_float32_and_in_half_of_it(
    model_id: str, checkpoint: int, weights: int, masks: int, rotary: int
) -> None:
    found = architecture_of(model_id)
    assert (found.checkpoint(4), found.weights(4)) == (checkpoint, weights)
    assert (found.causal_masks, found.rotary_tables(4), found.buffers(4)) == (masks, rotary, masks + rotary)
    assert (found.checkpoint(2), found.weights(2)) == (checkpoint // 2, weights // 2)
    assert found.buffers(2) == masks + rotary // 2
