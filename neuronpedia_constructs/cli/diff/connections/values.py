"""Values of manifests, which can have any type at any place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neuronpedia_constructs.cli.diff.objects import Manifest


class MalformedError(Exception):
    """A part of a manifest is not what the API has. A policy's rule with such a part allows nothing."""


def items(value: Any) -> list[Any]:
    """Return a list, or an empty one for what is none."""
    return value if isinstance(value, list) else []


def maps(value: Any) -> list[Manifest]:
    """Return the maps of a list."""
    return [each for each in items(value) if isinstance(each, dict)]


def strings(value: Any) -> list[str]:
    """Return the strings of a list."""
    return [each for each in items(value) if isinstance(each, str)]


def text(value: Any) -> str:
    """Return a string, or an empty one for what is none."""
    return value if isinstance(value, str) else ""


def integer(value: Any) -> int | None:
    """Return a number, or None for what is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def labels(value: Any) -> dict[str, str]:
    """Return labels: of a map, what has a string as its value."""
    if not isinstance(value, dict):
        return {}
    return {key: each for key, each in value.items() if isinstance(key, str) and isinstance(each, str)}


def several(names: Sequence[str], most: int = 3) -> str:
    """Return names in words, of many the first ones: `a, b, c and 4 more`."""
    if len(names) <= most + 1:
        return together(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def together(names: Sequence[str]) -> str:
    """Return all names in words: `a, b and c`."""
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)
