"""GPUs and their memory, by their names in Kubernetes.

The list is not complete: a GPU that is not in it is merely unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.models.data import read

from .units import GIB

if TYPE_CHECKING:
    from collections.abc import Callable

HEADROOM: Final = 0.95
"""Usable fraction of a GPU's memory; PyTorch's allocator loses the rest to fragmentation."""

BFLOAT16: Final = (8, 0)
"""The compute capability from which a GPU supports bfloat16 natively."""

_SLICE = re.compile(r"nvidia\.com/mig-(?P<profile>\dg\.(?P<memory>\d+)gb(?:\.me)?)")
_SLICE_SHARE = 95
"""Percent of a MIG profile's nominal memory that a process sees; the partition uses the rest."""


@dataclass(frozen=True)
class Gpu:
    """A GPU, or a slice of one, as one container sees it."""

    product: str
    """Value of the node label `nvidia.com/gpu.product`, or the resource name of a slice."""
    memory: int
    """Approximate bytes that a CUDA process can use, slightly less than the nominal memory."""
    compute_capability: tuple[int, int]
    """CUDA compute capability, major and minor. https://developer.nvidia.com/cuda-gpus"""

    @property
    def bfloat16(self) -> bool:
        """Whether it supports bfloat16 natively, without slow emulation."""
        return self.compute_capability >= BFLOAT16

    def holds(self, memory: int) -> bool:
        """Return whether this many bytes fit, with headroom for the allocator."""
        return memory <= HEADROOM * self.memory


def find_gpu(product: str) -> Gpu | None:
    """Return the GPU whose nodes have this label `nvidia.com/gpu.product`, or None if unknown.

    NVIDIA's feature discovery appends `-MIG-<profile>` if all GPUs of a node have equal slices, which selects the
    slice, and `-SHARED` if pods share a GPU and its memory.
    """
    whole, _, profile = product.removesuffix("-SHARED").partition("-MIG-")
    gpu = _products().get(whole)
    if gpu is None or not profile:
        return gpu and Gpu(product, gpu.memory, gpu.compute_capability)
    part = find_slice(f"nvidia.com/mig-{profile}")
    return part and Gpu(product, part.memory, gpu.compute_capability)


def find_slice(resource_name: str) -> Gpu | None:
    """Return the slice for an extended resource such as `nvidia.com/mig-3g.40gb`, or None.

    Its memory is 95 percent of the nominal memory. The oldest GPUs with slices have compute capability 8.0.
    """
    match = _SLICE.fullmatch(resource_name)
    if match is None or match["profile"] not in _slices():
        return None
    return Gpu(resource_name, int(match["memory"]) * GIB * _SLICE_SHARE // 100, (8, 0))


def nearest_products(product: str) -> list[str]:
    """Return the known labels nearest to a mistyped one, best first; possibly none."""
    from difflib import get_close_matches  # noqa: PLC0415 - slow to import, and only an error needs it

    labels = {label.lower(): label for label in _products()}
    # What is written for short, "L4" or "a100", is part of its label but not near it.
    nearest = [label for label in labels if product and product.lower() in label]
    nearest = nearest or get_close_matches(product.lower(), labels, cutoff=0.4)
    return [labels[label] for label in nearest[:3]]


def smallest_gpu(fits: Callable[[Gpu], bool]) -> Gpu | None:
    """Return the smallest GPU that fits, or None.

    Of several equally large ones, it is the most common, which is first in the data.
    """
    return min(filter(fits, _products().values()), key=lambda gpu: gpu.memory, default=None)


@cache
def _products() -> dict[str, Gpu]:
    entries = read("gpus.json")["products"]
    gpus = [Gpu(entry["product"], round(entry["memory_gib"] * GIB), _capability(entry)) for entry in entries]
    return {gpu.product: gpu for gpu in gpus}


def _capability(entry: dict[str, str]) -> tuple[int, int]:
    major, minor = entry["compute_capability"].split(".")
    return int(major), int(minor)


@cache
def _slices() -> frozenset[str]:
    return frozenset(read("gpus.json")["slices"])
