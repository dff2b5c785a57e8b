"""Text that does not survive the way through YAML to the cluster."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.validation.problems import Problem

from .places import places, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.kubernetes.bridge import Manifest

    from .places import Trail

_UNREADABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters that YAML forbids, or takes for the end of a line."""

_NUMBER: Final = re.compile(r"[-+]?0([oO][0-7_]+|X[0-9A-Fa-f_]+|B[01_]+)")
"""What cdk8s writes without quotes because YAML 1.1 has no such numbers. kubectl reads them as numbers."""

_ESCAPES: Final = ("\\u00", "\\b", "\\f", "\x7f")
"""How JSON contains characters that YAML forbids, if it is ASCII."""
_STARTS: Final = tuple(f'"{sign}0{base}' for sign in ("", "-", "+") for base in "oOXB")
"""How JSON contains such numbers."""


def text_problems(manifest: Manifest, text: str) -> Iterator[Problem]:
    """Yield a problem for each text in an object, given as JSON too, that would not reach the cluster as it is."""
    if text.isascii() and not any(part in text for part in _ESCAPES + _STARTS):
        return
    for trail, value in places(manifest):
        if isinstance(value, str):
            yield from _problems(trail, value)
        elif isinstance(value, dict):
            for key in value:
                yield from _problems(trail, key, "a key of ")


def _problems(trail: Trail, text: str, what: str = "") -> Iterator[Problem]:
    if found := _UNREADABLE.search(text):
        cause = f"it contains the character U+{ord(found[0]):04X}"
        allowed = "text without control characters, other than tabs and line breaks"
        yield Problem("object.text-unreadable", f"{what}{shown(trail)}", cause, allowed, "remove the character")
    elif _NUMBER.fullmatch(text):
        allowed = "text that kubectl does not read as a number"
        yield Problem.invalid("object.text-number", f"{what}{shown(trail)}", text, allowed, "write it in another form")
