"""A schedule is refused where Kubernetes would refuse it, and where no day would ever come."""

from __future__ import annotations

from calendar import monthrange

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.schedule import is_schedule

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

GOOD = [
    "* * * * *",
    "? ? ? ? ?",
    "*/5 * * * *",
    "*/5 ? * * *",
    "*/1 * * * *",
    "*/999999999 * * * *",
    "0 0 1 1 0",
    "59 23 31 12 6",
    "0-59 0-23 1-31 1-12 0-6",
    "5-5 * * * *",
    "30/15 * * * *",
    "10-40/10,45,50-59 * * * *",
    "1,*,?/3 * * * *",
    "00 007 01 09 00",
    "0 0 * jan mon",
    "0 0 * JAN-dEc Sun-SAT",
    "0 0 * feb/3 tue/2",
    "0 0 * 1-mar mon-5",
    "0 0 * apr-jun/2 mon,wed-fri",
    "0  0\t1 1 *",
    "0\u00a00 1 1 *",
    "0 0 29 2 *",
    "0 0 29-31 2 *",
    "0 0 31,1 2 *",
    "0 0 20/11 2 *",
    "0 0 31 2,3 *",
    "0 0 31 2/11,6/2 *",
    "0 0 */40 2 *",
    # Either day will do where the day of the week is restricted, and `*/2` restricts it.
    "0 0 31 2 1",
    "0 0 31 2 0-6",
    "0 0 31 2 */2",
    "0 0 31 2 ?/2",
    "0 0 31 2 */10",
    *("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"),
    "@every 1h30m",
    "@every 90m",
    "@every 45s",
    "@every 1.5h",
    "@every 0h1s",
    "@every 30m1h",
    "@every 0.000000001s",
    "@every 2562047h47m16s",
    "@every 153722867m",
    "@every 999999999s",
]

WRONG_FIELDS = [
    "60 * * * *",
    "* 24 * * *",
    "* * 0 * *",
    "* * 32 * *",
    "* * 32 * mon",
    "* * 1,32 * *",
    "* * * 0 *",
    "* * * 13 *",
    "* * * * 7",
    "* * * * 0-7",
    "0-60 * * * *",
    "* * 0-5 * *",
    "5-1 * * * *",
    "* * * * sat-sun",
    "* * * dec-jan *",
    "* * 0/5 * *",
    "60/5 * * * *",
    "5-1/2 * * * *",
    "*/0 * * * *",
    "1-5/0 * * * *",
    "*/00 * * * *",
    "*/-1 * * * *",
    "*/ * * * *",
    "/5 * * * *",
    "*/5/5 * * * *",
    "*/mon * * * *",
    "1- * * * *",
    "-1 * * * *",
    "+1 * * * *",
    "1-2-3 * * * *",
    "*-5 * * * *",
    "5-* * * * *",
    "** * * * *",
    "1.5 * * * *",
    "0x1 * * * *",
    "1_0 * * * *",
    "1,,2 * * * *",
    ",1 * * * *",
    "1, * * * *",
    "1,60 * * * *",
    ", * * * *",
    "jan * * * *",
    "* * mon * *",
    "* * * mon *",
    "* * * * jan",
    "* * * january *",
    "* * * * mo",
    "* * L * *",
    "* * 15W * *",
    "* * * * 1#2",
    "H * * * *",
    "99999999999999999999 * * * *",
    "*/99999999999999999999 * * * *",
    "*/9999999999 * * * *",
    f"{'9' * 5000} * * * *",
    # Digits and letters that only look like those of ASCII.
    "\u0661 * * * *",
    "\u00b2 * * * *",
    "\uff11 * * * *",
    "*/\u0665 * * * *",
    "* * * * \u017fun",
    "* * * * fr\u0131",
]

WRONG_SHAPES = [
    "",
    " ",
    "\n",
    "*",
    "* * * *",
    "* * * * * *",
    "0 0 0 1 1 *",
    " * * * * *",
    "* * * * * ",
    "\u00a0* * * * *",
    "* * * * *\n",
    "*\n* * * *",
    "*\r* * * *",
    "*\x0b* * * *",
    "*\x0c* * * *",
    "*\x85* * * *",
    "*\u2028* * * *",
    "*\u2029* * * *",
    "*\x1c* * * *",
    "*\x1f* * * *",
    "*\u200b* * * *",
    "*\x00* * * *",
    "TZ=UTC 0 0 * * *",
    "CRON_TZ=UTC 0 0 * * *",
    "TZ=UTC @daily",
    "\ud800",
]

