"""The check that a model fits the GPU and the host's memory, in TransformerLens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.models.fit import (
    WAY_PAST,
    check_bfloat16,
    check_host,
    unchecked,
    uses_bfloat16,
)
from neuronpedia_constructs.models.sizing.gpus import smallest_gpu
from neuronpedia_constructs.models.sizing.units import gibibytes
from neuronpedia_constructs.validation.problems import Problem

from .memory import memory_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.models.arguments import ModelArguments
    from neuronpedia_constructs.models.draft import InferenceDraft
    from neuronpedia_constructs.models.sizing.gpus import Gpu

    from .memory import MemoryNeed


def check_fit(draft: InferenceDraft, model: ModelArguments) -> Iterator[Problem]:
    """List what does not fit, and warn about what may not fit at peak or cannot be checked."""
    if draft.gpu:
        yield from check_bfloat16(model, draft.gpu)
    if draft.gpus > 1:
        cause = f"the server uses one GPU, and {draft.gpus} are reserved for it"
        allowed = '1 with upstream="legacy"; upstream="current" can split a model'
        yield Problem("gpu.count-unused", "GPU count", cause, allowed, "leave count out", warning=True)
    if draft.sizing_unchecked is not None:
        return
    need = memory_of(model)
    if need is None:
        yield unchecked(model)
        return
    if draft.gpu:
        yield from _gpu_problems(model, need, draft.gpu)
    when = "loading, when several copies are held at once" if model.on_gpu else "the worst request"
    yield from check_host(draft, model, loaded=need.host_loaded, peak=need.host_peak, why="what is loaded", when=when)


def smallest(model: ModelArguments, need: MemoryNeed) -> Gpu | None:
    """Return the smallest GPU for a model."""
    bfloat16 = uses_bfloat16(model)
    return smallest_gpu(lambda gpu: gpu.holds(need.peak) and (gpu.bfloat16 or not bfloat16))


def _gpu_problems(model: ModelArguments, need: MemoryNeed, gpu: Gpu) -> Iterator[Problem]:
    has = f"{gpu.product} has {gibibytes(gpu.memory)}"
    larger = smallest(model, need)
    fits = f"smallest that fits: {larger.product if larger else 'none'}"
    fewer = "load fewer SAEs with sae_sets, include_sae or max_loaded_saes"
    select = f'GpuProfile(product="{larger.product}"), ' if larger else ""
    unknown = f"; at least, as the width of {', '.join(need.unknown)} is not known" if need.unknown else ""
    if need.started > gpu.memory:
        cause = f"{model.name} needs {gibibytes(need.started)}, and {has}; {fits}{unknown}"
        parts = {"weights": need.weights, "buffers": need.buffers, "SAEs": need.resident_saes, "CUDA": need.context}
        if need.swap:
            parts["an SAE on its way"] = need.swap
        allowed = "room for " + ", ".join(f"{name} {gibibytes(part)}" for name, part in parts.items())
        yield Problem("gpu.memory-too-small", "GPU memory", cause, allowed, f"write {select}{fewer}, {WAY_PAST}")
    elif not gpu.holds(need.peak):
        cause = f"the worst request to {model.name} needs {gibibytes(need.peak)}, and {has}; {fits}{unknown}"
        fix = f"write {select}a smaller token_limit, {fewer}, {WAY_PAST}"
        yield Problem("gpu.memory-tight", "GPU memory", cause, f"room for {_parts_of_request(need)}", fix, warning=True)


def _parts_of_request(need: MemoryNeed) -> str:
    request = f"a request for all of {need.request_set} at {need.request_tokens} tokens {gibibytes(need.request)}"
    return f"what is loaded {gibibytes(need.loaded)}, {request}, and 5 percent to spare"
