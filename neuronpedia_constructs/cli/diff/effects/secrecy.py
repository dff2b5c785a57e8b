"""Values of Secrets, which are compared and never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.cli.diff.kubernetes.differences import Difference

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Key

_VALUES: Final = {"data", "stringData"}
_ONE: Final = "(secret)"
_OTHER: Final = "(another secret)"


def hidden(key: Key, fields: tuple[Difference, ...]) -> tuple[Difference, ...]:
    """Return the differences of an object without the values of a Secret."""
    if (key.group, key.kind) != ("", "Secret"):
        return fields
    return tuple(_hidden(each) if each.path[0] in _VALUES else each for each in fields)


def _hidden(field: Difference) -> Difference:
    old = None if field.old is None else _ONE
    new = None if field.new is None else _OTHER
    return Difference(field.path[:2], old, new)
