"""Architectures: the dimensions of language models for which Neuronpedia has features."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from neuronpedia_constructs.models.data import read


@dataclass(frozen=True)
class Architecture:
    """The dimensions of a language model, as TransformerLens 2.16 builds it.

    Sizes are counted in numbers or in bytes; where they depend on the precision, `size` is the bytes of one number of
    the model's dtype.
    """

    name: str
    """Name of the architecture, such as `gemma-2-2b`. A fine-tuned checkpoint has the architecture of its base."""
    parameters: int
    """Numbers in the published checkpoint."""
    layers: int
    """Transformer blocks."""
    d_model: int
    """Width of the residual stream."""
    heads: int
    """Attention heads of a layer."""
    key_value_heads: int
    """Key and value heads; fewer than `heads` with grouped attention."""
    d_head: int
    """Width of a head."""
    d_mlp: int
    """Width of an MLP's hidden layer."""
    vocabulary: int
    """Size of the vocabulary."""
    context: int
    """Maximum prompt length in tokens: TransformerLens's `n_ctx`, which may be less than the trained context."""
    tied_embeddings: bool
    """Whether embedding and unembedding share one matrix in the checkpoint."""
    rotary: bool
    """Whether positions are encoded by rotating queries and keys."""
    gated_mlp: bool
    """Whether an MLP has a gate, a second matrix on its input."""

    def checkpoint(self, size: int) -> int:
        """Return the bytes of the weights as Hugging Face's own class holds them."""
        return self.parameters * size

    def weights(self, size: int) -> int:
        """Return the bytes of the weights in TransformerLens, whose embedding and unembedding are never one."""
        untied = self.vocabulary * self.d_model if self.tied_embeddings else 0
        return (self.parameters + untied) * size

    @property
    def causal_masks(self) -> int:
        """Bytes of the masks that say which token sees which: one boolean for each pair of positions, in each layer."""
        return self.layers * self.context**2

    def rotary_tables(self, size: int) -> int:
        """Return the bytes of the tables of sines and cosines, of which each layer has its own."""
        return self.layers * self.context * self.d_head * 2 * size if self.rotary else 0

    def buffers(self, size: int) -> int:
        """Return the bytes of everything that is loaded besides the weights."""
        return self.causal_masks + self.rotary_tables(size)

    def activations(self, layers: int, tokens: int) -> int:
        """Return how many numbers TransformerLens keeps of one prompt when it caches every hook.

        Args:
            layers: layers that are run, from the first; the last one is followed by the logits.
            tokens: length of the prompt.

        The hooks were counted rather than measured: nine as wide as the residual stream, three for queries, keys and
        values each head (rotated ones included) and three in the MLP, of which models without rotation or gate have
        two; and attention scores and pattern, which grow with the square of the prompt and outweigh all else in a long
        one.
        """
        run = min(layers, self.layers)
        attention = (3 if self.rotary else 2) * (self.heads + self.key_value_heads) * self.d_head
        mlp = (3 if self.gated_mlp else 2) * self.d_mlp
        a_layer = 9 * self.d_model + attention + mlp + 2 * self.heads * tokens
        logits = self.vocabulary if run == self.layers else 0
        return tokens * (run * a_layer + logits)


def find_architecture(model_id: str) -> Architecture | None:
    """Return the architecture of a model, or None if unknown.

    Args:
        model_id: name of the model in TransformerLens ("gemma-2-2b"), or of its repository on Hugging Face
            ("google/gemma-2-2b"). As in TransformerLens, upper and lower case are the same.
    """
    found = _checkpoints().get(model_id.lower())
    return found and found.architecture


def is_gated(model_id: str) -> bool | None:
    """Return whether the weights require accepting a license on Hugging Face; None if unknown."""
    found = _checkpoints().get(model_id.lower())
    return found and found.gated


def find_neuronpedia_id(model_id: str) -> str | None:
    """Return the id that a model has on Neuronpedia, such as "llama3.1-8b"; None if unknown."""
    found = _checkpoints().get(model_id.lower())
    return found and found.neuronpedia_id


class _Checkpoint(NamedTuple):
    architecture: Architecture
    gated: bool
    neuronpedia_id: str


@cache
def _checkpoints() -> dict[str, _Checkpoint]:
    """Every name of every checkpoint, in lower case."""
    found = {}
    for name, entry in read("architectures.json").items():
        checkpoints = entry.pop("checkpoints")
        architecture = Architecture(name, **entry)
        for repository, checkpoint in checkpoints.items():
            for alias in (repository, *checkpoint["names"]):
                known = _Checkpoint(architecture, checkpoint["gated"], checkpoint["neuronpedia_id"])
                found[alias.lower()] = known
    return found
