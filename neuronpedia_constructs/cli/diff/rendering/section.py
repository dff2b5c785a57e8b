"""Parts of a report, in words: what text and Markdown print alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

Tone = str
BAD: Final = "bad"
"""What must not happen unseen: an error, lost data, an open door."""
CARE: Final = "care"
"""What a person should know beforehand: a time without service."""
PLAIN: Final = "plain"

_MINUTE: Final = 60
_SECONDS: Final = 90
"""Shorter times are told in seconds."""


class Command(str):
    """A command, which a person copies."""

    __slots__ = ()


@dataclass(frozen=True)
class Item:
    """One line of a section."""

    text: str
    details: tuple[str, ...] = ()
    """Lines beneath it. Those that are a `Command` are typed as they are."""
    tone: Tone = PLAIN


@dataclass(frozen=True)
class Section:
    """A part of a report. One without items is not printed."""

    title: str
    items: tuple[Item, ...]


def section(title: str, items: Iterable[Item]) -> Section:
    """Return a section of items."""
    return Section(title, tuple(items))


def duration(seconds: int) -> str:
    """Return a time as a person says it: `30 s`, `6 min`."""
    return f"{seconds} s" if seconds < _SECONDS else f"{-(-seconds // _MINUTE)} min"


def count(number: int, noun: str) -> str:
    """Return a number of things: `1 pod`, `2 pods`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
