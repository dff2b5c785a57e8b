"""Words that sections are made of."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.cli.diff.rendering.section import count, duration


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (89, "89 s"), (90, "2 min"), (120, "2 min"), (121, "3 min"), (3600, "60 min")]
)
def test_a_time_is_never_told_too_short(seconds: int, words: str) -> None:
    assert duration(seconds) == words


def test_things_are_counted() -> None:
    assert [count(number, "Job") for number in (0, 1, 2)] == ["0 Jobs", "1 Job", "2 Jobs"]
