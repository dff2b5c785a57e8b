"""The checks of memory and disk that graph, NLA and sparsity servers share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.models import fit
from neuronpedia_constructs.models.sizing.units import GIB
from neuronpedia_constructs.upstream import servers
from neuronpedia_constructs.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.models.draft import ModelServerDraft


def volume_gibibytes(download_gib: float) -> int:
    """Return the GiB of a volume for a download, plus a tenth and one."""
    return -(-round(download_gib * 11) // 10) + 1


def check_gpu_needed(draft: ModelServerDraft) -> Iterator[Problem]:
    """List the problem of a server without a GPU that needs one."""
    if not draft.has_gpu:
        cause = f"the server has {'a CPU profile' if draft.has_gpu is False else 'no profile'}"
        fix = "add .with_(GPU_STANDARD), or another GpuProfile"
        yield Problem("profile.gpu-missing", "resource profile", cause, "a GpuProfile", fix)


def check_bfloat16(draft: ModelServerDraft) -> Iterator[Problem]:
    """List the problem of a known GPU on which the server's models do not run: its pod would wait for ever."""
    gpu = draft.gpu
    if gpu is not None and not gpu.bfloat16:
        cause = f"{gpu.product} does not support it, and {draft.name} needs it"
        allowed = "a GPU with compute capability 8.0 or newer, which supports bfloat16"
        yield Problem("gpu.bfloat16-missing", "GPU bfloat16", cause, allowed, "select a newer GPU")


def check_count(draft: ModelServerDraft, *, most: int) -> Iterator[Problem]:
    """Warn of GPUs that nobody else can use, and that the server does not use either.

    Args:
        draft: the final draft of the server.
        most: how many it uses.
    """
    if draft.gpus > most:
        used = "one GPU" if most == 1 else f"{most} GPUs"
        cause = f"the server uses {used}, and {draft.gpus} are reserved for it"
        fix = "leave count out" if most == 1 else f"write count={most}"
        yield Problem("gpu.count-unused", "GPU count", cause, f"{most} at most", fix, warning=True)


def check_host(draft: ModelServerDraft, needed: int | None) -> Iterator[Problem]:
    """List the problem of a memory limit below the bytes that a server needs."""
    if needed is not None and draft.sizing_unchecked is None:
        yield from fit.check_limit(draft, draft.name, loaded=needed, why="the weights on their way to the GPU")


def check_cache(draft: ModelServerDraft, download_gib: float | None) -> Iterator[Problem]:
    """List the problems of the volume claim for downloads, if there is one."""
    needed = None if download_gib is None else volume_gibibytes(download_gib)
    least = None if download_gib is None else round(download_gib * GIB)
    volume = draft.pod.volumes.get(servers.CACHE_VOLUME)
    yield from fit.check_claim(draft, volume, draft.name, needed=needed, least=least, most=least)


def unchecked(what: str, *, known: bool) -> Problem:
    """Return the warning that memory cannot be checked.

    Args:
        what: what needs the memory.
        known: whether it is known, so that only the GPU is not.
    """
    cause = f"{what} is known, but the GPU is not" if known else f"{what} is not known"
    fix = 'write product="NVIDIA-L40S" or stands_for="NVIDIA-L40S" into the GpuProfile'
    if not known:
        fix = 'measure it, and write sizing="unchecked" with a sizing_reason where the server is added'
    return Problem("memory.unchecked", "memory", cause, "a model and a GPU that are known", fix, warning=True)
