"""Problems are rendered as one list, without secrets."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.validation.problems import (
    APP,
    InvalidAppError,
    Problem,
    quoted,
    report,
    report_warnings,
    visible,
)
from tests.support.waiting import computing

PROBLEM = Problem.invalid("image.tag-missing", "image", "latest", "a fixed tag", 'write tag="v1.4.2"')


def test_a_problem_is_a_plain_statement_with_its_code_and_its_fix() -> None:
    assert str(PROBLEM.at("webapp")).splitlines() == [
        "webapp: image: 'latest' is not allowed. [image.tag-missing]",
        "      Allowed: a fixed tag.",
        '      Fix: write tag="v1.4.2".',
    ]


def test_the_place_that_was_found_first_stays() -> None:
    assert PROBLEM.at("webapp", "local").at("postgres", "production") == PROBLEM.at("webapp", "local")


def test_the_list_is_grouped_by_environment() -> None:
    text = report([PROBLEM.at("a", "one"), PROBLEM.at("b", "one"), PROBLEM.at("c")])
    assert text.startswith("Neuronpedia: 3 problems; nothing was written.\n\none\n    - a: ")
    assert f"\n\n{APP}\n    - c: " in text


def test_one_warning_is_counted_as_one() -> None:
    assert report_warnings([PROBLEM]).startswith("Neuronpedia: 1 warning.\n")


def test_the_error_ends_the_program_with_the_list() -> None:
    with pytest.raises(SystemExit) as raised:
        raise InvalidAppError([PROBLEM])
    assert isinstance(raised.value, InvalidAppError)
    assert raised.value.problems == (PROBLEM,)
    assert str(raised.value) == report([PROBLEM])


@pytest.mark.parametrize(
    "value",
    [
        "https://user:hunter2@example.org",
        "https://hunter2@example.org",
        "https://example.org?key=hunter2",
        {"PASSWORD": "hunter2"},
        ["postgres://np:hunter2@db"],
    ],
)
def test_a_quoted_value_shows_no_secret(value: object) -> None:
    assert "hunter2" not in quoted(value)


def test_a_quoted_value_is_short_and_on_one_line() -> None:
    shown = quoted("a\n" * 100)
    assert len(shown) == 80
    assert "\n" not in shown
    assert shown.endswith("…")


LONG = 300_000


@pytest.mark.parametrize("part", [":", "a:", "a:b@", "?", "?a=", "&a=b", "//", "//a@", "@", "'\"", "\n", "é"])
def test_the_time_to_quote_a_value_is_in_proportion_to_its_length(part: str) -> None:
    # Milliseconds. If it grew with the square of the length, it would be hours.
    with computing():
        assert len(quoted(part * LONG)) <= 80


@pytest.mark.parametrize("length", [1, 60, 90, 5_000])
def test_a_secret_stays_hidden_where_the_value_is_cut(length: int) -> None:
    secret = "hunter2" * length
    for value in (f"https://user:{secret}@example.org/", f"user:{secret}@db", f"https://a.example.org?key={secret}&b"):
        for padded in (value, "x" * 60 + value, "x " * 30 + value):
            assert "hunter" not in quoted(padded)


def test_a_value_that_has_no_representation_is_named_by_its_type() -> None:
    class Broken:
        def __repr__(self) -> str:
            raise ValueError

    assert quoted(Broken()) == "a value of type Broken"
    assert quoted(10**5000) == "a value of type int"


CONTROLS = [
    *(chr(number) for number in (*range(10), *range(11, 32), *range(0x7F, 0xA0))),
    *"\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff\ufffe\ud800\udfff\u200b\u00ad",
]


def test_what_a_terminal_obeys_or_does_not_show_is_escaped() -> None:
    assert visible("a\u202eb\x1b[31m é ✓ …\n") == "a\\u202eb\\x1b[31m é ✓ …\n"
    for character in CONTROLS:
        assert visible(f"a{character}b") == f"a{repr(character)[1:-1]}b"


def test_no_part_of_a_problem_is_printed_raw() -> None:
    for character in [*CONTROLS, "\n"]:
        raw = f"a{character}b"
        text = str(Problem(raw, raw, raw, raw, raw, raw))
        assert text.count(f"a{repr(character)[1:-1]}b") == 6
        assert raw not in report([Problem("code", "field", "cause", "allowed", "fix", "webapp", raw)])
        error = InvalidAppError([Problem(raw, raw, raw, raw, raw, raw, raw)])
        assert raw not in str(error)
