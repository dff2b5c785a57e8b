"""Types of values accept what the programs parse, and render it so."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.validation.values import Boolean, Fraction, Json, Number, OneOf, Words


@pytest.mark.parametrize(
    ("type_", "value", "text"),
    [
        (Boolean(), True, "true"),
        (Boolean("1", "0"), False, "0"),
        (OneOf(("aws", "smtp")), "smtp", "smtp"),
        (Number(1), 400, "400"),
        (Fraction(0, 1, 0.25), 0.1, "0.1"),
        (Fraction(0, 1, 0.25), 0.125, "0.125"),
        (Fraction(0, 1, 0.25), 1, "1"),
        (Words(), ["a", "b"], "a,b"),
        (Json(), {"b": 1, "a": True}, '{"a": true, "b": 1}'),
    ],
)
def test_a_value_becomes_the_text_that_the_program_parses(type_: Any, value: object, text: str) -> None:
    assert type_.accepts(value)
    assert type_.render(value) == text


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (Boolean(), 1),
        (Boolean(), "true"),
        (OneOf(("aws",)), "AWS"),
        (Number(1), 0),
        (Number(1), True),
        (Number(1, 5), 6),
        (Number(1), 1.0),
        (Fraction(0, 1, 0.25), 1.1),
        (Fraction(0, 1, 0.25), True),
        (Words(), "a"),
        (Words(), []),
        (Words(), ["a,b"]),
        (Json(), {"a": object()}),
        (Json(), {1: "a"}),
        (Json(), {"api_key": "a"}),
    ],
)
def test_a_value_of_another_type_is_refused(type_: Any, value: object) -> None:
    assert not type_.accepts(value)


@pytest.mark.parametrize("type_", [Boolean(), OneOf(("a",)), Number(1), Fraction(0, 1, 0.25), Words(), Json()])
def test_the_example_in_messages_is_accepted(type_: Any) -> None:
    assert type_.accepts(type_.example)
