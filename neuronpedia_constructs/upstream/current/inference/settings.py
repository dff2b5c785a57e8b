"""The environment variables of a server's draft, as the server will parse them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from neuronpedia_constructs.models.arguments import ModelArguments
    from neuronpedia_constructs.models.draft import InferenceDraft


def text(draft: InferenceDraft, name: str) -> str | None:
    """Return a variable of the server, or None if it is not set, or comes from a Secret."""
    value = draft.main.env.get(name, draft.config_maps.get(draft.config, {}).get(name))
    return value if isinstance(value, str) else None


def number(draft: InferenceDraft, name: str, default: int) -> int:
    """Return a variable that is a whole number. One that is not has its own problem."""
    value = text(draft, name) or ""
    return int(value) if value.isdecimal() else default


def is_on(draft: InferenceDraft, name: str) -> bool:
    """Return whether a variable is "true"."""
    return (text(draft, name) or "").lower() == "true"


def backend(draft: InferenceDraft, model: ModelArguments) -> Literal["vllm", "eager"]:
    """Return what will run the model.

    Without `FORCE_BACKEND`, the server uses vLLM on CUDA if vLLM knows the model's architecture, which is assumed.
    """
    forced = text(draft, "FORCE_BACKEND")
    if forced in ("vllm", "eager"):
        return "vllm" if forced == "vllm" else "eager"
    return "vllm" if model.on_gpu else "eager"


def choices(draft: InferenceDraft) -> dict[str, str]:
    """Return the variables that restrict what the server can do, if they are set."""
    found = {name: text(draft, name) for name in ("GENERATION_ONLY", "STATIC_POINTS")}
    return {name: value for name, value in found.items() if value and value.lower() != "false"}
