"""Quantities, exact, and as people write them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from neuronpedia_constructs.validation.quantities import amount

_UNITS = [
    (f"{prefix}B", Decimal(1024) ** power) for power, prefix in enumerate(("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"))
]
_GIB = Decimal(1024) ** 3
_WIDE = Context(prec=100)
"""More digits than any sum has."""
_NAMES = {
    "cpu": "CPU",
    "memory": "memory",
    "ephemeral-storage": "ephemeral storage",
    "storage": "storage",
}


def quantity(value: Any) -> Decimal:
    """Return the amount of a quantity, which YAML may have made a number. 0 for what is none."""
    if isinstance(value, bool):
        return Decimal(0)
    return amount(str(value) if isinstance(value, int | float) else value) or Decimal(0)


def resource_name(resource: str) -> str:
    """Return the name of a resource for people: "CPU", "memory", "nvidia.com/gpu"."""
    return _NAMES.get(resource, resource)


def measure(resource: str, size: Decimal) -> str:
    """Return an amount of a resource as people write it: "0.5" for CPU, "70 GiB" for memory."""
    if not _is_bytes(resource):
        return _plain(size, "0.001")
    # Sizes beside each other have the same unit: 600 GiB and 1400 GiB.
    unit, factor = next(
        (
            (unit, factor)
            for unit, factor in reversed(_UNITS)
            if abs(size) >= (factor if factor <= _GIB else 10 * factor)
        ),
        _UNITS[0],
    )
    return f"{_plain(size / factor, '0.01')} {unit}" if size else "0"


def change(resource: str, difference: Decimal) -> str:
    """Return a difference with its sign."""
    return f"{'+' if difference > 0 else ''}{measure(resource, difference)}"


def _is_bytes(resource: str) -> bool:
    return resource in ("memory", "storage", "ephemeral-storage") or resource.startswith("hugepages-")


def _plain(number: Decimal, step: str) -> str:
    """Return a number without exponent and without zeros at its end."""
    rounded = number if number == number.to_integral_value() else number.quantize(Decimal(step), ROUND_HALF_UP, _WIDE)
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
