"""Scalars mean what kubectl takes them for.

The expected values are what `kubectl annotate --local --filename=- --output=json` of 1.33 printed for each.
"""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.reading.syntax.scalars import Scalar, key, number, plain, tagged

WORDS: dict[str, Scalar] = {
    "y": True, "yes": True, "YES": True, "True": True, "on": True, "n": False, "No": False, "off": False, "~": None,
    "": None, "null": None, "NULL": None, "yEs": "yEs", "nil": "nil", "none": "none", "t": "t", "oN": "oN", "~x": "~x",
}  # fmt: skip
NUMBERS: dict[str, Scalar] = {
    "0": 0, "-0": 0, "+1": 1, "12": 12, "010": 8, "0777": 511, "-010": -8, "00": 0, "08": 8, "09.5": 9.5, "0o14": 12,
    "0O7": 7, "0o8": "0o8", "0b11": 3, "-0b11": -3, "0b2": "0b2", "0x1F": 31, "-0x1f": -31, "0x": "0x", "1_000": 1000,
    "-_1": -1, "1_": 1, "0_7": 7, "0x_1F": 31, "1_0.5": 10.5, "3.0": 3, "5.": 5, ".5": 0.5, "-.5": -0.5, "+.5": 0.5,
    ".5_0": 0.5, ".33_": ".33_", "1e3": 1000, "1.e3": 1000, "1E3": 1000, "1e-7": 1e-7, "0.1e1": 1, "1e20": 10**20,
    "1e21": 1e21, "1e999": "1e999", "0x1p4": "0x1p4", ".e3": ".e3", ".": ".", "..": "..", "+": "+", "-": "-",
    "9223372036854775807": 2**63 - 1, "9223372036854775808": 2**63, "-9223372036854775808": -(2**63),
    "12345678901234567890": 12345678901234567168, "123456789012345678901234567890": 1.2345678901234568e29,
    "-0x8000000000000001": "-0x8000000000000001", "0x8000000000000000": 2**63,
    "+0x8000000000000000": "+0x8000000000000000", "+9223372036854775808": 2**63,
}  # fmt: skip
TEXTS = (
    "1:20",
    "190:20:30",
    "2001-01-01",
    "2001-12-14t21:59:43.10-05:00",
    "2001-01-01T00:00:00Z",
    "<<",
    "=",
    "5m",
    "a",
)


@pytest.mark.parametrize(("text", "value"), [*WORDS.items(), *NUMBERS.items(), *((text, text) for text in TEXTS)])
def test_plain(text: str, value: Scalar) -> None:
    found = plain(text)
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize("text", [".inf", "+.Inf", "-.INF", ".nan", ".NaN"])
def test_not_finite(text: str) -> None:
    found = plain(text)
    assert isinstance(found, float)
    assert not math.isfinite(found)


@pytest.mark.parametrize(
    ("tag", "text", "value"),
    [
        ("str", "5", "5"),
        ("str", "", ""),
        ("timestamp", "2001-01-01", "2001-01-01"),
        ("int", "5", 5),
        ("float", "5", 5),
        ("float", "0.5", 0.5),
        ("bool", "yes", True),
        ("null", "", None),
    ],
)
def test_tagged(tag: str, text: str, value: Scalar) -> None:
    found = tagged(f"tag:yaml.org,2002:{tag}", text)
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(("tag", "text"), [("int", "x"), ("int", "yes"), ("bool", "1"), ("null", "x"), ("float", "x")])
def test_the_value_is_not_what_its_tag_says(tag: str, text: str) -> None:
    with pytest.raises(ValueError, match="the value is not what its tag says"):
        tagged(f"tag:yaml.org,2002:{tag}", text)


@pytest.mark.parametrize("tag", ["!Ref", "tag:yaml.org,2002:python/object:os.system", "tag:yaml.org,2002:binary", ""])
def test_an_unknown_tag_is_not_told_as_it_could_be_a_password(tag: str) -> None:
    with pytest.raises(ValueError, match="this tag means nothing to Kubernetes") as caught:
        tagged(tag, "x")
    assert not tag or tag not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "text"),
    [("a", "a"), ("", ""), (True, "true"), (False, "false"), (8, "8"), (1.5, "1.5"), (None, None), (2**64, None)],
)
def test_keys(value: Scalar, text: str | None) -> None:
    assert key(value) == text


@given(st.text(max_size=20) | st.text("0123456789_.+-eExob", min_size=1, max_size=12))
def test_any_text(text: str) -> None:
    assert isinstance(plain(text), str | int | float | None)
    assert isinstance(number(text), str | int | float)


@given(st.integers(-(2**63), 2**63 - 1))
def test_integers_are_kept(value: int) -> None:
    assert plain(str(value)) == plain(hex(value)) == plain(bin(value)) == plain(oct(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_kept(value: float) -> None:
    assert plain(repr(value)) == value
