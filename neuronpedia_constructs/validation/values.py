"""Types of values: what an argument may be, and how the program that reads it parses it.

Their dataclasses have no more than they need, because each generated method takes time whenever this is imported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from .names import looks_secret

_Value_co = TypeVar("_Value_co", covariant=True)
_Word_co = TypeVar("_Word_co", bound=str, covariant=True)

_WORD = re.compile(r"[^\s,]+")


class ValueType(Protocol[_Value_co]):
    """What an argument may be, and the type that it then has in Python."""

    @property
    def allowed(self) -> str:
        """What is accepted, for a message."""
        ...

    @property
    def example(self) -> _Value_co:
        """A value that is accepted."""
        ...

    def accepts(self, value: object) -> bool:
        """Tell whether a value is accepted."""
        ...

    def render(self, value: object) -> str:
        """Return an accepted value as the text of an environment variable."""
        ...


@dataclass(eq=False, repr=False)
class Boolean:
    """True or False, as the word that the program compares with: "true", and anything else is false."""

    true: str = "true"
    false: str = "false"
    allowed: str = "True or False"
    example: bool = True

    def accepts(self, value: object) -> bool:
        """Tell whether it is a bool."""
        return isinstance(value, bool)

    def render(self, value: object) -> str:
        """Return the word."""
        return self.true if value else self.false


@dataclass(eq=False, repr=False)
class OneOf(ValueType[_Word_co]):
    """One of a few words."""

    options: tuple[_Word_co, ...]

    @property
    def allowed(self) -> str:
        """What is accepted."""
        return ", ".join(f'"{option}"' for option in self.options)

    @property
    def example(self) -> _Word_co:
        """The first of them."""
        return self.options[0]

    def accepts(self, value: object) -> bool:
        """Tell whether it is one of the words."""
        return value in self.options

    def render(self, value: object) -> str:
        """Return the word."""
        return str(value)


@dataclass(eq=False, repr=False)
class Number:
    """A whole number, with bounds."""

    minimum: int
    maximum: int | None = None
    example: int = 400

    @property
    def allowed(self) -> str:
        """What is accepted."""
        return f"a whole number {_bounds(self.minimum, self.maximum)}"

    def accepts(self, value: object) -> bool:
        """Tell whether it is a whole number within the bounds."""
        if not isinstance(value, int) or isinstance(value, bool):
            return False
        return self.minimum <= value and (self.maximum is None or value <= self.maximum)

    def render(self, value: object) -> str:
        """Return the number in digits."""
        return str(value)


@dataclass(eq=False, repr=False)
class Fraction:
    """A number, with bounds."""

    minimum: float
    maximum: float
    example: float

    @property
    def allowed(self) -> str:
        """What is accepted."""
        return f"a number {_bounds(self.minimum, self.maximum)}"

    def accepts(self, value: object) -> bool:
        """Tell whether it is a number within the bounds."""
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            return False
        return self.minimum <= value <= self.maximum

    def render(self, value: object) -> str:
        """Return the number in digits."""
        return f"{value:.15g}" if isinstance(value, float) else str(value)


def _bounds(minimum: float, maximum: float | None) -> str:
    return f"from {minimum:g}" if maximum is None else f"from {minimum:g} to {maximum:g}"


@dataclass(eq=False, repr=False)
class Words:
    """Several words, which the program splits at commas."""

    allowed: str = "a list of texts without commas or spaces, at least one"
    example: Sequence[str] = ("gemma-2-2b-it",)

    def accepts(self, value: object) -> bool:
        """Tell whether it is a list of such words; a single text is none."""
        if isinstance(value, str) or not isinstance(value, Sequence) or not value:
            return False
        return all(isinstance(word, str) and _WORD.fullmatch(word) for word in value)

    def render(self, value: object) -> str:
        """Return the words, joined by commas."""
        return ",".join(value) if isinstance(value, Sequence) else ""


@dataclass(eq=False, repr=False)
class Json:
    """A dictionary, which the program parses as JSON."""

    allowed: str = "a dictionary of values that JSON has, none of them secret"

    @property
    def example(self) -> Mapping[str, Any]:
        """An argument of TransformerLens."""
        return {"fold_ln": False}

    def accepts(self, value: object) -> bool:
        """Tell whether it is a dictionary that JSON can hold, and that may stand in a manifest."""
        try:
            plain = dict(value) if isinstance(value, Mapping) else None
            same = plain is not None and json.loads(json.dumps(plain)) == plain
        except (TypeError, ValueError):
            return False
        return same and not any(looks_secret(str(key)) for key in plain or ())

    def render(self, value: object) -> str:
        """Return it as JSON, with its keys in order."""
        return json.dumps(dict(value) if isinstance(value, Mapping) else {}, sort_keys=True)
