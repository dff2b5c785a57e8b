"""Schedules of CronJobs, as the parser of robfig/cron reads them.

https://github.com/robfig/cron/blob/v3.0.1/parser.go (ParseStandard)
"""

from __future__ import annotations

import re
from typing import NamedTuple

_DESCRIPTORS = frozenset(("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"))
_DURATION = re.compile(r"[-+]?(0|(([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)")
_FIELDS = 5


class _Field(NamedTuple):
    name: str
    least: int
    most: int
    names: tuple[str, ...] = ()
    """The names of its numbers, from the least on."""


_STANDARD = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    _Field("day of the week", 0, 6, ("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
)


def schedule_refused(schedule: str) -> str | None:
    """Return what is wrong with a schedule, or None if Kubernetes accepts it."""
    if "TZ" in schedule:
        return "it names a time zone; spec.timeZone is for it"
    if schedule.startswith("@"):
        return None if schedule in _DESCRIPTORS or _is_interval(schedule) else "no descriptor of cron has this name"
    fields = schedule.split()
    if len(fields) != _FIELDS:
        return f"it has {len(fields)} fields; 5 are allowed: minute, hour, day of the month, month, day of the week"
    wrong = [field.name for field, text in zip(_STANDARD, fields, strict=True) if not _is_list(text, field)]
    return f"the {wrong[0]} is not one of cron" if wrong else None


def _is_interval(text: str) -> bool:
    return text.startswith("@every ") and _DURATION.fullmatch(text.removeprefix("@every ")) is not None


def _is_list(text: str, field: _Field) -> bool:
    """Return whether a text is a list of ranges. The parser skips empty items."""
    return all(_is_range(each, field) for each in text.split(",") if each)


def _is_range(text: str, field: _Field) -> bool:
    limits, *steps = text.split("/")
    if len(steps) > 1:
        return False
    ends = limits.split("-")
    if ends[0] in ("*", "?"):
        start, end = field.least, field.most
    else:
        start = _number(ends[0], field)
        end = start if len(ends) == 1 else _number(ends[1], field) if len(ends) == 2 else -1  # noqa: PLR2004
        if steps and len(ends) == 1:
            end = field.most
    step = _plain(steps[0]) if steps else 1
    return field.least <= start <= end <= field.most and step > 0


def _number(text: str, field: _Field) -> int:
    return field.least + field.names.index(text.lower()) if text.lower() in field.names else _plain(text)


def _plain(text: str) -> int:
    """Return the number that digits spell, or -1 for another text."""
    return int(text) if re.fullmatch(r"\+?[0-9]{1,9}", text) else -1
