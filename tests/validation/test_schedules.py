"""A schedule is refused where Kubernetes would refuse it, and where no day would ever come."""

from __future__ import annotations

from calendar import monthrange

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.validation.schedules import is_schedule
from tests.cases.schedules import GOOD, MONTHS, NEVER_DUE, WEEKDAYS, WRONG_DESCRIPTORS, WRONG_FIELDS, WRONG_SHAPES


@pytest.mark.parametrize("text", GOOD)
def test_schedules(text: str) -> None:
    assert is_schedule(text)


@pytest.mark.parametrize("text", [*WRONG_FIELDS, *WRONG_SHAPES, *WRONG_DESCRIPTORS], ids=lambda text: ascii(text[:30]))
def test_not_a_schedule(text: str) -> None:
    assert not is_schedule(text)


@pytest.mark.parametrize("text", NEVER_DUE)
def test_never_due(text: str) -> None:
    assert not is_schedule(text)


@pytest.mark.parametrize("value", [None, True, 5, 1.5, b"* * * * *", ["*"] * 5, {}, {"@daily"}, object()])
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
