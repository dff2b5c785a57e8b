"""Errors and warnings about an app, as data and as one readable list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[^\s'\"/]+")
_QUERY = re.compile(r"([?&][^=&\s]+)(=[^&\s'\"]+)?")


APP = "(whole app)"
"""Shown in place of the environment for problems of the app as a whole."""


@dataclass(frozen=True)
class Problem:
    """An error that prevents synthesis, or a warning about something that may not work."""

    code: str
    """Kind of problem, such as "image.tag-missing". Later releases may change the wording but not the code."""
    field: str
    """The argument, or the field of the manifest, that has the problem."""
    cause: str
    """A statement of what is wrong, with the given value."""
    allowed: str
    """What is accepted instead."""
    fix: str
    """What to do about it."""
    construct: str = ""
    """Path of the construct within its environment, such as `webapp`, or several if they have the same problem."""
    environment: str = ""
    """Name of the environment."""
    warning: bool = False
    """Whether it is only a warning, which does not prevent synthesis."""

    @classmethod
    def invalid(cls, code: str, field: str, value: object, allowed: str, fix: str, *, warning: bool = False) -> Problem:
        """Return the problem that a value is not allowed."""
        return cls(code, field, f"{quoted(value)} is not allowed", allowed, fix, warning=warning)

    def at(self, construct: str, environment: str = "") -> Problem:
        """Return a copy with the construct and the environment filled in where they are empty."""
        return replace(self, construct=self.construct or construct, environment=self.environment or environment)

    def __str__(self) -> str:
        place = f"{self.construct}: {self.field}" if self.construct else self.field
        lines = (f"{place}: {self.cause}. [{self.code}]", f"Allowed: {self.allowed}.", f"Fix: {self.fix}.")
        return "\n      ".join(map(visible_line, lines))


class InvalidAppError(SystemExit):
    """The app is invalid and was not synthesized; the message lists every problem of every environment.

    It derives from `SystemExit` because it must cross the jsii bridge, which turns every `Exception` into an opaque
    error of the JavaScript runtime. If nothing catches it, the program prints the list to standard error and exits
    with code 1. Python code can catch it and read `problems`.

    Args:
        problems: all problems, in the order of the list.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(report(self.problems))

    def __str__(self) -> str:
        return str(self.code)


def report(problems: Iterable[Problem]) -> str:
    """Render the problems that prevent synthesis as one list, grouped by environment."""
    found = list(problems)
    return listed(f"Neuronpedia: {_count(found, 'problem')}; nothing was written.", found)


def report_warnings(warnings: Iterable[Problem]) -> str:
    """Render warnings as one list, grouped by environment."""
    found = list(warnings)
    return listed(f"Neuronpedia: {_count(found, 'warning')}.", found)


def _count(found: list[Problem], what: str) -> str:
    return f"1 {what}" if len(found) == 1 else f"{len(found)} {what}s"


def listed(heading: str, found: list[Problem]) -> str:
    """Render problems under a heading, grouped by environment."""
    lines = [heading]
    for environment, group in groupby(found, key=lambda problem: problem.environment or APP):
        lines += ["", visible_line(environment), *(f"    - {problem}" for problem in group)]
    return "\n".join(lines)


def quoted(value: object, limit: int = 80) -> str:
    """Render a value for a message: on one line, at most `limit` characters long, and without possible secrets.

    A dictionary is shown without its values, a URL without user, password and the values of its query string.
    """
    text = _hidden(_represented(value))
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def visible(text: str) -> str:
    """Return a text with escapes for what a terminal obeys or does not show: control and bidirectional characters.

    Line breaks stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character if character.isprintable() or character == "\n" else character.encode("unicode_escape").decode()
        for character in text
    )


def visible_line(text: str) -> str:
    """Return the same on one line: line breaks become escapes, too."""
    return visible(text).replace("\n", "\\n")


def _represented(value: object) -> str:
    try:
        return f"{{{', '.join(f'{key!r}: …' for key in value)}}}" if isinstance(value, Mapping) else repr(value)
    except Exception:  # its own __repr__, or a number of more digits than Python writes
        return f"a value of type {type(value).__name__}"


def _hidden(text: str) -> str:
    """Return a text without what may be secret in a URL: user and password, and the values in its query string.

    Each step takes time in proportion to the text, which is searched whole: in a part, a password may lack its `@`.
    """
    text = _WORD.sub(_without_user, text)
    slashes, at = text.find("//"), text.rfind("@")
    if 0 <= slashes < at:
        text = f"{text[: slashes + 2]}…{text[at:]}"
    return _QUERY.sub(lambda found: f"{found[1]}=…" if found[2] else found[0], text)


def _without_user(found: re.Match[str]) -> str:
    """Return a word without the user and the password in it."""
    word = found[0]
    at = word.rfind("@")
    return f"…{word[at:]}" if 0 < word.find(":", 1) < at else word
