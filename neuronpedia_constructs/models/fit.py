"""The check that an inference server's model fits its memory and its volume."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.volumes import VolumeClaim
from neuronpedia_constructs.validation.problems import Problem
from neuronpedia_constructs.validation.quantities import amount, has_unit

from .sizing.download import cache_size
from .sizing.gpus import smallest_gpu
from .sizing.units import gibibytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .draft import InferenceDraft
    from .requirements import ModelRequirements
    from .sizing.gpus import Gpu
    from .sizing.memory import MemoryNeed

_WAY_PAST = 'or, if you have measured it, add_inference(..., sizing="unchecked", sizing_reason="…")'


def check_profile(draft: InferenceDraft) -> Iterator[Problem]:
    """List problems and warnings about a server's model and its resource profile."""
    if draft.model is None or draft.model.on_gpu is None:
        return
    model = f"{draft.model.name} runs on DEVICE={draft.model.device}"
    on_gpu = draft.model.on_gpu
    if on_gpu and not draft.has_gpu:
        cause = f"{model}, and the server has {'a CPU profile' if draft.has_gpu is False else 'no profile'}"
        fix = "add .with_(GPU_STANDARD), or GPU_LITE for one 24 GB card"
        yield Problem("profile.gpu-missing", "resource profile", cause, "a GpuProfile for a model on CUDA", fix)
    elif not on_gpu and draft.has_gpu:
        cause = f"{model}, and the server has a GPU profile"
        fix = "remove the GpuProfile, or give this server CPU_STANDARD if its environment has a GpuProfile"
        yield Problem("profile.gpu-unused", "resource profile", cause, "no GPU for a model that uses none", fix)
    else:
        yield from _fit_problems(draft)


def _fit_problems(draft: InferenceDraft) -> Iterator[Problem]:
    """List what does not fit, and warn about what may not fit at peak or cannot be checked."""
    model, gpu = draft.model, draft.gpu
    if model is None:
        return
    if gpu and model.bfloat16 and not gpu.bfloat16:
        cause = f"{gpu.product} does not support it, and {model.name} uses it"
        allowed = "a GPU with compute capability 8.0 or newer, which supports bfloat16"
        fix = 'write model_dtype="float16" and sae_dtype="float16", or select a newer GPU'
        yield Problem("gpu.bfloat16-missing", "GPU bfloat16", cause, allowed, fix)
    if draft.sizing_unchecked is not None:
        return
    if model.memory is None:
        allowed = "a model with known dimensions: one of the catalogue, or one with the same model_id"
        fix = 'measure it, and write add_inference(..., sizing="unchecked", sizing_reason="…")'
        yield Problem(
            "memory.unchecked", "memory", f"the memory of {model.name} is not checked", allowed, fix, warning=True
        )
        return
    if gpu:
        yield from _gpu_problems(model, model.memory, gpu)
    yield from _host_problems(draft, model, model.memory)


def _gpu_problems(model: ModelRequirements, need: MemoryNeed, gpu: Gpu) -> Iterator[Problem]:
    has = f"{gpu.product} has {gibibytes(gpu.memory)}"
    larger = smallest_gpu(need.peak, bfloat16=model.bfloat16)
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
        yield Problem("gpu.memory-too-small", "GPU memory", cause, allowed, f"write {select}{fewer}, {_WAY_PAST}")
    elif not gpu.holds(need.peak):
        cause = f"the worst request to {model.name} needs {gibibytes(need.peak)}, and {has}; {fits}{unknown}"
        fix = f"write {select}a smaller token_limit, {fewer}, {_WAY_PAST}"
        yield Problem("gpu.memory-tight", "GPU memory", cause, f"room for {_parts_of_request(need)}", fix, warning=True)


def _parts_of_request(need: MemoryNeed) -> str:
    request = f"a request for all of {need.request_set} at {need.request_tokens} tokens {gibibytes(need.request)}"
    return f"what is loaded {gibibytes(need.loaded)}, {request}, and 5 percent to spare"


def _host_problems(draft: InferenceDraft, model: ModelRequirements, need: MemoryNeed) -> Iterator[Problem]:
    written = draft.main.resources.limits.get("memory", "")
    limit = int(amount(written) or 0)
    if not limit:
        return  # reported as an amount
    place = f"resources of container {draft.main.name}: memory limit"
    peak = -(-need.host_peak // 1024**3)
    fix = f'write memory_limit="{peak}Gi" into the resource profile'
    fewer = " or load fewer SAEs with sae_sets or include_sae," if model.device == "cpu" else ""
    if need.host_loaded > limit:
        cause = f"{model.name} needs {gibibytes(need.host_loaded)}, and {written} is {gibibytes(limit)}"
        allowed = f"{gibibytes(need.host_loaded)} for what is loaded, and {gibibytes(need.host_peak)} at most"
        yield Problem("memory.limit-too-small", place, cause, allowed, f"{fix},{fewer} {_WAY_PAST}")
    elif need.host_peak > limit:
        cause = f"{model.name} needs up to {gibibytes(need.host_peak)}, and {written} is {gibibytes(limit)}"
        when = "the worst request" if model.device == "cpu" else "loading, when several copies are held at once"
        yield Problem(
            "memory.limit-tight", place, cause, f"room for {when}", f"{fix},{fewer} {_WAY_PAST}", warning=True
        )


def check_cache(draft: InferenceDraft, volume: object) -> Iterator[Problem]:
    """List the problems of the volume claim for a server's downloads, if it has one."""
    if not isinstance(volume, VolumeClaim):
        return
    if draft.strategy == "RollingUpdate":
        allowed = "Recreate: a second pod cannot mount the volume while the first one does"
        yield Problem(
            "cache.rolling-update",
            "strategy",
            "RollingUpdate does not work with a ModelCache",
            allowed,
            "leave one of them out",
        )
    if isinstance(draft.replicas, int) and draft.replicas > 1:
        allowed = "1: pods on different nodes cannot share the volume of a ModelCache"
        fix = "add another inference server with the same model and its own cache"
        yield Problem("cache.replicas", "replicas", f"{draft.replicas} does not work with a ModelCache", allowed, fix)
    model, size = draft.model, volume.claim.size
    if model is None:
        return
    if size is None:
        cause = f"no size is given, and the download size of {model.name} is unknown"
        yield Problem("cache.size-missing", "cache size", cause, "a size", 'write ModelCache(size="100Gi")')
    elif model.download and has_unit(size) and draft.sizing_unchecked is None:
        room, needed = amount(size) or 0, cache_size(model.download)
        allowed = f"{needed}Gi: the maximum, because not every precision of a download is known, plus some spare space"
        fix = f'write ModelCache(size="{needed}Gi"), or leave size out'
        if room < model.download.least:
            cause = f"{size!r} is too small: {model.name} downloads {gibibytes(model.download.least)} or more"
            yield Problem("cache.too-small", "cache size", cause, allowed, fix)
        elif room < model.download.most:
            cause = f"{size!r} is tight: {model.name} may download up to {gibibytes(model.download.most)}"
            yield Problem("cache.tight", "cache size", cause, allowed, fix, warning=True)
