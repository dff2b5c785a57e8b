"""Types of values that only upstream's Python servers have."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeGuard, get_args

from neuronpedia_constructs.validation.values import Fraction

RATE = Fraction(0, 1, example=0.25)
"""A share of requests."""

Points = Literal["auto", "sae", "sae+auto"]
"""Ways to choose the points at which a server reads and writes activations."""


@dataclass(eq=False, repr=False)
class StaticPoints:
    """A way to choose points, or a list of them."""

    allowed: str = 'one of "auto", "sae", "sae+auto", or a list of points, such as [("resid_post", 7)]'

    @property
    def example(self) -> Points | Sequence[tuple[str, int]]:
        """The points that SAEs need."""
        return "sae"

    def accepts(self, value: object) -> bool:
        """Return whether the value is a way to choose points, or a list of names with layers."""
        return value in get_args(Points) if isinstance(value, str) else _are_points(value)

    def render(self, value: object) -> str:
        """Return the word, or the list as JSON."""
        return value if isinstance(value, str) else json.dumps(value)


def _are_points(value: object) -> TypeGuard[Sequence[Sequence[object]]]:
    if not isinstance(value, (list, tuple)) or not value:
        return False
    return all(isinstance(point, (list, tuple)) and _is_point(*point) for point in value)


def _is_point(name: object = None, layer: object = None, *more: object) -> bool:
    return isinstance(name, str) and isinstance(layer, int) and not isinstance(layer, bool) and not more


@dataclass(eq=False, repr=False)
class Sizes:
    """A list of whole numbers, joined by commas."""

    allowed: str = "a list of whole numbers of at least 1"
    example: Sequence[int] = (1, 2, 4, 8)

    def accepts(self, value: object) -> bool:
        """Return whether the value is a list of such numbers."""
        if not isinstance(value, (list, tuple)) or not value:
            return False
        return all(isinstance(size, int) and not isinstance(size, bool) and size > 0 for size in value)

    def render(self, value: object) -> str:
        """Return the numbers, joined by commas."""
        return ",".join(map(str, value)) if isinstance(value, Sequence) else ""


@dataclass(eq=False, repr=False)
class Budget:
    """GiB, or a word."""

    allowed: str = 'GiB, "auto" or "off"'

    @property
    def example(self) -> float | Literal["auto", "off"]:
        """What a program chooses by itself."""
        return "auto"

    def accepts(self, value: object) -> bool:
        """Return whether the value is a positive number, or one of the words."""
        if isinstance(value, str):
            return value in ("auto", "off")
        return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < float("inf")

    def render(self, value: object) -> str:
        """Return the number in digits, or the word."""
        return value if isinstance(value, str) else f"{value:.15g}" if isinstance(value, float) else str(value)
