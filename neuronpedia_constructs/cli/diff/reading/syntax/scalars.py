"""What a scalar of YAML means to kubectl: YAML 1.1 as sigs.k8s.io/yaml reads it, then JSON.

The rules are those of https://github.com/go-yaml/yaml/blob/v2.4.0/resolve.go. They differ from
PyYAML's: `y` is true, `1:20` and `2001-01-01` are texts, `08` and `1e3` are numbers, and `3.0` is the integer 3.
"""

from __future__ import annotations

import math
import re
from typing import Final

Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
_FIRST = frozenset("0123456789+-.yYnNtTfFoO~")
"""What a scalar that is no text begins with."""
_BASES: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"([-+]?)0[xX]([0-9a-fA-F]+)"), 16),
    (re.compile(r"([-+]?)0[bB]([01]+)"), 2),
    (re.compile(r"([-+]?)0[oO]?([0-7]+)"), 8),
    (re.compile(r"([-+]?)(0|[1-9][0-9]{0,19})"), 10),
)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_BETWEEN = re.compile(r"(?<=[0-9])_(?=[0-9])")
_INT64 = range(-(2**63), 2**63)
_UINT64 = range(2**64)
_EXPONENT_FROM: Final = 1e21
"""From here on, Go's encoding/json writes a float with an exponent, so that it is no integer again."""


def plain(text: str) -> Scalar:
    """Return what a scalar without quotes and without a tag means.

    Infinity and NaN are returned as floats: JSON, and so Kubernetes, has neither.
    """
    if text and text[0] not in _FIRST:
        return text
    if text in _WORDS:
        return _WORDS[text]
    return text if text[0].isalpha() else number(text)


def tagged(tag: str, text: str) -> Scalar:
    """Return what a scalar with a tag of YAML means.

    Raises:
        ValueError: the tag is unknown, or the scalar is nothing of the kind.
    """
    kinds = _TAGS.get(tag)
    if kinds is None:
        raise ValueError(
            "this tag means nothing to Kubernetes; remove it, or put a text that begins with `!` in quotes"
        )
    value = text if str in kinds else plain(text)
    if float in kinds and type(value) is int:
        return value
    if type(value) not in kinds:
        raise ValueError("the value is not what its tag says; remove the tag")
    return value


_TAGS: dict[str, tuple[type, ...]] = {
    "tag:yaml.org,2002:str": (str,),
    "tag:yaml.org,2002:timestamp": (str,),
    "tag:yaml.org,2002:merge": (str,),
    "tag:yaml.org,2002:int": (int,),
    "tag:yaml.org,2002:float": (float,),
    "tag:yaml.org,2002:bool": (bool,),
    "tag:yaml.org,2002:null": (type(None),),
}


def number(text: str) -> Scalar:
    """Return a number, or the text where it is none.

    A float without a fraction is an integer, and an integer that int64 does not hold is rounded as a float is: both go
    through JSON on their way to the API server.
    """
    digits = _BETWEEN.sub("", text) if text.startswith(".") else text.replace("_", "")
    for form, base in _BASES:
        if found := form.fullmatch(digits):
            value = int(found[1] + found[2], base)
            if value in _INT64:
                return value
            if value in _UINT64 and not found[1]:
                return _as_json(float(value))
    if not _FLOAT.fullmatch(digits):
        return text
    return text if math.isinf(float(digits)) else _as_json(float(digits))


def _as_json(value: float) -> int | float:
    return int(value) if value.is_integer() and abs(value) < _EXPONENT_FROM else value


def key(value: Scalar) -> str | None:
    """Return a key of a map as the text that kubectl makes of it, or None where it takes no such key."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or (isinstance(value, int) and value not in _INT64):
        return None
    return str(value)
