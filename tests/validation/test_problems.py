"""Problems are rendered as one list, without secrets."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.validation.problems import APP, InvalidAppError, Problem, quoted, report, report_warnings

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
