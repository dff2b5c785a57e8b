"""Units of memory: bytes, gibibytes, and the sizes of numbers."""

from __future__ import annotations

from typing import Final

GIB: Final = 1024**3
"""Bytes in a gibibyte, Kubernetes' `Gi`."""

FLOAT32: Final = 4
"""Bytes of a number in the precision of published SAEs and of sorted results."""

_SIZES = {"float16": 2, "bfloat16": 2, "float32": FLOAT32, "float64": 8}


def dtype_size(dtype: str) -> int | None:
    """Return the bytes of one number of a dtype, such as "float32" or "torch.float32", or None if it is not a dtype."""
    return _SIZES.get(dtype.removeprefix("torch."))


def gibibytes(amount: int) -> str:
    """Return an amount of bytes in readable form, such as "31.0 GiB"."""
    return f"{amount / GIB:.1f} GiB"
