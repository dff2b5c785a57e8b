"""The units of memory: bytes, gibibytes, and the sizes of numbers."""

from __future__ import annotations

from typing import Final

GIB: Final = 1024**3
"""Bytes of a gibibyte, the `Gi` of Kubernetes."""

FLOAT32: Final = 4
"""Bytes of a number of the precision in which SAEs are published and results are sorted."""

_SIZES = {"float16": 2, "bfloat16": 2, "float32": FLOAT32, "float64": 8}


def dtype_size(dtype: str) -> int | None:
    """Return the bytes of one number of a dtype, "float32" or "torch.float32", or None where it is no dtype."""
    return _SIZES.get(dtype.removeprefix("torch."))


def gibibytes(amount: int) -> str:
    """Write an amount of bytes for a person: "31.0 GiB"."""
    return f"{amount / GIB:.1f} GiB"
