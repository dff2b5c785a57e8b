"""Regular expressions that Python could not finish matching against the id of an SAE."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .patterns import TOKEN

_ADJACENT: Final = 3
"""How many repetitions may follow each other without a fixed character between them."""


@dataclass
class _Group:
    """What is open: the pattern itself, or a group in it."""

    varies: bool = False
    """Whether it can match texts of different lengths, or in several ways."""
    adjacent: int = 0
    """Repetitions since the last fixed character."""


@lru_cache(maxsize=1000)
def backtracks(pattern: str) -> bool:
    r"""Return whether a pattern may take time that grows exponentially, or with a high power of the length.

    It does if a repeated group contains a repetition or alternatives, as in `([a-z]+)+!`, or if many repetitions follow
    each other, as in `.*.*.*.*!`: Python tries every way to divide a text among them. The server would hang, too.
    """
    groups = [_Group()]
    last = False
    for token in TOKEN.finditer(pattern):
        kind, text = token.lastgroup, token[0]
        if kind == "open":
            groups.append(_Group())
        elif kind == "close" and len(groups) > 1:
            last = groups.pop().varies
            groups[-1].varies |= last
            groups[-1].adjacent = groups[-1].adjacent + 1 if last else 0
        elif kind == "bar":
            groups[-1].varies, groups[-1].adjacent = True, 0
        elif kind == "quantifier":
            least, most = _times(text)
            if most > 1 and last:
                return True
            if least != most:
                groups[-1].varies = True
                groups[-1].adjacent += 1
        elif kind != "anchor":
            last, groups[-1].adjacent = False, 0 if not _is_repeated(pattern, token.end()) else groups[-1].adjacent
        if groups[-1].adjacent > _ADJACENT:
            return True
    return False


def _is_repeated(pattern: str, position: int) -> bool:
    return pattern[position : position + 1] in ("*", "+", "?", "{")


def _times(quantifier: str) -> tuple[float, float]:
    """Return how often a quantifier repeats, at least and at most."""
    plain = {"*": (0, float("inf")), "+": (1, float("inf")), "?": (0, 1)}
    if quantifier[0] in plain:
        return plain[quantifier[0]]
    least, comma, most = re.sub(r"[{}?]", "", quantifier).partition(",")
    return int(least), int(most) if most else float("inf") if comma else int(least)
