"""Markdown as GitHub renders it: tables, anchors, and links from names in code to their entries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BACK: Final = "[All names](README.md)."
"""The link from every page to the index."""

_CODE: Final = re.compile(r"(`[^`]+`)")
_NAME: Final = re.compile(r"`((?:models\.)?\w+)((?:\.\w+)*)(?:\(.*\))?`")
_DOCUMENT: Final = re.compile(r"\bdocs/([\w-]+\.md)\b")


def anchor(heading: str) -> str:
    """Return the fragment by which GitHub links to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table; without rows, nothing."""
    lines = [tuple(cell.replace("|", r"\|") for cell in row) for row in rows]
    written = [headings, ("---",) * len(headings), *lines]
    return "\n".join(f"| {' | '.join(cells)} |".replace("|  |", "| |") for cells in written) if lines else ""


def signature(text: str) -> str:
    """Return a block that shows a call: `text`, because blocks of Python are programs that run."""
    return f"```text\n{text}\n```"


def escaped(text: str) -> str:
    """Return prose of which nothing is taken for Markdown or HTML."""
    return re.sub(r"([<*])", r"\\\1", text)


class Prose:
    """The text of docstrings, as it stands on one page."""

    def __init__(self, targets: Mapping[str, str], page: str) -> None:
        self._targets = targets
        """Where each name and each method has its heading: "models.md#model"."""
        self._page = f"{page}.md"

    def target(self, name: str) -> str | None:
        """Return where a link to a name leads; None if it has no heading."""
        found = self._targets.get(name)
        return found.removeprefix(self._page) if found else None

    def link(self, name: str) -> str:
        """Return a name as a link to its heading, if it has one."""
        target = self.target(name)
        return f"[`{name}`]({target})" if target else f"`{name}`"

    def text(self, text: str, entry: str = "") -> str:
        """Return the text of a docstring, in which public names are links, but for the entry that it belongs to."""
        return "".join(
            self._code(part, entry) if part.startswith("`") else _DOCUMENT.sub(r"[docs/\1](../\1)", escaped(part))
            for part in _CODE.split(text)
        )

    def _code(self, span: str, entry: str) -> str:
        found = _NAME.fullmatch(span)
        if found is None:
            return span
        name, member = found[1], f"{found[1]}{found[2]}"
        known = member if member in self._targets else name
        target = None if known == entry else self.target(known)
        return f"[{span}]({target})" if target else span

    def type(self, parts: Iterable[tuple[str, str | None]]) -> str:
        """Return a type in which public names are links."""
        written: list[str] = []
        plain = ""
        for text, name in parts:
            if name and self.target(name):
                written += [plain, self.link(name)]
                plain = ""
            else:
                plain += text
        return " ".join(
            part if part.startswith("[`") else f"`{part.strip()}`" for part in [*written, plain] if part.strip()
        )
