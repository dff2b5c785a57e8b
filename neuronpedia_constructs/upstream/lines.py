"""The lines by name."""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

from neuronpedia_constructs.validation.problems import Problem

from .line import LineName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .line import Line

CURRENT: Final = "current"
"""The default."""

NAMES: Final[tuple[str, ...]] = get_args(LineName)


@cache
def find_line(name: str) -> Line:
    """Return a line. Only the folders of lines that an app uses are imported.

    Raises:
        ModuleNotFoundError: it does not exist.
    """
    found: Line = import_module(f"{__package__}.{name}.line").LINE
    return found


def check_line(name: object) -> Iterator[Problem]:
    """Yield a problem if there is no such line."""
    if name not in NAMES:
        fix = 'leave it out, or write upstream="legacy" for images of Neuronpedia from before 2026-08-20'
        allowed = " or ".join(f'"{known}"' for known in NAMES)
        yield Problem.invalid("environment.upstream-unknown", "upstream", name, allowed, fix)


def read(line: str, name: str) -> Any:
    """Return the content of a line's data file. Callers cache it."""
    return json.loads(Path(__file__).with_name(line).joinpath(name).read_text(encoding="utf-8"))


def unread(line: str) -> dict[str, frozenset[str]]:
    """Return the environment variables that only the other lines' programs read, by program."""
    own, others = _variables(line), [_variables(other) for other in NAMES if other != line]
    return {
        program: frozenset().union(*(other.get(program, []) for other in others)) - frozenset(own.get(program, []))
        for program in {program for variables in (own, *others) for program in variables}
    }


@cache
def _variables(line: str) -> dict[str, list[str]]:
    """Return the environment variables that programs of a line read, for each program in which lines differ."""
    found: dict[str, list[str]] = read(line, "variables.json")
    return found
