"""The checks that an inference server has what its model needs, as far as they are the same for every line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.volumes import VolumeClaim
from neuronpedia_constructs.validation.problems import Problem
from neuronpedia_constructs.validation.quantities import amount, has_unit

from .sizing.units import GIB, gibibytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .arguments import ModelArguments
    from .draft import InferenceDraft, ModelServerDraft
    from .sizing.gpus import Gpu

WAY_PAST = 'or, if you have measured it, add the server with sizing="unchecked", sizing_reason="…"'


def check_profile(draft: InferenceDraft, model: ModelArguments) -> Iterator[Problem]:
    """List problems of a model on a GPU with a profile that has none, or the other way around."""
    runs = f"{model.name} runs on DEVICE={model.device}"
    if model.on_gpu and not draft.has_gpu:
        cause = f"{runs}, and the server has {'a CPU profile' if draft.has_gpu is False else 'no profile'}"
        fix = "add .with_(GPU_STANDARD), or GPU_LITE for one 24 GB card"
        yield Problem("profile.gpu-missing", "resource profile", cause, "a GpuProfile for a model on CUDA", fix)
    elif model.on_gpu is False and draft.has_gpu:
        cause = f"{runs}, and the server has a GPU profile"
        fix = "remove the GpuProfile, or give this server CPU_STANDARD if its environment has a GpuProfile"
        yield Problem("profile.gpu-unused", "resource profile", cause, "no GPU for a model that uses none", fix)


def uses_bfloat16(model: ModelArguments) -> bool:
    """Return whether weights or SAEs are in bfloat16, as far as that is known."""
    return "bfloat16" in f"{model.model_dtype} {model.dtype_of_saes}"


def check_bfloat16(model: ModelArguments, gpu: Gpu) -> Iterator[Problem]:
    """List the problem of a model that uses bfloat16 on a GPU that does not support it."""
    if uses_bfloat16(model) and not gpu.bfloat16:
        cause = f"{gpu.product} does not support it, and {model.name} uses it"
        allowed = "a GPU with compute capability 8.0 or newer, which supports bfloat16"
        fix = 'write model_dtype="float16" and sae_dtype="float16", or select a newer GPU'
        yield Problem("gpu.bfloat16-missing", "GPU bfloat16", cause, allowed, fix)


def unchecked(model: ModelArguments) -> Problem:
    """Return the warning that the memory of a model cannot be checked."""
    allowed = "a model with known dimensions: one of the catalogue, or one with the same model_id"
    fix = 'measure it, and add the server with sizing="unchecked", sizing_reason="…"'
    return Problem(
        "memory.unchecked", "memory", f"the memory of {model.name} is not checked", allowed, fix, warning=True
    )


def check_host(
    draft: InferenceDraft, model: ModelArguments, *, loaded: int, peak: int, why: str, when: str
) -> Iterator[Problem]:
    """List the problems of an inference server's memory limit: see `check_limit`."""
    fewer = " or load fewer SAEs with sae_sets or include_sae," if model.on_gpu is False else ""
    yield from check_limit(draft, model.name, loaded=loaded, peak=peak, why=why, when=when, ways=fewer)


def check_limit(
    draft: ModelServerDraft, name: str, *, loaded: int, why: str, peak: int = 0, when: str = "", ways: str = ""
) -> Iterator[Problem]:
    """List the problems of a server's memory limit.

    Args:
        draft: the final draft of the server.
        name: what needs the memory.
        loaded: the bytes without which it cannot run.
        why: what `loaded` is for.
        peak: the most that it may need, in bytes.
        when: when it may need `peak`.
        ways: other ways to fit.
    """
    written = draft.main.resources.limits.get("memory", "")
    limit = int(amount(written) or 0)
    if not limit:
        return  # reported as an amount
    peak = max(loaded, peak)
    place = f"resources of container {draft.main.name}: memory limit"
    fix = f'write memory_limit="{-(-peak // GIB)}Gi" into the resource profile,{ways} {WAY_PAST}'
    if loaded > limit:
        cause = f"{name} needs {gibibytes(loaded)}, and {written} is {gibibytes(limit)}"
        allowed = f"{gibibytes(loaded)} for {why}, and {gibibytes(peak)} at most"
        yield Problem("memory.limit-too-small", place, cause, allowed, fix)
    elif peak > limit:
        cause = f"{name} needs up to {gibibytes(peak)}, and {written} is {gibibytes(limit)}"
        yield Problem("memory.limit-tight", place, cause, f"room for {when}", fix, warning=True)


def check_cache(draft: InferenceDraft, volume: object, needed: int) -> Iterator[Problem]:
    """List the problems of the volume claim for a server's downloads, if it has one.

    Args:
        draft: the final draft of the server.
        volume: its volume for downloads.
        needed: GiB that suffice for a model of known size.
    """
    if draft.model is None:
        return
    found = draft.model.download
    least, most = (found.least, found.most) if found else (None, None)
    yield from check_claim(draft, volume, draft.model.name, needed=needed, least=least, most=most)


def check_claim(
    draft: ModelServerDraft, volume: object, name: str, *, needed: int | None, least: int | None, most: int | None
) -> Iterator[Problem]:
    """List the problems of the volume claim for a server's downloads, if it has one.

    Args:
        draft: the final draft of the server.
        volume: its volume for downloads.
        name: what is downloaded.
        needed: GiB that suffice, if known.
        least: the fewest bytes of the download, if known.
        most: the most.
    """
    if not isinstance(volume, VolumeClaim):
        return
    if draft.strategy == "RollingUpdate":
        cause = "RollingUpdate does not work with a ModelCache"
        allowed = "Recreate: a second pod cannot mount the volume while the first one does"
        yield Problem("cache.rolling-update", "strategy", cause, allowed, "leave one of them out")
    if isinstance(draft.replicas, int) and draft.replicas > 1:
        allowed = "1: pods on different nodes cannot share the volume of a ModelCache"
        fix = "add another server with the same model and its own cache"
        yield Problem("cache.replicas", "replicas", f"{draft.replicas} does not work with a ModelCache", allowed, fix)
    size = volume.claim.size
    if size is None:
        cause = f"no size is given, and the download size of {name} is unknown"
        yield Problem("cache.size-missing", "cache size", cause, "a size", 'write ModelCache(size="100Gi")')
    elif least and most and has_unit(size) and draft.sizing_unchecked is None:
        room = amount(size) or 0
        allowed = f"{needed}Gi: the maximum, because not every precision of a download is known, plus some spare space"
        fix = f'write ModelCache(size="{needed}Gi"), or leave size out'
        if room < least:
            cause = f"{size!r} is too small: {name} downloads {gibibytes(least)} or more"
            yield Problem("cache.too-small", "cache size", cause, allowed, fix)
        elif room < most:
            cause = f"{size!r} is tight: {name} may download up to {gibibytes(most)}"
            yield Problem("cache.tight", "cache size", cause, allowed, fix, warning=True)
