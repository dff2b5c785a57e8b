"""Fields of objects, whatever stands in their places."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


_LARGEST = 2**31
"""Numbers of replicas and the like have 32 bits."""


def mapping(value: Any) -> dict[str, Any]:
    """Return a map, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def elements(value: Any) -> list[Any]:
    """Return a list, or an empty one for anything else."""
    return value if isinstance(value, list) else []


def maps(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the maps in a list."""
    yield from (each for each in elements(value) if isinstance(each, dict))


def text(value: Any) -> str:
    """Return a text, or an empty one for anything else."""
    return value if isinstance(value, str) else ""


def whole(value: Any, default: int) -> int:
    """Return a whole number from 0 that Kubernetes can store, or a default for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST else default


def found(value: Any, path: str) -> list[Any]:
    """Return all that stands at a path such as `spec.tls[].secretName`; `[]` stands for each element of a list."""
    values = [value]
    for step in _steps(path):
        if step == "[]":
            values = [each for value in values for each in elements(value)]
        else:
            values = [value[step] for value in values if isinstance(value, dict) and step in value]
    return values


def first(value: Any, path: str) -> Any:
    """Return the first of what stands at a path, or None."""
    return next(iter(found(value, path)), None)


@cache
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.replace("[]", ".[]").removeprefix(".").split(".")) if path else ()


def annotations_of(manifest: Any) -> dict[str, Any]:
    """Return the annotations of an object."""
    return mapping(mapping(mapping(manifest).get("metadata")).get("annotations"))


def labels_of(manifest: Any) -> dict[str, Any]:
    """Return the labels of an object."""
    return mapping(mapping(mapping(manifest).get("metadata")).get("labels"))
