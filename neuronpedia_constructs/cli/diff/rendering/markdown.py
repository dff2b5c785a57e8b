"""A report as Markdown for the comment of a pull request."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.validation.problems import visible_line

from .section import BAD, CARE, Command

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .section import Item, Section

_MARKS: Final = {BAD: "🛑 ", CARE: "⚠️ "}
_LONG: Final = 8
"""A section with more lines is folded, if nothing in it is marked."""
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|~])")


def markdown(name: str, sections: Iterable[Section]) -> str:
    """Return the report of an environment, or nothing if there is nothing to say."""
    found = [section for section in sections if section.items]
    if not found:
        return ""
    return "\n".join([f"### {_escaped(name)}", "", *(line for each in found for line in _section(each))])


def _section(section: Section) -> Iterator[str]:
    folded = len(section.items) > _LONG and all(item.tone not in _MARKS for item in section.items)
    title = f"**{section.title}**"
    if folded:
        yield f"<details><summary><b>{section.title}</b>: {len(section.items)}</summary>"
    else:
        yield title
    yield ""
    for item in section.items:
        yield from _item(item)
    yield ""
    if folded:
        yield "</details>"
        yield ""


def _item(item: Item) -> Iterator[str]:
    yield f"- {_MARKS.get(item.tone, '')}{_escaped(item.text)}"
    for is_command, details in groupby(item.details, lambda detail: isinstance(detail, Command)):
        if is_command:
            yield from ("", "  ```sh", *(f"  {visible_line(detail)}" for detail in details), "  ```", "")
        else:
            yield from (f"  - {_escaped(detail)}" for detail in details)


def _escaped(words: str) -> str:
    """Return words that Markdown prints as they are."""
    return _SPECIAL.sub(r"\\\1", visible_line(words))
