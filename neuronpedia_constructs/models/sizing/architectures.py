"""Architectures: the dimensions of language models for which Neuronpedia has features."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from neuronpedia_constructs.models.data import read


@dataclass(frozen=True)
class Architecture:
    """The dimensions of a language model."""

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
    """Maximum prompt length in TransformerLens 2.16, in tokens: its `n_ctx`, which may be less than `positions`."""
    positions: int
    """Maximum length of prompt and generated text together, in tokens: `max_position_embeddings` of the published
    configuration."""
    tied_embeddings: bool
    """Whether embedding and unembedding share one matrix in the checkpoint."""
    rotary: bool
    """Whether positions are encoded by rotating queries and keys."""
    gated_mlp: bool
    """Whether an MLP has a gate, a second matrix on its input."""

    def checkpoint(self, size: int) -> int:
        """Return the bytes of the weights as Hugging Face's own class holds them, with `size` bytes a number."""
        return self.parameters * size

    def key_value_cache(self, tokens: int, size: int) -> int:
        """Return the bytes of keys and values of `tokens` tokens, with `size` bytes a number."""
        return 2 * self.layers * self.key_value_heads * self.d_head * size * tokens


def find_architecture(model_id: str) -> Architecture | None:
    """Return the architecture of a model, or None if unknown.

    Args:
        model_id: name of the model in TransformerLens ("gemma-2-2b"), or of its repository on Hugging Face
            ("google/gemma-2-2b"). As in TransformerLens, upper and lower case are the same.
    """
    found = _checkpoints().get(model_id.lower())
    return found and found.architecture


def find_repository(model_id: str) -> str | None:
    """Return the repository on Hugging Face of a model, or None if unknown."""
    found = _checkpoints().get(model_id.lower())
    return found and found.repository


def is_gated(model_id: str) -> bool | None:
    """Return whether the weights require accepting a license on Hugging Face; None if unknown."""
    found = _checkpoints().get(model_id.lower())
    return found and found.gated


def find_neuronpedia_id(model_id: str) -> str | None:
    """Return the id that a model has on Neuronpedia, such as "llama3.1-8b"; None if unknown."""
    found = _checkpoints().get(model_id.lower())
    return found and found.neuronpedia_id


class _Checkpoint(NamedTuple):
    repository: str
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
                known = _Checkpoint(repository, architecture, checkpoint["gated"], checkpoint["neuronpedia_id"])
                found[alias.lower()] = known
    return found
