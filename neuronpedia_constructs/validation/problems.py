"""What is wrong with an app, or doubtful, as data and as the one list that a person reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_HIDDEN = (
    (re.compile(r"[^\s'\"/]+:[^\s'\"/]*@"), "…@"),
    (re.compile(r"//.*@", re.DOTALL), "//…@"),
    (re.compile(r"([?&][^=&\s]+=)[^&\s'\"]+"), r"\1…"),
)
"""What is between the slashes of an address and its host, and the values in its query; either may be a secret."""


APP = "(whole app)"
"""Stands where a problem belongs to no single environment."""


@dataclass(frozen=True)
class Problem:
    """One thing that keeps an app from being synthesized, or, as a warning, one that may keep it from working."""

    code: str
    """Which kind of problem it is, such as "image.tag-missing". Later releases may word it in another way, but its code
    stays."""
    field: str
    """Where it is, in the caller's own words: an argument, or a field of the manifest."""
    cause: str
    """What is wrong, as a statement, with the value that was given."""
    allowed: str
    """What would be accepted."""
    fix: str
    """What to do about it."""
    construct: str = ""
    """Path of the construct below its environment, such as `webapp`."""
    environment: str = ""
    """Name of the environment."""
    warning: bool = False
    """Whether the app is synthesized all the same."""

    @classmethod
    def invalid(cls, code: str, field: str, value: object, allowed: str, fix: str, *, warning: bool = False) -> Problem:
        """Return the problem that a value is not one of those that are allowed."""
        return cls(code, field, f"{quoted(value)} is not allowed", allowed, fix, warning=warning)

    def at(self, construct: str, environment: str = "") -> Problem:
        """Return the same problem with its place filled in, where it has none yet."""
        return replace(self, construct=self.construct or construct, environment=self.environment or environment)

    def __str__(self) -> str:
        place = f"{self.construct}: {self.field}" if self.construct else self.field
        lines = (f"{place}: {self.cause}. [{self.code}]", f"Allowed: {self.allowed}.", f"Fix: {self.fix}.")
        return "\n      ".join(lines)


class InvalidAppError(SystemExit):
    """Synthesis was refused; the message lists every problem of every environment.

    It derives from `SystemExit` because it has to cross the jsii bridge, which turns every `Exception` into an opaque
    error of the JavaScript runtime. Left alone, it ends the program with the list on standard error and exit code 1;
    a caller in Python can catch it and read `problems`.

    Args:
        problems: everything that is wrong, in the order of the list.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(report(self.problems))

    def __str__(self) -> str:
        return str(self.code)


def report(problems: Iterable[Problem]) -> str:
    """Render what keeps an app from being synthesized as one list, grouped by environment."""
    found = list(problems)
    return listed(f"Neuronpedia: {_count(found, 'problem')}, nothing was written.", found)


def report_warnings(warnings: Iterable[Problem]) -> str:
    """Render warnings as one list, grouped by environment."""
    found = list(warnings)
    return listed(f"Neuronpedia: {_count(found, 'warning')}.", found)


def _count(found: list[Problem], what: str) -> str:
    return f"1 {what}" if len(found) == 1 else f"{len(found)} {what}s"


def listed(heading: str, found: list[Problem]) -> str:
    """Render problems below a heading, grouped by environment."""
    lines = [heading]
    for environment, group in groupby(found, key=lambda problem: problem.environment or APP):
        lines += ["", environment, *(f"    - {problem}" for problem in group)]
    return "\n".join(lines)


def quoted(value: object, limit: int = 80) -> str:
    """Render a given value for a message: on one line, not longer than `limit`, and without what may be a secret.

    Of a dictionary, only the keys are shown; of an address, neither user and password nor the values of a query.
    """
    keys = [f"{key!r}: …" for key in value] if isinstance(value, Mapping) else None
    text = repr(value) if keys is None else f"{{{', '.join(keys)}}}"
    for pattern, replacement in _HIDDEN:
        text = pattern.sub(replacement, text)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
