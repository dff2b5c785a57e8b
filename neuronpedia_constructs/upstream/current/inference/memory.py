"""The memory need of the current line's inference server, computed from its configuration.

vLLM takes a share of the whole GPU for weights and keys and values; what the server itself holds there, above all the
SAEs, comes on top. The figures follow from apps/inference at ebb8426f and from the table in its README; nothing was
measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.models.sizing.units import FLOAT32, GIB, dtype_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from neuronpedia_constructs.models.arguments import ModelArguments
    from neuronpedia_constructs.models.sizing.sae_sets import Sae

MOST: Final = 0.9
"""The share of the GPU that vLLM takes by default, and at most."""

BESIDE: Final = 36 * GIB // 10
"""Bytes on the GPU beside vLLM's share and the SAEs: CUDA, the lens, and what requests need."""

ENGINE: Final = 2 * GIB
"""Bytes of vLLM's share beside weights, keys and values."""

CONTEXT: Final = GIB // 2
"""Assumed bytes of the server's own CUDA context."""

VLLM_PROCESSES: Final = 6 * GIB
"""Assumed bytes of host memory of the server and of vLLM's engine, with their libraries."""

PROCESS: Final = 2 * GIB
"""Assumed bytes of host memory of the server without vLLM."""

PAGING: Final = 12 * GIB
"""Bytes of host memory that the server keeps free of page-locked SAEs."""

_COPIES: Final = 3
"""An SAE is read, copied and cast in host memory, whatever its final precision."""

_SPARE: Final = 13
"""Tenths by which the server multiplies what it estimates for a request."""


@dataclass(frozen=True)
class Need:
    """The memory need of a server, in bytes."""

    weights: int
    """The model on each GPU, or in host memory."""
    key_values: int
    """Keys and values of the longest sequence, on each GPU."""
    resident_saes: int
    """The SAEs that stay on the first GPU, without those in `unknown`; with paging, none."""
    all_saes: int
    """All selected SAEs."""
    largest_sae: int
    """The largest of them."""
    request: int
    """The worst request without vLLM: all features of the widest set, at the maximum prompt length."""
    read: int
    """The largest SAE as it is read."""
    unknown: tuple[str, ...]
    """Ids of selected SAEs of unknown width. If there are any, the actual need is larger."""

    @property
    def share(self) -> int:
        """The least that vLLM's share of a GPU must hold."""
        return self.weights + self.key_values + ENGINE

    @property
    def eager(self) -> int:
        """The memory of the server without vLLM: model, SAEs and the worst request."""
        return self.weights + self.resident_saes + self.request


def need_of(model: ModelArguments, *, context: int, gpus: int = 1) -> Need | None:
    """Return the memory need of a server; None if the model is wrong, or its architecture is unknown.

    Args:
        model: the model.
        context: the longest sequence in tokens, prompt and generated text together.
        gpus: number of GPUs that share the model.
    """
    architecture = model.architecture
    if architecture is None or not model.is_valid:
        return None
    size = dtype_size(model.model_dtype) or 2
    sae_size = dtype_size(model.dtype_of_saes) or FLOAT32
    saes = model.saes
    resident = [] if model.sae_paging else saes[: model.max_loaded_saes]
    largest = max(_numbers(saes), default=0)
    return Need(
        weights=-(-architecture.checkpoint(size) // gpus),
        key_values=-(-architecture.key_value_cache(context, size) // gpus),
        resident_saes=sum(_numbers(resident)) * sae_size,
        all_saes=sum(_numbers(saes)) * sae_size,
        largest_sae=largest * sae_size,
        request=_request(saes, min(model.token_limit, architecture.positions), size, sae_size),
        read=_COPIES * largest * FLOAT32,
        unknown=tuple(sae.id for sae in saes if sae.d_sae is None),
    )


def utilization(total: int, saes: int) -> float:
    """Return the share of a GPU for vLLM that leaves room for SAEs of so many bytes; it may be 0 or less."""
    return _percent(total, saes) / 100


def fits(need: Need, total: int) -> bool:
    """Return whether vLLM's share of a GPU holds the model beside the SAEs."""
    return _percent(total, need.resident_saes) * total >= 100 * need.share


def budget(need: Need, total: int) -> int:
    """Return the bytes for SAEs that a model leaves on a GPU, at most those of all SAEs."""
    vllm = -(-100 * need.share // total)  # in whole percent
    return min(total - -(-vllm * total // 100) - BESIDE, need.all_saes)


def _percent(total: int, saes: int) -> int:
    return min(round(100 * MOST), 100 * (total - saes - BESIDE) // total)


def _request(saes: Sequence[Sae], tokens: int, size: int, sae_size: int) -> int:
    """Return what the server reserves for a request for all features of the widest set."""
    sets: dict[str, list[Sae]] = {}
    for sae in saes:
        sets.setdefault(sae.set, []).append(sae)
    widest = max(sets.values(), key=lambda members: sum(sae.d_sae or 0 for sae in members), default=[])
    captured = sum(sae.d_in for sae in widest) * tokens * size
    encoded = 2 * max((sae.d_sae or 0 for sae in widest), default=0) * tokens * sae_size
    return (captured + encoded) * _SPARE // 10


def _numbers(saes: Iterable[Sae]) -> list[int]:
    return [sae.parameters for sae in saes if sae.parameters is not None]
