"""Plain values, such as those of members of enumerations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from functools import cache
from typing import Any, ClassVar

_PLAIN = frozenset({bool, float, int, str, type(None)})


class PlainArguments:
    """The base of dataclasses whose arguments are taken as plain values, once."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __post_init__(self) -> None:
        """Replace members of enumerations, and values of other derived types, by plain values."""
        kind: type = type(self)
        for name in _field_names(kind):
            given = getattr(self, name)
            if type(given) not in _PLAIN and (taken := plain(given)) is not given:
                object.__setattr__(self, name, taken)


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if hasattr(kind, "__dataclass_fields__") else ()


def plain(value: Any) -> Any:
    """Return a value without its derived types: a member of an enumeration as its value, a kind of string as a string.

    Entries of collections are taken plain, too. Anything else stays as it is.
    """
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, str):
        return str.__str__(value)  # a derived type may have its own text
    if isinstance(value, (int, float)):
        return int(value) if isinstance(value, int) else float(value)
    return _plain_collection(value)


def _plain_collection(value: Any) -> Any:
    if isinstance(value, Mapping):
        taken = {plain(key): plain(entry) for key, entry in value.items()}
        return value if _are_same(taken.items(), value.items()) else taken
    if type(value) in (list, tuple, set, frozenset):
        entries = [plain(entry) for entry in value]
        return value if all(map(_is, entries, value)) else type(value)(entries)
    return value


def _are_same(taken: Any, given: Any) -> bool:
    return all(_is(key, old) and _is(entry, before) for (key, entry), (old, before) in zip(taken, given, strict=False))


def _is(one: object, other: object) -> bool:
    return one is other
