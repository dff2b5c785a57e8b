"""The catalogue: models that Neuronpedia has features of, ready to be given to an inference server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .catalogue import entries, get, names

if TYPE_CHECKING:
    from .model import Model

    DEEPSEEK_R1_DISTILL_LLAMA_8B: Model
    GEMMA_2_2B: Model
    GEMMA_2_2B_IT: Model
    GEMMA_2_9B: Model
    GEMMA_2_9B_IT: Model
    GPT2_SMALL: Model
    LLAMA_31_8B: Model
    QWEN3_4B: Model
else:

    def __getattr__(name: str) -> Model:
        """Read the catalogue when the first of its constants is asked for, not when this module is imported."""
        entry = name.lower().replace("_", "-")
        if name.isupper() and entry in names():
            return get(entry)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "DEEPSEEK_R1_DISTILL_LLAMA_8B",
    "GEMMA_2_2B",
    "GEMMA_2_2B_IT",
    "GEMMA_2_9B",
    "GEMMA_2_9B_IT",
    "GPT2_SMALL",
    "LLAMA_31_8B",
    "QWEN3_4B",
    "entries",
    "get",
    "names",
]
