"""How often a cron schedule runs."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

_YEAR = 365
_DESCRIPTORS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FIVE, _SIX = 5, 6
_ITEM = re.compile(r"(\*|\?|[0-9]{1,2}|[a-z]{3})(?:-([0-9]{1,2}|[a-z]{3}))?(?:/([0-9]{1,4}))?")
_EVERYTHING = re.compile(r"[*?](/0*1)?")
_EVERY = re.compile(r"([0-9]{1,6})([hms])")
_SECONDS = {"h": 3600, "m": 60, "s": 1}


@cache
def runs_a_year(schedule: str) -> int | None:
    """Return how often a schedule runs in a common year, or None for one that cannot be read.

    It has the five fields of a CronJob, or seconds before these, as those of CloudNativePG:
    https://cloudnative-pg.io/documentation/current/backup/#scheduled-backups
    """
    text = _DESCRIPTORS.get(schedule.strip().lower(), schedule.strip().lower())
    if text.startswith("@every "):
        seconds = sum(int(number) * _SECONDS[unit] for number, unit in _EVERY.findall(text))
        return _YEAR * 24 * 3600 // seconds if seconds else None
    fields = text.split()
    if len(fields) == _SIX:
        return _runs(fields[1:], seconds=fields[0])
    return _runs(fields) if len(fields) == _FIVE else None


def _runs(fields: list[str], seconds: str = "0") -> int | None:
    minute, hour, day, month, weekday = fields
    times = [_numbers(seconds, range(60)), _numbers(minute, range(60)), _numbers(hour, range(24))]
    days, months = _numbers(day, range(1, 32)), _numbers(month, range(1, 13), _MONTHS)
    weekdays = _numbers(weekday, range(8), _DAYS)
    if not all([*times, days, months, weekdays]):
        return None
    weekdays = {number % 7 for number in weekdays}
    # A date must match both fields, or, if both are restricted, one of them: https://pkg.go.dev/github.com/robfig/cron/v3
    enough = any if _is_restricted(day) and _is_restricted(weekday) else all
    dates = (date(2025, 1, 1) + timedelta(days=number) for number in range(_YEAR))
    matching = sum(one.month in months and enough((one.day in days, one.isoweekday() % 7 in weekdays)) for one in dates)
    return matching * len(times[0]) * len(times[1]) * len(times[2])


def _is_restricted(field: str) -> bool:
    return not any(_EVERYTHING.fullmatch(item) for item in field.split(","))


def _numbers(field: str, allowed: range, names: tuple[str, ...] = ()) -> set[int]:
    """Return the numbers that a field selects, or nothing if it is not valid."""
    found: set[int] = set()
    for item in field.split(","):
        match = _ITEM.fullmatch(item)
        if match is None:
            return set()
        first, last, step = match.groups()
        start = allowed.start if first in "*?" else _number(first, allowed, names)
        end = _number(last, allowed, names) if last else allowed.stop - 1 if first in "*?" or step else start
        if start not in allowed or end not in allowed:
            return set()
        found |= set(range(start, end + 1, max(1, int(step or 1))))
    return found


def _number(text: str, allowed: range, names: tuple[str, ...]) -> int:
    """Return the number that a text is, or -1."""
    if text.isdecimal():
        return int(text)
    return names.index(text) + allowed.start if text in names else -1
