"""How long a server loads, and what its volume for downloads must hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.models.sizing import download
from neuronpedia_constructs.models.sizing.units import FLOAT32, GIB

from .settings import is_on

if TYPE_CHECKING:
    from neuronpedia_constructs.models.arguments import ModelArguments
    from neuronpedia_constructs.models.draft import InferenceDraft

_READING: Final = 50_000_000
"""Assumed bytes per second at which vLLM reads weights from a volume."""

_ENGINE: Final = 10 * 60
"""vLLM's own seconds to start its engine, of which compilation and warm-up take most."""

_COMPILED: Final = 4 * GIB
"""Assumed bytes of what vLLM, Triton and FlashInfer compile and keep."""


def weights(model: ModelArguments | None) -> int:
    """Return the most bytes of the model's weights."""
    architecture = model.architecture if model else None
    return architecture.checkpoint(FLOAT32) if architecture else download.UNKNOWN


def engine_seconds(model: ModelArguments | None) -> int:
    """Return how long vLLM's engine may take to load weights that have been downloaded, in whole minutes."""
    seconds = _ENGINE + weights(model) // _READING
    return -(-seconds // 60) * 60


def seconds(model: ModelArguments | None, *, vllm: bool) -> int:
    """Return how long the server itself may take to start. With vLLM, the weights are there already."""
    fetched = model.download if model else None
    if not vllm:
        return download.starting_time(fetched)
    saes = fetched.most - weights(model) if fetched else download.UNKNOWN
    return max(download.starting_time(None if fetched is None else download.Download(saes, saes)), 0) + engine_seconds(
        model
    )


def fetching_seconds(model: ModelArguments | None) -> int:
    """Return how long the download of the weights may take."""
    return weights(model) // download.RATE


def cache_gibibytes(draft: InferenceDraft, *, vllm: bool) -> int:
    """Return the GiB of the volume: weights, SAEs, the lens, and what is compiled."""
    model = draft.model
    fetched = model.download if model else None
    architecture = model.architecture if model else None
    lens = 0 if architecture is None or is_on(draft, "JLENS_SKIP") else _lens(architecture.layers, architecture.d_model)
    more = lens + (_COMPILED if vllm else 0)
    return download.cache_size(download.Download(0, fetched.most + more) if fetched else None)


def _lens(layers: int, width: int) -> int:
    """Return the bytes of a Jacobian lens: a square matrix in float32 for each layer."""
    return layers * width * width * FLOAT32
