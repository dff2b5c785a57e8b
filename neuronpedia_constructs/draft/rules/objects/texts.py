"""Text that does not survive the way through YAML to the cluster."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.validation.problems import Problem

from .places import places, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.kubernetes.bridge import Manifest

_FORBIDDEN: Final = "\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
_UNREADABLE: Final = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f{_FORBIDDEN}]")
"""Characters that YAML forbids, or takes for the end of a line."""

_NUMBER: Final = re.compile(r"[-+]?0([oO][0-7_]+|X[0-9A-Fa-f_]+|B[01_]+)")
"""What cdk8s writes without quotes because YAML 1.1 has no such numbers. kubectl reads them as numbers."""

_SUSPICIOUS: Final = re.compile(rf'[{_FORBIDDEN}]|\\u00|\\[bf]|"{_NUMBER.pattern}"')
"""The same in JSON, which escapes some of these characters."""


def text_problems(manifest: Manifest) -> Iterator[Problem]:
    """Yield a problem for each text in an object that would not reach the cluster as it is."""
    if not _SUSPICIOUS.search(json.dumps(manifest, ensure_ascii=False, default=str)):
        return  # faster than to look at each text
    for trail, value in places(manifest):
        if isinstance(value, str):
            yield from _problems(shown(trail), value)
        elif isinstance(value, dict):
            for key in value:
                yield from _problems(f"a key of {shown(trail)}", key)


def _problems(place: str, text: str) -> Iterator[Problem]:
    if found := _UNREADABLE.search(text):
        cause = f"it contains the character U+{ord(found[0]):04X}"
        allowed = "text without control characters, other than tabs and line breaks"
        yield Problem("object.text-unreadable", place, cause, allowed, "remove the character")
    elif _NUMBER.fullmatch(text):
        allowed = "text that kubectl does not read as a number"
        yield Problem.invalid("object.text-number", place, text, allowed, "write it in another form")
