"""The webapp's memory limit, and the size of the Node.js heap in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from neuronpedia_constructs.validation.problems import Problem
from neuronpedia_constructs.validation.quantities import amount, has_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

_MIB = 1024**2
_HEAP = re.compile(r"--max[-_]old[-_]space[-_]size[= ]([0-9]+)")

_OUTSIDE = 768
"""MiB that a batch of an import uses outside of the heap: buffers, Prisma's engine, Node.js itself."""

_FOR_IMPORTS = 2048
"""MiB that the largest batches of the public dataset need."""

_LEAST_OUTSIDE = 512
"""MiB that must stay outside of the heap. With less, the pod is killed before Node.js runs out of heap."""

_LEAST_HEAP = 64
_LEAST = 256
"""MiB below which the webapp does not start."""


def is_memory(value: object) -> bool:
    """Return whether a value can be the webapp's memory limit."""
    return has_unit(value) and _mebibytes(str(value)) >= _LEAST


def node_options(options: str, limit: str | None, heap: int | None) -> str:
    """Return `NODE_OPTIONS` with the size of the heap, unless they already set it.

    Args:
        options: the options so far.
        limit: the container's memory limit. Without a limit and without `heap`, Node.js decides.
        heap: the requested size in MiB; None derives it from the limit.
    """
    mebibytes = _mebibytes(limit)
    size = heap if heap is not None else max(mebibytes - _OUTSIDE, mebibytes // 2)
    return f"{options} --max-old-space-size={size}".strip() if size and _heap(options) is None else options


def memory_problems(memory: object, max_old_space_size: object) -> Iterator[Problem]:
    """List the problems of the arguments themselves."""
    if not is_memory(memory):
        allowed = f'a quantity with a unit, such as "2Gi", of {_LEAST}Mi or more'
        yield Problem.invalid("webapp.memory-invalid", "AppConfig memory", memory, allowed, 'write memory="2Gi"')
    is_size = isinstance(max_old_space_size, int) and not isinstance(max_old_space_size, bool)
    if max_old_space_size is not None and not (is_size and max_old_space_size >= _LEAST_HEAP):  # type: ignore[operator]
        allowed = f"a whole number of MiB from {_LEAST_HEAP}"
        yield Problem.invalid(
            "webapp.heap-invalid", "AppConfig max_old_space_size", max_old_space_size, allowed, "leave it out"
        )


def limit_problems(limit: str | None, options: str) -> Iterator[Problem]:
    """List problems and warnings about the webapp's final memory limit and its `NODE_OPTIONS`."""
    mebibytes, heap_size = _mebibytes(limit), _heap(options)
    if limit is None:
        return
    if heap_size is not None and heap_size >= mebibytes:
        cause = f"a heap of {heap_size} MiB exceeds the memory limit of {limit}"
        fix = f'leave max_old_space_size out, or write memory="{heap_size + _OUTSIDE}Mi"'
        yield Problem(
            "webapp.heap-too-large",
            "max_old_space_size",
            cause,
            "less than the memory limit, above which the pod is killed",
            fix,
        )
    elif mebibytes < _FOR_IMPORTS:
        cause = f"with {limit}, importing a large source crashes the webapp for everyone"
        allowed = "2Gi or more if you import models"
        yield Problem("webapp.memory-low", "memory limit", cause, allowed, 'write memory="2Gi"', warning=True)
    elif heap_size is not None and heap_size > mebibytes - _LEAST_OUTSIDE:
        cause = f"a heap of {heap_size} MiB leaves {mebibytes - heap_size} MiB of a memory limit of {limit}"
        allowed = f"{mebibytes - _OUTSIDE} MiB, because an import uses {_OUTSIDE} MiB outside of the heap"
        yield Problem(
            "webapp.heap-too-close", "max_old_space_size", cause, allowed, "leave max_old_space_size out", warning=True
        )


def _heap(options: str) -> int | None:
    found = _HEAP.findall(options)
    # Node.js takes the last one.
    return int(found[-1]) if found else None


def _mebibytes(limit: str | None) -> int:
    return int((amount(limit) or 0) / _MIB)
