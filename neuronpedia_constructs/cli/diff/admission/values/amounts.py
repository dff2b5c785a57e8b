"""Quantities as numbers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

NANO = 10**9
"""A quantity is counted in these parts of one, and rounded up to them."""

_LARGEST = (2**63 - 1) * NANO
_TENS = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {f"{unit}i": 1024**power for power, unit in enumerate("KMGTPE", start=1)}
_QUANTITY = re.compile(
    r"\s*([-+]?)(?:([0-9]+)\.?([0-9]*)|\.([0-9]+))(?:[eE]([-+]?[0-9]{1,18})|([numkMGTPE]|[KMGTPE]i))?\s*"
)
_EXPONENT = 64


def amount(quantity: Any) -> int | None:
    """Return the amount of a quantity in billionths, or None for what is none. Null is 0, as Go decodes it.

    Amounts beyond 64 bits are those of 64 bits:
    https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go
    """
    if quantity is None:
        return 0
    if isinstance(quantity, bool) or not isinstance(quantity, (str, int, float)):
        return None
    return _parsed(str(quantity))


@lru_cache(maxsize=4096)
def _parsed(text: str) -> int | None:
    match = _QUANTITY.fullmatch(text)
    if match is None or not text.isascii():
        return None
    sign, before, after, only, exponent, unit = match.groups()
    decimals = only or after or ""
    digits = int(f"{before or ''}{decimals}"[:400])
    tens = max(-_EXPONENT, min(_EXPONENT, int(exponent))) if exponent else _TENS.get(unit or "", 0)
    shift = 9 - len(decimals) + tens
    scaled = digits * _BINARY.get(unit or "", 1)
    size: int = scaled * 10**shift if shift >= 0 else -(-scaled // 10**-shift)
    return min(size, _LARGEST) * (-1 if sign == "-" else 1)


def is_whole(nano: int) -> bool:
    """Return whether an amount is a whole number, counted in thousandths as Kubernetes does."""
    return -(-nano // 10**6) % 1000 == 0
