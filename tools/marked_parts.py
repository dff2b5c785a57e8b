"""Parts of documents that `make docs` writes, between marks that name them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PART: Final = re.compile(r"(<!-- (\w+): written by `make docs` -->\n).*?(<!-- /\2 -->)", re.DOTALL)


def filled(document: Path, parts: Mapping[str, str]) -> str:
    """Return the text of a document with its marked parts as they should be.

    Raises:
        ValueError: it has other marked parts, or one of them twice.
    """
    text = document.read_text(encoding="utf-8")
    if sorted(found[1] for found in _PART.findall(text)) != sorted(parts):
        msg = f"{document.name} has to have these marked parts, once each: {', '.join(parts)}"
        raise ValueError(msg)
    return _PART.sub(lambda found: f"{found[1]}\n{parts[found[2]]}\n{found[3]}", text)
