"""How often a schedule runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.facts.risks.schedules import runs_a_year
from neuronpedia_constructs.validation.schedules import is_schedule


@pytest.mark.parametrize(
    ("schedule", "runs"),
    [
        ("0 3 * * *", 365),
        ("@daily", 365),
        ("0 */6 * * *", 4 * 365),
        ("*/30 * * * *", 48 * 365),
        ("0 3 * * 0", 52),
        ("0 3 * * 7", 52),
        ("30 2 * * 1-5", 261),
        ("30 2 * * mon-fri", 261),
        ("@weekly", 52),
        ("0 3 1 * *", 12),
        ("0 3 1 JAN *", 1),
        # Either field is enough if both are restricted. In 2025, one first of a month was a Sunday.
        ("0 3 1 * 0", 52 + 12 - 1),
        ("0 3 */1 * 0", 52),
        # CloudNativePG's have seconds.
        ("0 0 3 * * *", 365),
        ("0,30 0 3 * * *", 730),
        ("@every 12h", 730),
        ("@every 720m", 730),
        ("@every 43200s", 730),
        ("59 23 31 12 *", 1),
        ("0 3 * dec *", 31),
        ("59 0 23 * * *", 365),
        ("@every 1h30m", 5840),
    ],
)
def test_runs(schedule: str, runs: int) -> None:
    assert runs_a_year(schedule) == runs


@pytest.mark.parametrize(
    "junk",
    [
        "",
        "junk",
        "60 3 * * *",
        "a b c d e",
        "0 3 * *",
        "@every",
        "0 3 * * mo",
        "-1 * * * *",
        "0 3 * * 8",
        "0 3 32 * *",
        "0 24 * * *",
        "0 3 * 13 *",
        "0 3 0 * *",
    ],
)
def test_what_cannot_be_read(junk: str) -> None:
    assert runs_a_year(junk) is None


_FIELDS = [st.sampled_from(["*", "0", "*/7", "1-5", "3,9", "2/4"]) for _ in range(5)]


@given(fields=st.tuples(*_FIELDS))
def test_it_reads_what_a_cron_job_accepts(fields: tuple[str, ...]) -> None:
    schedule = " ".join(fields).replace("0 *", "1 *")
    assert (runs_a_year(schedule) is not None) or not is_schedule(schedule)
