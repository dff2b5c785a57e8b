"""Types of values: what an argument accepts, and how it is written for the program that reads it.

The dataclasses generate as few methods as possible, because each one slows down the import.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from .names import looks_secret

_Value_co = TypeVar("_Value_co", covariant=True)
_Word_co = TypeVar("_Word_co", bound=str, covariant=True)

_WORD = re.compile(r"[^\s,]+")


class ValueType(Protocol[_Value_co]):
    """The values that an argument accepts, and their Python type."""

    @property
    def allowed(self) -> str:
        """What is accepted, as a phrase for a message."""
        ...

    @property
    def example(self) -> _Value_co:
        """An accepted value."""
        ...

    def accepts(self, value: object) -> bool:
        """Return whether a value is accepted."""
        ...

    def render(self, value: object) -> str:
        """Return an accepted value as an environment variable."""
        ...


@dataclass(eq=False, repr=False)
class Boolean:
    """True or False. Programs compare the variable with "true" and treat anything else as false."""

    true: str = "true"
    false: str = "false"
    allowed: str = "True or False"
    example: bool = True

    def accepts(self, value: object) -> bool:
        """Return whether the value is a bool."""
        return isinstance(value, bool)

    def render(self, value: object) -> str:
        """Return the word for the value."""
        return self.true if value else self.false


@dataclass(eq=False, repr=False)
class OneOf(ValueType[_Word_co]):
    """One of a fixed set of words."""

    options: tuple[_Word_co, ...]

    @property
    def allowed(self) -> str:
        """The words, quoted."""
        return ", ".join(f'"{option}"' for option in self.options)

    @property
    def example(self) -> _Word_co:
        """The first of the words."""
        return self.options[0]

    def accepts(self, value: object) -> bool:
        """Return whether the value is one of the words."""
        return value in self.options

    def render(self, value: object) -> str:
        """Return the word."""
        return str(value)


@dataclass(eq=False, repr=False)
class Number:
    """An integer within bounds."""

    minimum: int
    maximum: int | None = None
    example: int = 400

    @property
    def allowed(self) -> str:
        """The bounds, as a phrase."""
        return f"a whole number {_bounds(self.minimum, self.maximum)}"

    def accepts(self, value: object) -> bool:
        """Return whether the value is an integer within the bounds."""
        if not isinstance(value, int) or isinstance(value, bool):
            return False
        return self.minimum <= value and (self.maximum is None or value <= self.maximum)

    def render(self, value: object) -> str:
        """Return the number in digits."""
        return str(value)


@dataclass(eq=False, repr=False)
class Fraction:
    """A number within bounds."""

    minimum: float
    maximum: float
    example: float

    @property
    def allowed(self) -> str:
        """The bounds, as a phrase."""
        return f"a number {_bounds(self.minimum, self.maximum)}"

    def accepts(self, value: object) -> bool:
        """Return whether the value is a number within the bounds."""
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            return False
        return self.minimum <= value <= self.maximum

    def render(self, value: object) -> str:
        """Return the number in digits."""
        return f"{value:.15g}" if isinstance(value, float) else str(value)


def _bounds(minimum: float, maximum: float | None) -> str:
    return f"of at least {minimum:g}" if maximum is None else f"from {minimum:g} to {maximum:g}"


@dataclass(eq=False, repr=False)
class Words:
    """A list of words, which the program splits at commas."""

    allowed: str = "a non-empty list of strings without commas or spaces"
    example: Sequence[str] = ("gemma-2-2b-it",)

    def accepts(self, value: object) -> bool:
        """Return whether the value is a list of such words. A single string is not."""
        if isinstance(value, str) or not isinstance(value, Sequence) or not value:
            return False
        return all(isinstance(word, str) and _WORD.fullmatch(word) for word in value)

    def render(self, value: object) -> str:
        """Return the words, joined by commas."""
        return ",".join(value) if isinstance(value, Sequence) else ""


@dataclass(eq=False, repr=False)
class Json:
    """A dictionary, which the program parses as JSON."""

    allowed: str = "a dictionary of JSON values, none of them secret"

    @property
    def example(self) -> Mapping[str, Any]:
        """An option of TransformerLens."""
        return {"fold_ln": False}

    def accepts(self, value: object) -> bool:
        """Return whether the value is a dictionary that JSON can represent, with nothing secret in it."""
        try:
            plain = dict(value) if isinstance(value, Mapping) else None
            same = plain is not None and json.loads(json.dumps(plain)) == plain
        except (RecursionError, TypeError, ValueError):
            return False
        return same and not any(map(looks_secret, _keys(plain)))

    def render(self, value: object) -> str:
        """Return the dictionary as JSON with sorted keys."""
        return json.dumps(dict(value) if isinstance(value, Mapping) else {}, sort_keys=True)


def _keys(value: object) -> Iterator[str]:
    """Yield the keys of a dictionary of JSON values, and of those in it."""
    if isinstance(value, dict):
        yield from value
    for entry in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(entry)
