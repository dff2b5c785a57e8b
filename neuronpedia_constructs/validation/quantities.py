"""Quantities of CPU, memory and storage in the notation of Kubernetes."""

from __future__ import annotations

import re
from decimal import Decimal

_SUFFIXES = {
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    "": Decimal(1),
    **{unit: Decimal(1000) ** power for power, unit in enumerate("kMGTPE", start=1)},
    **{f"{unit}i": Decimal(1024) ** power for power, unit in enumerate("KMGTPE", start=1)},
}
_QUANTITY = re.compile(r"((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)([num]|[kMGTPE]|[KMGTPE]i)?")


def amount(quantity: object) -> Decimal | None:
    """Return the amount of a quantity such as `500m`, `26Gi` or `2`, or None if it is not a quantity."""
    match = _QUANTITY.fullmatch(quantity) if isinstance(quantity, str) else None
    return Decimal(match[1]) * _SUFFIXES[match[2] or ""] if match else None


def has_unit(quantity: object) -> bool:
    """Return whether a quantity is greater than zero and has a unit of storage: `10Gi` does, `10` means ten bytes."""
    return bool(amount(quantity)) and str(quantity)[-1] in "kMGTPEi"
