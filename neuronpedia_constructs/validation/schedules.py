"""Schedules that Kubernetes accepts."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple


class _Field(NamedTuple):
    """What one field of a schedule may hold: numbers, and in order the names of these numbers where they have any."""

    numbers: range
    names: str = ""

    def number(self, text: str) -> int:
        """Return the number that `text` writes or names, or -1 where it names none."""
        names = dict(zip(self.names.split(), self.numbers, strict=False))
        return int(text) if text.isdecimal() else names.get(text.lower(), -1)


_FIELDS = {
    "minute": _Field(range(60)),
    "hour": _Field(range(24)),
    "day of month": _Field(range(1, 32)),
    "month": _Field(range(1, 13), "jan feb mar apr may jun jul aug sep oct nov dec"),
    "day of week": _Field(range(7), "sun mon tue wed thu fri sat"),
}
_DESCRIPTORS = frozenset(("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"))
ALLOWED = "the five fields of cron: minute, hour, day of month, month, day of week (0 to 6); in UTC"
"""What a schedule is, for a message."""

# How many days each month has in a leap year.
_MONTH_DAYS = dict(enumerate((31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1))

# What separates fields: all that is whitespace in Go, which counts no \x1c to \x1f, except for the ends of lines.
_BLANKS = re.compile(r"[^\S\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
# Nine digits are more than anybody needs, and few enough for Go's integers on every machine.
_NUMBER = r"[0-9]{1,9}"
_ITEM = re.compile(rf"(?:[*?]|({_NUMBER}|[A-Za-z]{{3}})(?:-({_NUMBER}|[A-Za-z]{{3}}))?)(?:/({_NUMBER}))?")
# An item that leaves a field unrestricted. A longer step restricts it: `*/2` is a list of numbers like any other.
_EVERYTHING = re.compile(r"[*?](/0*1)?")

_PART = re.compile(rf"({_NUMBER}(?:\.{_NUMBER})?)([hms])")
_INTERVAL = re.compile(rf"@every (?:{_PART.pattern})+")
_SECONDS = {"h": 3600, "m": 60, "s": 1}
_LONGEST_INTERVAL = 2**63 // 10**9  # Seconds: Go counts nanoseconds in 64 bits.


def is_schedule(text: object) -> bool:
    """Tell whether `text` is a schedule that a Kubernetes CronJob accepts and that ever comes due.

    That is five fields (minute, hour, day of month, month and day of week), the name of a schedule such as `@daily`,
    or an interval in hours, minutes and seconds such as `@every 1h30m`. It names no time zone: Kubernetes refuses
    `TZ=` and `CRON_TZ=`. Blanks around it, ends of lines and empty items of a list are refused as well.
    """
    if not isinstance(text, str):
        return False
    if text.startswith("@"):
        return text in _DESCRIPTORS or _is_interval(text)
    fields = _BLANKS.split(text)
    if len(fields) != len(_FIELDS):
        return False
    chosen = {name: _numbers(field, _FIELDS[name]) for name, field in zip(_FIELDS, fields, strict=True)}
    if not all(chosen.values()):
        return False
    if not any(map(_EVERYTHING.fullmatch, fields[-1].split(","))):
        return True  # Days of the week are an alternative to days of the month, and every month has them all.
    return min(chosen["day of month"]) <= max(_MONTH_DAYS[month] for month in chosen["month"])


def _is_interval(text: str) -> bool:
    """Tell whether `text` is `@every` and a time longer than nothing that Go can count."""
    if not _INTERVAL.fullmatch(text):
        return False
    seconds = sum(Fraction(number) * _SECONDS[unit] for number, unit in _PART.findall(text))
    return 0 < seconds <= _LONGEST_INTERVAL


def _numbers(text: str, field: _Field) -> set[int]:
    """Return the numbers that a comma-separated list chooses, or none where any of its items is wrong."""
    items = [_item(item, field) for item in text.split(",")]
    return set().union(*items) if all(items) else set()


def _item(text: str, field: _Field) -> range:
    """Return the numbers that one item of a list chooses: none where it is wrong, never none where it is right.

    An item is everything (`*` or `?`), a number or a range `A-B`, each with a step or without. A number with a step
    is a range to the end of the field.
    """
    match = _ITEM.fullmatch(text)
    if not match:
        return range(0)
    first, last, step = match.groups()
    start = field.number(first) if first else field.numbers[0]
    end = start if first and not step else field.numbers[-1]
    if last:
        end = field.number(last)
    if start not in field.numbers or end not in field.numbers or int(step or 1) == 0:
        return range(0)
    return range(start, end + 1, int(step or 1))
