"""The catalogue: models for inference servers for which Neuronpedia has features."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .catalogue import entries, get, names

if TYPE_CHECKING:
    from .model import Model

    DEEPSEEK_R1_DISTILL_LLAMA_8B: Model
    """DeepSeek-R1-Distill-Llama-8B on CUDA, with SAEs of layer 15: `models.get("deepseek-r1-distill-llama-8b")`."""
    GEMMA_2_2B: Model
    """Gemma 2 2B on CUDA, with three SAE sets: `models.get("gemma-2-2b")`."""
    GEMMA_2_2B_IT: Model
    """Gemma 2 2B, instruction-tuned, on CUDA, with three SAE sets: `models.get("gemma-2-2b-it")`."""
    GEMMA_2_9B: Model
    """Gemma 2 9B on CUDA, with two SAE sets: `models.get("gemma-2-9b")`."""
    GEMMA_2_9B_IT: Model
    """Gemma 2 9B, instruction-tuned, on CUDA, with two SAE sets: `models.get("gemma-2-9b-it")`."""
    GPT2_SMALL: Model
    """GPT-2 small on the CPU, with 20 SAE sets: `models.get("gpt2-small")`."""
    LLAMA_31_8B: Model
    """Llama 3.1 8B on CUDA, with one SAE set: `models.get("llama-31-8b")`."""
    QWEN3_4B: Model
    """Qwen3 4B on CUDA, with one set of transcoders: `models.get("qwen3-4b")`."""
else:

    def __getattr__(name: str) -> Model:
        """Read the catalogue on the first access to one of its constants, not when this module is imported."""
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
