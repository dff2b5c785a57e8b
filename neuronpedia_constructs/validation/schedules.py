"""Cron schedules that Kubernetes accepts."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple


class _Field(NamedTuple):
    """The numbers that one field of a schedule accepts and, in the same order, their names, if they have any."""

    numbers: range
    names: str = ""

    def number(self, text: str) -> int:
        """Return the number that `text` spells as digits or as a name, or -1 if it does neither."""
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
ALLOWED = "a cron schedule in UTC with five fields: minute, hour, day of month, month, day of week (0 to 6)"

# Days per month in a leap year.
_MONTH_DAYS = dict(enumerate((31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1))

# Fields are separated by what Go considers whitespace, which excludes \x1c to \x1f, but not by line breaks.
_BLANKS = re.compile(r"[^\S\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
# Nine digits are more than anyone needs, and fit Go's integers on every machine.
_NUMBER = r"[0-9]{1,9}"
_ITEM = re.compile(rf"(?:[*?]|({_NUMBER}|[A-Za-z]{{3}})(?:-({_NUMBER}|[A-Za-z]{{3}}))?)(?:/({_NUMBER}))?")
# An item that leaves a field unrestricted. A longer step restricts it: `*/2` is a list of numbers like any other.
_EVERYTHING = re.compile(r"[*?](/0*1)?")

_PART = re.compile(rf"({_NUMBER}(?:\.{_NUMBER})?)([hms])")
_INTERVAL = re.compile(rf"@every (?:{_PART.pattern})+")
_SECONDS = {"h": 3600, "m": 60, "s": 1}
_LONGEST_INTERVAL = 2**63 // 10**9  # Seconds: Go counts nanoseconds in 64 bits.


def is_schedule(text: object) -> bool:
    """Return whether `text` is a schedule that a Kubernetes CronJob accepts, and that falls due at some time.

    A schedule has five fields (minute, hour, day of month, month and day of week), or is a name such as `@daily`, or
    an interval in hours, minutes and seconds such as `@every 1h30m`. Time zones are not accepted, as Kubernetes rejects
    `TZ=` and `CRON_TZ=`, and neither are surrounding blanks, line breaks and empty list items.
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
        return True  # A restricted day of the week is enough for a date to match, and every month has all seven.
    return min(chosen["day of month"]) <= max(_MONTH_DAYS[month] for month in chosen["month"])


def _is_interval(text: str) -> bool:
    """Return whether `text` is `@every` with a duration that is greater than zero and that Go can represent."""
    if not _INTERVAL.fullmatch(text):
        return False
    seconds = sum(Fraction(number) * _SECONDS[unit] for number, unit in _PART.findall(text))
    return 0 < seconds <= _LONGEST_INTERVAL


def _numbers(text: str, field: _Field) -> set[int]:
    """Return the numbers that a comma-separated list selects, or an empty set if any of its items is invalid."""
    items = [_item(item, field) for item in text.split(",")]
    return set().union(*items) if all(items) else set()


def _item(text: str, field: _Field) -> range:
    """Return the numbers that one item of a list selects; the range is empty only if the item is invalid.

    An item is `*` or `?` for everything, a number, or a range `A-B`, each with or without a step. A number with a step
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
