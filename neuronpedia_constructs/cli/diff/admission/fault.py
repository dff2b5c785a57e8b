"""Faults: what keeps an API server from accepting an object."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

_SHOWN = 80


@dataclass(frozen=True)
class Fault:
    """A field that an API server refuses."""

    path: str
    """Where it is, in Kubernetes' notation: `spec.template.spec.containers[0].resources.limits[nvidia.com/gpu]`."""
    message: str
    """What was given, and what is allowed. It never holds the value of a Secret."""


def below(path: str, name: str) -> str:
    """Return the path of a field of what is at a path, which is "" for the object."""
    return f"{path}.{name}" if path else name


def keyed(path: str, key: object) -> str:
    """Return the path of a value in a map whose keys are data, or in a list."""
    return f"{path}[{key}]"


def invalid(path: str, value: Any, allowed: str) -> Fault:
    """Return a fault of a value, with what is allowed in its place."""
    return Fault(path, f"{shown(value)} is not allowed; it must be {allowed}")


def missing(path: str, allowed: str = "") -> Fault:
    """Return a fault of a field that must be given."""
    return Fault(path, f"it is missing; it must be {allowed}" if allowed else "it is missing, and must be given")


def forbidden(path: str, reason: str) -> Fault:
    """Return a fault of a field that must not be given, or not together with others."""
    return Fault(path, f"it must not be given {reason}")


def duplicate(path: str, value: Any, of: str = "") -> Fault:
    """Return a fault of a value that another one equals."""
    return Fault(path, f"{shown(value)} is given twice{of and f'; {of} must differ'}")


def shown(value: Any) -> str:
    """Return a value as it stands in a message: short, and on one line."""
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list):
        return (
            "a list" if any(isinstance(each, (dict, list)) for each in value) else _cut(json.dumps(value, default=str))
        )
    return _cut(json.dumps(value, ensure_ascii=False, default=str))


def one_of(words: list[str] | tuple[str, ...]) -> str:
    """Return the words that a field accepts, for a message."""
    quoted = [json.dumps(word) for word in words]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
