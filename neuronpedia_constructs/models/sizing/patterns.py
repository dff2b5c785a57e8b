"""Regular expressions for PostgreSQL that match what Python's match.

Most syntax in patterns for SAE ids means the same in both. Syntax that may differ is not translated: a clear problem is
better than registering other SAEs than the server has.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_ESCAPED = r"\\[ !-/:-@\[-`{-~]"
_MEMBER = rf"(?:{_ESCAPED}|[^\[\]\\])"
TOKEN = re.compile(
    rf"(?P<set>\[\^?+(?P<members>\]?+(?:\\[dsw]|{_MEMBER})*+)\])"
    r"|(?P<kind>\\[dswDSW])"
    rf"|(?P<character>{_ESCAPED}|[^][\\{{}}()|^$*+?])"
    r"|(?P<anchor>[$^]|\\[AZ])"
    r"|(?P<boundary>\\[bB])"
    r"|(?P<open>\((?:(?!\?)|\?(?:[:=!]|<[=!]|P<\w+>)))"
    r"|(?P<close>\))"
    r"|(?P<bar>\|)"
    r"|(?P<quantifier>(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})\??(?!\+))"
)
_DOUBLED = re.compile(r"--|&&|~~|\|\|")
"""Syntax in a set that Python warns about, because it may become a difference or a union of sets."""

_COPIES: Final = 255
"""Maximum repetitions in PostgreSQL."""
_WORK: Final = 2000
"""Maximum size of a pattern, as computed by `_work`. Tested patterns of this size took PostgreSQL about a second."""
_SIZES: Final = {"set": 10, "kind": 10, "character": 1, "anchor": 10, "boundary": 200, "bar": 1}
_INNER_ANCHOR: Final = 200
_QUANTIFIER: Final = 10


@lru_cache(maxsize=1000)
def postgres_pattern(pattern: str) -> str | None:
    """Return the regular expression for PostgreSQL's `~` that matches the ids that `re.search` finds with `pattern`.

    This holds for ids in printable ASCII, in PostgreSQL 15 and newer.

    Returns:
        The regular expression, or None where none is known: for back references, flags other than a leading `(?i)`,
        possessive quantifiers, characters by number, anything but printable ASCII, what PostgreSQL finds too complex,
        and what isn't a regular expression in Python either.
    """
    if not (pattern.isascii() and pattern.isprintable()):
        return None
    flags = "(?i)" if pattern.startswith("(?i)") else ""
    tokens: list[re.Match[str]] = []
    position = len(flags)
    while position < len(pattern):
        token = TOKEN.match(pattern, position)
        if token is None or (token["set"] and _DOUBLED.search(token[0])):
            return None
        tokens.append(token)
        position = token.end()
    try:
        re.compile(pattern)
    except (re.error, RecursionError):
        return None
    return flags + "".join(map(_translated, tokens)) if _work(tokens) <= _WORK else None


def _translated(token: re.Match[str]) -> str:
    text = token[0]
    if token["set"]:
        members = re.sub(rf"\\[dsw]|(^]|{_MEMBER})(?:(-)({_MEMBER}))?", _members, token["members"])
        return f"[^{members}]" if text.startswith("[^") else f"[{members}]"
    return "(" if text.startswith("(?P<") else {r"\b": r"\y", r"\B": r"\Y"}.get(text, text)


def _members(found: re.Match[str]) -> str:
    """Return a character, a range or a class, with a backslash before what may be special to PostgreSQL."""
    first, dash, last = found.groups("")
    return dash.join(re.sub(r"[][^\\-]", r"\\\g<0>", end[-1:]) for end in (first, last)) or found[0]


def _work(tokens: list[re.Match[str]]) -> float:
    """Return the size of a pattern with its repetitions expanded, infinite if PostgreSQL does not allow them.

    Constraints and optional parts count for more, because PostgreSQL precomputes their combinations.
    """
    outer: list[tuple[str, float]] = []
    whole = last = 0.0
    for token in tokens:
        kind, text = str(token.lastgroup), token[0]
        if kind == "open":
            outer.append((text, whole))
            whole = 0
        elif kind == "close":
            opening, before = outer.pop()
            lookaround = opening.endswith(("=", "!"))
            last = float("inf") if lookaround else whole
            whole += before + (_INNER_ANCHOR if outer else _SIZES["anchor"]) * lookaround
        elif kind == "quantifier":
            numbers = [int(number) for number in re.findall(r"\d+", text)]
            whole += last * max([1, *numbers]) + _QUANTIFIER if max([0, *numbers]) <= _COPIES else float("inf")
        else:
            last = _INNER_ANCHOR if outer and kind == "anchor" else _SIZES[kind]
            whole += last
    return whole
