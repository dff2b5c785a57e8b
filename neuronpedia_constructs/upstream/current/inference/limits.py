"""How long prompts and generated texts may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.validation.problems import Problem

from .settings import backend, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.models.arguments import ModelArguments
    from neuronpedia_constructs.models.draft import InferenceDraft

_MAX_TOKENS: Final = 4096
"""The server's own maximum for prompt and generated text together, which it lowers if memory is short."""

_LENS_LIMIT: Final = 1024
"""The server's own maximum for the prompts of the lens."""

_ROOM: Final = 512
"""Tokens that can be generated after the longest prompt, unless something else limits them."""


def lens_limit(model: ModelArguments) -> int:
    """Return the maximum for the prompts of the lens, which is also what vLLM's context is made for."""
    return min([max(_LENS_LIMIT, min(model.token_limit + _ROOM, _MAX_TOKENS)), *_positions(model)])


def context(draft: InferenceDraft, model: ModelArguments) -> int:
    """Return the longest sequence in tokens, prompt and generated text together."""
    prompts = number(draft, "TOKEN_LIMIT", model.token_limit)
    limits = [number(draft, "MAX_TOKENS", _MAX_TOKENS), *_positions(model)]
    if backend(draft, model) == "vllm":
        limits.append(max(prompts, number(draft, "LENS_TOKEN_LIMIT", _LENS_LIMIT)))
    return min(limits)


def check_limits(draft: InferenceDraft, model: ModelArguments) -> Iterator[Problem]:
    """List limits that leave nothing to generate, or that the model cannot reach."""
    prompts, longest = number(draft, "TOKEN_LIMIT", model.token_limit), context(draft, model)
    positions = _positions(model)
    lens = number(draft, "LENS_TOKEN_LIMIT", _LENS_LIMIT)
    for place, given in (("model token_limit", prompts), ("InferenceConfig lens_token_limit", lens)):
        if positions and given > positions[0]:
            allowed = f"at most {positions[0]}: the model has no more positions"
            fix = f"write {place.rpartition(' ')[2]}={positions[0] // 2}"
            yield Problem.invalid("model.token-limit-too-high", place, given, allowed, fix)
            return
    if longest <= prompts:
        cause = f"a prompt of {prompts} tokens leaves nothing to generate: prompt and text have {longest} together"
        allowed = f"fewer than {longest} tokens, the least of max_tokens, the model's positions and, for vLLM, "
        allowed += "the larger of token_limit and lens_token_limit"
        fix = f"write token_limit={longest // 2}, or InferenceConfig(lens_token_limit={prompts * 2}) with vLLM"
        yield Problem("model.nothing-to-generate", "model token_limit", cause, allowed, fix)


def _positions(model: ModelArguments) -> list[int]:
    return [model.architecture.positions] if model.architecture else []
