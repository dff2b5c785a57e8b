"""Bytes as text."""

from __future__ import annotations

import codecs
import re
from typing import Final

from neuronpedia_constructs.cli.diff.reading.errors import Unreadable

MOST_BYTES: Final = 32 * 1024 * 1024
"""The size of the biggest source that is read. The API server stores objects of at most 1.5 MiB (etcd's limit)."""
TOO_BIG = f"it is bigger than {MOST_BYTES // 1024 // 1024} MiB; give only the manifests of one environment"
"""The statement about a source that is bigger."""

_NOT_UTF_8: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF16_LE, "it is UTF-16; save it as UTF-8"),
    (codecs.BOM_UTF16_BE, "it is UTF-16; save it as UTF-8"),
    (codecs.BOM_UTF32_BE, "it is UTF-32; save it as UTF-8"),
    (b"\x1f\x8b", "it is compressed (gzip); decompress it first"),
    (b"PK\x03\x04", "it is a ZIP archive; unpack it first"),
)
"""The first bytes of files that a person may take for manifests."""
_NOT_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML does not allow: https://yaml.org/spec/1.1/#c-printable."""


def text_of(data: bytes, source: str) -> str:
    """Return the text of a source.

    Raises:
        Unreadable: it is too big, binary, or not UTF-8.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable([f"{source}: {TOO_BIG}"])
    for start, statement in _NOT_UTF_8:
        if data.startswith(start):
            raise Unreadable([f"{source}: {statement}"])
    if b"\0" in data:
        raise Unreadable([f"{source}: it is binary; give YAML or JSON"])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable([f"{source}:{line}: this is not UTF-8; save the file as UTF-8"]) from None
    if found := _NOT_TEXT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        character = f"U+{ord(found[0]):04X}"
        raise Unreadable([f"{source}:{line}: YAML does not allow the control character {character}; remove it"])
    return text
