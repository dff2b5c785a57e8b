"""What is wrong is told in one list, by line."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.cli.diff.reading.errors import Problems, Unreadable, shortened


def told(problems: Problems) -> tuple[str, ...]:
    with pytest.raises(Unreadable) as caught:
        problems.end()
    return caught.value.errors


def test_every_statement_is_on_one_line_and_a_terminal_obeys_none() -> None:
    error = Unreadable(["a\nb\x1b[31m", "c"])
    assert error.errors == ("a\\nb\\x1b[31m", "c")
    assert str(error) == "a\\nb\\x1b[31m\nc"


def test_errors_are_in_the_order_of_their_lines() -> None:
    problems = Problems("a.yaml")
    problems.add(7, "second")
    problems.add(3, "first")
    assert told(problems) == ("a.yaml:3: first", "a.yaml:7: second")


def test_no_error_ends_nothing() -> None:
    problems = Problems("a.yaml")
    problems.end()
    problems.add(1, "wrong")
    problems.forget()
    problems.end()


def test_what_stops_the_reading_comes_with_what_was_found_before() -> None:
    problems = Problems("a.yaml")
    problems.add(1, "wrong")
    with pytest.raises(Unreadable) as caught:
        problems.stop(9, "too much")
    assert caught.value.errors == ("a.yaml:1: wrong", "a.yaml:9: too much")


def test_thousands_of_errors_are_counted() -> None:
    problems = Problems("a.yaml")
    for line in range(1, 1001):
        problems.add(line, "wrong")
    assert told(problems)[-2:] == ("a.yaml:20: wrong", "a.yaml: and 980 more errors")


def test_a_long_name_is_shortened() -> None:
    assert shortened("a" * 60) == "a" * 60
    assert shortened("a" * 61) == "a" * 60 + "…"
