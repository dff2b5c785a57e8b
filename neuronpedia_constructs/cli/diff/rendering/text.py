"""A report as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.validation.problems import visible_line

from .section import BAD, CARE, Command

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .section import Item, Section

_BOLD: Final = "1"
_COLOURS: Final = {BAD: "31", CARE: "33"}
_COMMAND: Final = "36"


def text(name: str, sections: Iterable[Section], *, colour: bool) -> str:
    """Return the report of an environment, or nothing if there is nothing to say."""
    lines = [line for section in sections if section.items for line in _section(section, colour=colour)]
    return "\n".join([_painted(visible_line(name), _BOLD, colour=colour), *lines, ""]) if lines else ""


def _section(section: Section, *, colour: bool) -> Iterator[str]:
    yield f"  {_painted(section.title, _BOLD, colour=colour)}"
    for item in section.items:
        yield from _item(item, colour=colour)


def _item(item: Item, *, colour: bool) -> Iterator[str]:
    yield f"    {_painted(visible_line(item.text), _COLOURS.get(item.tone, ''), colour=colour)}"
    for detail in item.details:
        code = _COMMAND if isinstance(detail, Command) else ""
        yield f"      {_painted(visible_line(detail), code, colour=colour)}"


def _painted(words: str, code: str, *, colour: bool) -> str:
    return f"\033[{code}m{words}\033[0m" if colour and code else words
