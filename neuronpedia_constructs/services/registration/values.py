"""Values in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def prefix(environment: str) -> str:
    """Return what the ids of an environment's hosts start with."""
    return f"neuronpedia-constructs/{environment}/"


def text(value: str) -> str:
    """Return a string literal."""
    return "'" + value.replace("'", "''") + "'"


def array(values: Sequence[str]) -> str:
    """Return an array of strings."""
    return f"ARRAY[{', '.join(map(text, values))}]::text[]"


def row(*values: str) -> str:
    """Return a row of literals, as one of several after VALUES."""
    return f"  ({', '.join(values)})"
