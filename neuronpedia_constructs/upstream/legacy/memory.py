"""The memory need of an inference server, computed from its configuration.

The numbers are for the server that runs its model in TransformerLens: apps/inference of Neuronpedia at 53db9fb2. They
follow from its code and from TransformerLens 2.16; nothing was measured. The server reserves no memory and accepts
every request, so a request that does not fit fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.models.sizing.units import FLOAT32, GIB, dtype_size

from .transformer_lens import activations, buffers, weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from neuronpedia_constructs.models.arguments import ModelArguments
    from neuronpedia_constructs.models.sizing.architectures import Architecture
    from neuronpedia_constructs.models.sizing.sae_sets import Sae

CUDA_CONTEXT: Final = GIB // 2
"""Assumed bytes that CUDA and cuBLAS use before anything is loaded."""

_LOADING_COPIES = 3
"""An SAE is read, copied and cast in host memory, whatever its final precision."""


@dataclass(frozen=True)
class MemoryNeed:
    """The memory need of an inference server, in bytes.

    `loaded` and `peak` are device memory; `host_loaded` and `host_peak` are host memory. The Python process itself is
    not included.
    """

    weights: int
    """The model, in TransformerLens."""
    buffers: int
    """Causal masks and tables for rotary embeddings."""
    resident_saes: int
    """The SAEs that stay loaded, without those in `unknown`."""
    context: int
    """The CUDA context; 0 on a CPU."""
    activation_cache: int
    """Activations of the model that the worst request keeps."""
    source_activations: int
    """Activations of the SAEs that the worst request keeps."""
    request_set: str | None
    """The SAE set of the worst request: the one with the most features. None without SAEs."""
    request_tokens: int
    """Prompt length of the worst request, in tokens."""
    swap: int
    """An SAE that is loaded before another one is dropped; 0 if all SAEs are resident."""
    host_loaded: int
    """Minimum host memory: with a GPU, the model while it is transferred; on a CPU, also the SAEs that stay loaded."""
    host_peak: int
    """Upper bound of host memory, with all copies at once.

    With a GPU, the peak is at start: Hugging Face's weights, possibly as a mapped file that the kernel can drop,
    TransformerLens's weights, and three copies of the largest SAE. On a CPU, it may be the worst request while an SAE
    is loaded."""
    matched: int
    """Number of selected SAEs."""
    resident: int
    """Number of SAEs that stay loaded."""
    unknown: tuple[str, ...]
    """Ids of selected SAEs of unknown width. If there are any, the actual need is larger."""

    @property
    def request(self) -> int:
        """The worst request: all features of the widest set, at the maximum prompt length."""
        return self.activation_cache + self.source_activations

    @property
    def loaded(self) -> int:
        """Memory after the server has started."""
        return self.weights + self.buffers + self.resident_saes + self.context

    @property
    def started(self) -> int:
        """Memory to start: every SAE is loaded once, even if it does not stay."""
        return self.loaded + self.swap

    @property
    def peak(self) -> int:
        """Maximum memory while serving requests."""
        return self.loaded + max(self.request, self.swap)


def memory_of(model: ModelArguments) -> MemoryNeed | None:
    """Return the memory need of a server with a model; None if it has no known architecture or is invalid."""
    if not (model.architecture and model.is_valid and dtype_size(model.model_dtype)):
        return None
    return estimate(
        model.architecture,
        model.saes,
        model_dtype=model.model_dtype,
        sae_dtype=model.dtype_of_saes,
        max_loaded_saes=model.max_loaded_saes,
        token_limit=model.token_limit,
        device=model.device,
    )


def estimate(
    architecture: Architecture,
    saes: Sequence[Sae],
    *,
    model_dtype: str,
    sae_dtype: str,
    max_loaded_saes: int,
    token_limit: int,
    device: str,
) -> MemoryNeed:
    """Compute the memory need of a server.

    Args:
        architecture: dimensions of the model.
        saes: the selected SAEs, in loading order.
        model_dtype: `MODEL_DTYPE`, precision of the weights.
        sae_dtype: `SAE_DTYPE`, precision of the SAEs.
        max_loaded_saes: `MAX_LOADED_SAES`, how many of the first SAEs stay loaded.
        token_limit: `TOKEN_LIMIT`, maximum prompt length in tokens; the model's context may be shorter.
        device: `DEVICE`, "cpu" or anything else for a GPU.

    Raises:
        ValueError: the server does not support a dtype.
    """
    model_size, sae_size = _size(model_dtype), _size(sae_dtype)
    on_cpu = device == "cpu"
    resident = saes[: max(max_loaded_saes, 0)]
    loaded, buffered = weights(architecture, model_size), buffers(architecture, model_size)
    resident_saes = sum(_parameters(resident)) * sae_size
    largest = max(_parameters(saes), default=0)

    tokens = min(token_limit, architecture.context)
    request_set, wanted = _widest_set(saes)
    activation_cache, source_activations = _request(architecture, wanted, tokens, model_size, sae_size)
    # Folding the norm of its decoder into an SAE copies the decoder, half of it, once more.
    swap = largest * sae_size * 3 // 2 if len(saes) > len(resident) else 0
    request = activation_cache + source_activations
    host_loaded = loaded + buffered + (resident_saes if on_cpu else 0)
    largest_read = largest * FLOAT32
    starting = architecture.checkpoint(model_size) + host_loaded + _LOADING_COPIES * largest_read
    # On its way to where it stays, an SAE is read and cast.
    serving = host_loaded + max(request, swap) + (_LOADING_COPIES - 1) * largest_read if on_cpu else 0
    return MemoryNeed(
        weights=loaded,
        buffers=buffered,
        resident_saes=resident_saes,
        context=0 if on_cpu else CUDA_CONTEXT,
        activation_cache=activation_cache,
        source_activations=source_activations,
        request_set=request_set,
        request_tokens=tokens,
        swap=swap,
        host_loaded=host_loaded,
        host_peak=max(starting, serving),
        matched=len(saes),
        resident=len(resident),
        unknown=tuple(sae.id for sae in saes if sae.d_sae is None),
    )


def _size(dtype: str) -> int:
    size = dtype_size(dtype)
    if size is None:
        raise ValueError(f"{dtype!r} is not a dtype of the server: float16, bfloat16, float32 or float64")
    return size


def _request(
    architecture: Architecture, wanted: Sequence[Sae], tokens: int, model_size: int, sae_size: int
) -> tuple[int, int]:
    """Return the bytes of a request for all features of these SAEs: what is kept of the model, and of the SAEs."""
    layers = max((sae.layer + 1 for sae in wanted), default=0)
    features = sum(sae.d_sae or 0 for sae in wanted)
    # Each feature at each token: as the SAE gave it, in one table in float32, and in a copy of that table to sort it.
    return activations(architecture, layers, tokens) * model_size, features * tokens * (sae_size + 2 * FLOAT32)


def _parameters(saes: Iterable[Sae]) -> list[int]:
    return [sae.parameters for sae in saes if sae.parameters is not None]


def _widest_set(saes: Iterable[Sae]) -> tuple[str | None, list[Sae]]:
    """Return the set with the most features, the first of several, and those of its SAEs that are selected."""
    sets: dict[str | None, list[Sae]] = {}
    for sae in saes:
        sets.setdefault(sae.set, []).append(sae)
    return max(sets.items(), key=lambda item: sum(sae.d_sae or 0 for sae in item[1]), default=(None, []))
