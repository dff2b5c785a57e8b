"""Write what docs/customizing.md says of drafts from their classes: each field that a mixin may set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import griffe

from .marked_parts import filled
from .reference.arguments import arguments
from .reference.markdown import Prose, table
from .reference.package import NAME, read
from .reference.pages import headings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .reference.package import Package

ROOT: Final = Path(__file__).parent.parent
DOCUMENT: Final = ROOT / "docs" / "customizing.md"


class Draft(NamedTuple):
    """A class of drafts, as a mixin meets it."""

    path: str
    """Where the class is in the package."""
    title: str
    written: str
    """How a mixin writes it."""
    left_out: frozenset[str]
    """Fields that a mixin cannot set, and those that are drafts with fields of their own."""


DRAFTS: Final = (
    Draft("draft.workload.WorkloadDraft", "The workload", "draft", frozenset({"name", "selector", "pod"})),
    Draft("draft.pod.PodDraft", "Its pods", "draft.pod", frozenset()),
    Draft("draft.pod.ContainerDraft", "Its main container", "draft.main", frozenset({"name"})),
)

_REFERENCE: Final = "reference/"


def main() -> None:
    """Write the document."""
    DOCUMENT.write_text(written(), encoding="utf-8")


def written() -> str:
    """Return the document with its tables as they should be."""
    return filled(DOCUMENT, {"fields": "\n".join(tables())})


def tables() -> Iterator[str]:
    """Yield a table of the fields of each class."""
    package = read()
    prose = Prose({name: f"{_REFERENCE}{target}" for name, target in headings(package).items()}, DOCUMENT.stem)
    for draft in DRAFTS:
        yield f"{table((draft.title, 'type', 'what it is'), _rows(package, prose, draft))}\n"


def _rows(package: Package, prose: Prose, draft: Draft) -> Iterator[tuple[str, ...]]:
    made = package.find(f"{NAME}.{draft.path}")
    if not isinstance(made, griffe.Class):
        raise LookupError(f"{draft.path} is not a class of the package")
    for field in arguments(package, made):
        if field.name not in draft.left_out:
            kind = prose.type(package.type_parts(field.annotation))
            yield f"`{draft.written}.{field.name}`", kind, prose.text(field.meaning)


if __name__ == "__main__":
    main()
