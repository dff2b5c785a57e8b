"""The checks of an NLA server."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.models.fit import WAY_PAST
from neuronpedia_constructs.models.sizing.gpus import smallest_gpu
from neuronpedia_constructs.models.sizing.units import GIB, gibibytes
from neuronpedia_constructs.upstream.current import sizing
from neuronpedia_constructs.validation.problems import Problem

from .presets import sizes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.upstream.nla import NlaDraft, NlaSource

_FRACTION: Final = 0.38
"""The server's own `NLA_MEM_FRACTION`."""

_ENGINE: Final = 2
"""GiB of the verbalizer's share beside its weights, for keys and values."""

_KEPT: Final = 0.75
"""The part of the source model and of the reconstructor that remains when layers above the one that is read are
dropped."""

_MOST: Final = 0.9
"""The largest share of a GPU that a fix proposes for the verbalizer; CUDA takes some of the rest."""

_WORK: Final = 3
"""Assumed GiB for CUDA, and for what requests need."""


def download_gibibytes(source: NlaSource) -> float | None:
    """Return the GiB of all models, if known. They are published at 16 or 32 bits per number."""
    names = [name for name in (source.verbalizer, source.reconstructor, source.source) if name]
    known = [sizes()[name] for name in names if isinstance(name, str) and name in sizes()]
    return sum(known) * 2 if len(known) == len(names) else None


def check_nla(draft: NlaDraft) -> Iterator[Problem]:
    """List problems of what a server serves, and what does not fit its profile."""
    source = draft.source
    wrong = list(source.problems())
    yield from wrong
    yield from sizing.check_gpu_needed(draft)
    yield from sizing.check_bfloat16(draft)
    if not _text(draft, "NLA_TP_SIZE"):
        # One for the verbalizer, and one for the other models.
        yield from sizing.check_count(draft, most=2)
    if not wrong:
        known = download_gibibytes(source)
        yield from sizing.check_cache(draft, known)
        yield from sizing.check_host(draft, None if known is None else round(max(sizes().values()) * GIB))
        yield from _check_gpu(draft)


def _check_gpu(draft: NlaDraft) -> Iterator[Problem]:
    if draft.sizing_unchecked is not None or not draft.has_gpu:
        return
    known = download_gibibytes(draft.source) is not None
    gpu = draft.gpu
    if not known or gpu is None:
        yield sizing.unchecked("the memory of the three models", known=known)
        return
    share, rest = _share(draft), _rest(draft)
    fraction = _fraction(draft)
    parts = f"{gibibytes(share)} for the verbalizer, within NLA_MEM_FRACTION={fraction:g}"
    # With several GPUs, the verbalizer has the first one, and the other models have the second.
    beside = "" if draft.gpus > 1 else f", and {gibibytes(rest)} for the other models beside it"
    if not _fits(gpu.memory, share, rest, fraction, draft.gpus):
        larger = smallest_gpu(lambda other: other.bfloat16 and _fits(other.memory, share, rest, fraction, draft.gpus))
        fits = larger.product if larger else "none"
        cause = f"{gpu.product} has {gibibytes(gpu.memory)}, which is too little; smallest that fits: {fits}"
        ways = [f'GpuProfile(product="{fits}")'] if larger else []
        ways += _ways(gpu.memory, share, rest, fraction, draft.gpus)
        fix = f"write {', or '.join([*ways, WAY_PAST.removeprefix('or, ')])}"
        yield Problem("gpu.memory-too-small", "GPU memory", cause, parts + beside, fix)


def _fits(total: int, share: int, rest: int, fraction: float, gpus: int) -> bool:
    beside = total if gpus > 1 else total * (1 - fraction)
    return fraction * total >= share and beside >= rest


def _ways(total: int, share: int, rest: int, fraction: float, gpus: int) -> list[str]:
    """Return the ways to make the models fit GPUs of the same kind."""
    enough = math.ceil(share / total * 100) / 100
    for count in range(gpus, max(gpus, 2) + 1):
        more = [f"count={count} in the GpuProfile"] if count > gpus else []
        if more and _fits(total, share, rest, fraction, count):
            return more
        if enough <= _MOST and _fits(total, share, rest, enough, count):
            return [" with ".join([*more, f"NlaConfig(mem_fraction={enough:g})"])]
    return []


def _share(draft: NlaDraft) -> int:
    return round((sizes()[draft.source.verbalizer] + _ENGINE) * GIB)


def _rest(draft: NlaDraft) -> int:
    source, reconstructor = (sizes().get(name, 0) for name in (draft.source.source, draft.source.reconstructor))
    whole = _text(draft, "NLA_TRUNCATE_SOURCE") == "0"
    return round((reconstructor * _KEPT + source * (1 if whole else _KEPT) + _WORK) * GIB)


def _fraction(draft: NlaDraft) -> float:
    try:
        return float(_text(draft, "NLA_MEM_FRACTION"))
    except ValueError:
        return _FRACTION


def _text(draft: NlaDraft, name: str) -> str:
    return draft.config_maps.get(draft.config, {}).get(name, "")
