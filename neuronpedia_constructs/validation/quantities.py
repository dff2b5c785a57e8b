"""Quantities of CPU, memory and storage in the notation of Kubernetes."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, Decimal

_SUFFIXES = {
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    "": Decimal(1),
    **{unit: Decimal(1000) ** power for power, unit in enumerate("kMGTPE", start=1)},
    **{f"{unit}i": Decimal(1024) ** power for power, unit in enumerate("KMGTPE", start=1)},
}
_BINARY = {unit: factor for unit, factor in reversed(_SUFFIXES.items()) if unit.endswith("i")} | {"": Decimal(1)}
_DECIMAL = {unit: factor for unit, factor in reversed(_SUFFIXES.items()) if not unit.endswith("i")}
_EXPONENT = re.compile(r"[eE][-+]?[0-9]")
_QUANTITY = re.compile(
    r"([0-9]{1,30}\.?[0-9]{0,30}|\.[0-9]{1,30})(?:([eE][-+]?[0-9]{1,2})|([num]|[kMGTPE]|[KMGTPE]i))?"
)
"""An exponent or a suffix, but not both. Kubernetes' own grammar has no bounds, but then its numbers do:
https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/"""
_LARGEST = 2**63


def amount(quantity: object) -> Decimal | None:
    """Return the amount of a quantity such as `500m`, `26Gi` or `2`, or None if it is not a quantity."""
    match = _QUANTITY.fullmatch(quantity) if isinstance(quantity, str) else None
    if match is None:
        return None
    found = Decimal(match[1] + (match[2] or "")) * _SUFFIXES[match[3] or ""]
    return found if found < _LARGEST else None


def has_unit(quantity: object) -> bool:
    """Return whether a quantity is greater than zero and has a unit of storage: `10Gi` does, `10` means ten bytes."""
    return bool(amount(quantity)) and str(quantity)[-1] in "kMGTPEi"


def canonical(quantity: str) -> str:
    """Return a quantity as Kubernetes writes it: `1Gi` for `1024Mi`, `500m` for `0.5`.

    An operator's webhook writes quantities in this form, and Argo CD compares those of custom resources literally.
    """
    total = amount(quantity)
    if not total or _EXPONENT.search(quantity):
        return quantity if total is None or total else "0"
    units = _BINARY if quantity.endswith("i") and total >= _BINARY["Ki"] else _DECIMAL
    smallest = list(units)[-1]
    unit = next((unit for unit, factor in units.items() if total % factor == 0), smallest)
    return f"{(total / units[unit]).to_integral_value(ROUND_CEILING):f}{unit}"