WRONG_DESCRIPTORS = [
    "@",
    "@reboot",
    "@Daily",
    "@daily ",
    " @daily",
    "@daily\n",
    "@daily * * * *",
    "@every",
    "@every ",
    "@every 1",
    "@every h",
    "@every 0",
    "@every 0s",
    "@every 0h0m0.0s",
    "@every -1h",
    "@every +1h",
    "@every 1h-30m",
    "@every 1H",
    "@every 1d",
    "@every 100ms",
    "@every 1h ",
    "@every 1h\n",
    "@every  1h",
    "@every\t1h",
    "@every 1h 30m",
    "@every 1e3s",
    "@every 1.h",
    "@every .5h",
    "@every 1,5h",
    "@every \u0661h",
    "@every 2562047h47m17s",
    "@every 153722868m",
    "@every 2000000h2000000h",
    "@every 9999999999s",
    f"@every {'9' * 5000}h",
    "@every 1h * * * *",
    "@every 1h @every 1h",
]

NEVER_DUE = [
    "0 0 31 2 *",
    "0 0 30 2 *",
    "0 0 30-31 feb *",
    "0 0 31 4,6,9,11 *",
    "0 0 31 4-6/2 *",
    "0 0 31 apr,NOV *",
    "0 0 31 2/12 *",
    "0 0 30/1 2 *",
    "0 0 31 2 ?",
    "0 0 31 2 */1",
    "0 0 31 2 ?/01",
    "0 0 31 2 1,*",
]


@pytest.mark.parametrize("text", GOOD)
def test_schedules(text: str) -> None:
    assert is_schedule(text)


@pytest.mark.parametrize("text", [*WRONG_FIELDS, *WRONG_SHAPES, *WRONG_DESCRIPTORS], ids=lambda text: ascii(text[:30]))
def test_not_a_schedule(text: str) -> None:
    assert not is_schedule(text)


@pytest.mark.parametrize("text", NEVER_DUE)
def test_never_due(text: str) -> None:
    assert not is_schedule(text)


@pytest.mark.parametrize("value", [None, True, 5, 1.5, b"* * * * *", ["*"] * 5, {}, {"@daily"}, object()], ids=repr)
def test_not_a_text(value: object) -> None:
    assert is_schedule(value) is False


def test_every_day_of_the_calendar() -> None:
    for month in range(1, 13):
        days = [day for day in range(1, 32) if is_schedule(f"0 0 {day} {month} *")]
        assert days == list(range(1, monthrange(2028, month)[1] + 1))


def test_every_name() -> None:
    """A range may not run backwards, so only a name's own number stands on both sides of it."""
    for names, field, first in [(MONTHS, "0 0 1 {} *", 1), (WEEKDAYS, "0 0 * * {}", 0)]:
        for number, name in enumerate(names, start=first):
            assert is_schedule(field.format(f"{name}-{number}"))
            assert is_schedule(field.format(f"{number}-{name}"))
            assert is_schedule(field.format(name.upper()))


def items(low: int, high: int, names: list[str]) -> st.SearchStrategy[str]:
    """Any item of the field that holds the numbers from `low` to `high`."""

    def written(number: int) -> st.SearchStrategy[str]:
        forms = [str(number), f"0{number}"]
        if names:
            name = names[number - low]
            forms += [name, name.upper(), name.title()]
        return st.sampled_from(forms)

    numbers = st.integers(low, high)
    pairs = st.tuples(numbers, numbers).map(sorted)
    ranges = pairs.flatmap(lambda pair: st.builds("{}-{}".format, written(pair[0]), written(pair[1])))
    steps = st.just("") | st.integers(1, 100).map("/{}".format)
    return st.builds("{}{}".format, st.sampled_from("*?") | numbers.flatmap(written) | ranges, steps)


def lists(item: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(item, min_size=1, max_size=3).map(",".join)


days_of_every_month = st.integers(1, 29).map(str)
day_lists = st.builds("{},{}".format, days_of_every_month, lists(items(1, 31, []))) | days_of_every_month
schedules = st.tuples(
    lists(items(0, 59, [])),
    lists(items(0, 23, [])),
    day_lists,
    lists(items(1, 12, MONTHS)),
    lists(items(0, 6, WEEKDAYS)),
).map(list)


@given(schedules, st.sampled_from([" ", "  ", "\t", " \t"]))
def test_the_grammar(fields: list[str], blank: str) -> None:
    assert is_schedule(blank.join(fields))


@given(schedules, st.integers(0, 4), st.sampled_from(["99", "*/0", "1-", "9-1", "", "x", "1/2/3"]))
def test_one_wrong_item_spoils_a_schedule(fields: list[str], place: int, wrong: str) -> None:
    fields[place] += f",{wrong}"
    assert not is_schedule(" ".join(fields))


@given(st.text() | st.text("0123456789*?/-, \t@everyhms.janTZ=\n") | st.text("0123456789hms.").map("@every {}".format))
def test_any_text_has_an_answer(text: str) -> None:
    assert is_schedule(text) in (True, False)
