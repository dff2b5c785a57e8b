"""The sizes of a model as TransformerLens holds it."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.models.sizing.architectures import find_architecture
from neuronpedia_constructs.upstream.legacy.transformer_lens import buffers, causal_masks, rotary_tables, weights


@pytest.mark.parametrize(
    ("model_id", "checkpoint", "held", "masks", "rotary"),
    [
        ("gpt2-small", 497_759_232, 652_148_736, 12_582_912, 0),
        ("gemma-2-2b", 10_457_367_552, 12_816_663_552, 1_744_830_464, 436_207_616),
        ("gemma-2-9b", 36_966_823_936, 40_636_839_936, 2_818_572_288, 704_643_072),
        ("meta-llama/Llama-3.1-8B", 32_121_044_992, 32_121_044_992, 134_217_728, 67_108_864),
        ("qwen3-4b", 16_089_872_384, 17_645_697_024, 150_994_944, 75_497_472),
    ],
)
def test_sizes_in_float32_and_in_half_of_it(model_id: str, checkpoint: int, held: int, masks: int, rotary: int) -> None:
    found = find_architecture(model_id)
    assert found
    assert (found.checkpoint(4), weights(found, 4)) == (checkpoint, held)
    assert (causal_masks(found), rotary_tables(found, 4), buffers(found, 4)) == (masks, rotary, masks + rotary)
    assert (found.checkpoint(2), weights(found, 2)) == (checkpoint // 2, held // 2)
    assert buffers(found, 2) == masks + rotary // 2
