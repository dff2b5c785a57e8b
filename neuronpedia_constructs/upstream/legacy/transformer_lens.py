"""A model as TransformerLens 2.16 holds it.

Sizes are in numbers or in bytes; where they depend on the precision, `size` is the bytes of one number of the model's
dtype.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neuronpedia_constructs.models.sizing.architectures import Architecture


def weights(model: Architecture, size: int) -> int:
    """Return the bytes of the weights. Embedding and unembedding are never one matrix."""
    untied = model.vocabulary * model.d_model if model.tied_embeddings else 0
    return (model.parameters + untied) * size


def causal_masks(model: Architecture) -> int:
    """Return the bytes of the masks that say which token sees which: one boolean per pair of positions and layer."""
    return model.layers * model.context**2


def rotary_tables(model: Architecture, size: int) -> int:
    """Return the bytes of the tables of sines and cosines, of which each layer has its own."""
    return model.layers * model.context * model.d_head * 2 * size if model.rotary else 0


def buffers(model: Architecture, size: int) -> int:
    """Return the bytes of everything that is loaded besides the weights."""
    return causal_masks(model) + rotary_tables(model, size)


def activations(model: Architecture, layers: int, tokens: int) -> int:
    """Return how many numbers it keeps of one prompt when it caches every hook.

    Args:
        model: dimensions of the model.
        layers: layers that are run, from the first; the last one is followed by the logits.
        tokens: length of the prompt.

    The hooks were counted rather than measured: nine as wide as the residual stream, three for queries, keys and values
    each head (rotated ones included) and three in the MLP, of which models without rotation or gate have two; and
    attention scores and pattern, which grow with the square of the prompt and outweigh all else in a long one.
    """
    run = min(layers, model.layers)
    attention = (3 if model.rotary else 2) * (model.heads + model.key_value_heads) * model.d_head
    mlp = (3 if model.gated_mlp else 2) * model.d_mlp
    a_layer = 9 * model.d_model + attention + mlp + 2 * model.heads * tokens
    logits = model.vocabulary if run == model.layers else 0
    return tokens * (run * a_layer + logits)
