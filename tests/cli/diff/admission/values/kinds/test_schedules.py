"""Schedules: https://pkg.go.dev/github.com/robfig/cron/v3#hdr-CRON_Expression_Format"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.admission.values.kinds.schedules import schedule_refused
from neuronpedia_constructs.validation.schedules import is_schedule


@pytest.mark.parametrize(
    "schedule",
    [
        "* * * * *",
        "0 3 * * *",
        "*/15 0-23/2 1,15 jan-JUN mon",
        "? ? ? ? ?",
        "5/10 * * * *",
        "0 0 31 2 *",
        "0,, 3 * * *",
        " 0  3 * *\t* ",
        "@daily",
        "@every 1h30m",
        "@every 1.5h",
        "59 23 31 12 6",
        "+1 3 * * *",
        "*-5 * * * *",
    ],
)
def test_schedules_that_the_parser_reads(schedule: str) -> None:
    assert schedule_refused(schedule) is None


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ("TZ=UTC 0 3 * * *", "spec.timeZone"),
        ("CRON_TZ=UTC 0 3 * * *", "spec.timeZone"),
        ("0 3 * *", "4 fields"),
        ("0 0 3 * * *", "6 fields"),
        ("60 3 * * *", "minute"),
        ("0 24 * * *", "hour"),
        ("0 3 0 * *", "day of the month"),
        ("0 3 32 * *", "day of the month"),
        ("0 3 * 13 *", "month"),
        ("0 3 * january *", "month"),
        ("0 3 * * 7", "day of the week"),
        ("0 3 * * sat-sun", "day of the week"),
        ("30-10 3 * * *", "minute"),
        ("30-10/2 3 * * *", "minute"),
        ("*/0 3 * * *", "minute"),
        ("*/5/2 3 * * *", "minute"),
        ("1-2-3 3 * * *", "minute"),
        ("-1 3 * * *", "minute"),
        ("a 3 * * *", "minute"),
        ("@noon", "descriptor"),
        ("@Daily", "descriptor"),
        ("@every 1", "descriptor"),
        ("@every day", "descriptor"),
        ("", "0 fields"),
    ],
)
def test_schedules_that_it_does_not(schedule: str, words: str) -> None:
    refused = schedule_refused(schedule)

    assert refused is not None
    assert words in refused


_ITEMS = st.from_regex(r"(\*|[0-9]{1,2}(-[0-9]{1,2})?)(/[0-9]{1,2})?", fullmatch=True)
_FIELDS = st.lists(_ITEMS, min_size=1, max_size=2).map(",".join)


@given(st.lists(_FIELDS, min_size=3, max_size=5))
def test_it_is_what_the_library_checks_of_schedules_that_it_writes(fields: list[str]) -> None:
    """It refuses dates that never come too, which needs any day of the week."""
    schedule = " ".join([*fields, "1"])

    assert (schedule_refused(schedule) is None) == is_schedule(schedule)
