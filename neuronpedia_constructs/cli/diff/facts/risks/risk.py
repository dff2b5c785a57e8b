"""What may happen to data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Key


@dataclass(frozen=True)
class Risk:
    """Data that may be lost, left behind or not be taken over. It never holds a value of a Secret."""

    key: Key
    """The object that it is about."""
    rule: str
    """What kind of risk it is, the same for all objects: "left-behind", "starts-empty"."""
    text: str
    """What happens, without the object's name."""
    fix: str = ""
    """What to do about it."""
    only_if_pruned: bool = False
    """Whether nothing happens unless somebody prunes. `kubectl apply` does not."""
