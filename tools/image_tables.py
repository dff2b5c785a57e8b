"""Write what docs/images.md says of images from the data of each line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.upstream.images.expected import expected, revision
from neuronpedia_constructs.upstream.lines import NAMES

from .marked_parts import filled
from .reference.markdown import table

if TYPE_CHECKING:
    from neuronpedia_constructs.upstream.images.expected import Expected

DOCUMENT: Final = Path(__file__).parent.parent / "docs" / "images.md"


def main() -> None:
    """Write the document."""
    DOCUMENT.write_text(written(), encoding="utf-8")


def written() -> str:
    """Return the document with its tables as they should be."""
    return filled(DOCUMENT, {name: _part(name) for name in NAMES})


def _part(line: str) -> str:
    columns = ("image", "starts", "as user", "on the path", "has", "GPU driver", "size", "to know")
    rows = [_row(name, image) for name, image in expected(line).items()]
    return f'`upstream="{line}"` means Neuronpedia at revision {revision(line)}.\n\n{table(columns, rows)}\n'


def _row(name: str, image: Expected) -> tuple[str, ...]:
    versions = image.oldest if image.oldest == image.newest else f"{image.oldest} to {image.newest}"
    path = [f"{'Python' if image.runtime == 'python' else 'Node.js'} {versions}", *map(_code, image.commands)]
    path += [f"{_code(command)}: {what}" for command, what in image.optional_commands.items()]
    has = [f"{_code(file)}: {what}" for file, what in image.files.items()]
    has += [f"the modules {', '.join(map(_code, image.modules))}"] if image.modules else []
    has += [f"{_code(module)}: {what}" for module, what in image.optional_modules.items()]
    lists = ["<br>".join(entries) for entries in (path, has)]
    starts = f"{_code(image.command)} in {_code(image.folder)}"
    notes = [*image.notes, *([f"Frozen at build time: {image.frozen}."] if image.frozen else [])]
    return (_code(name), starts, str(image.user), *lists, image.driver, image.size, "<br>".join(notes))


def _code(text: str) -> str:
    return f"`{text}`"


if __name__ == "__main__":
    main()
