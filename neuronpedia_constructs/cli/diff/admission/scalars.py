"""What a field of a scalar type accepts, as Go decodes JSON."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from .node import whole
from .values.amounts import amount

if TYPE_CHECKING:
    from collections.abc import Callable

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.,]\d+)?(Z|[-+]\d\d:\d\d)")


class Scalar(NamedTuple):
    """A type of single values."""

    accepts: Callable[[Any], bool]
    """Whether it accepts a value that is not null."""
    words: str
    """What it accepts."""


def scalar_of(type_: str) -> Scalar | None:
    """Return what is known of a scalar type. Other types without fields accept everything."""
    return _SCALARS.get(type_)


def _is_text(value: Any) -> bool:
    # What YAML 1.1 reads as a date is text for kubectl.
    return isinstance(value, (str, date))


def _is_int(bits: int) -> Callable[[Any], bool]:
    limit = 2 ** (bits - 1)

    def accepts(value: Any) -> bool:
        number = whole(value)
        return number is not None and -limit <= number < limit

    return accepts


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


@lru_cache(maxsize=4096)
def _is_amount(value: Any) -> bool:
    return amount(value) is not None


def _is_quantity(value: Any) -> bool:
    return isinstance(value, (str, int, float)) and not isinstance(value, bool) and _is_amount(value)


def _is_int_or_text(value: Any) -> bool:
    return isinstance(value, str) or _is_int(32)(value)


def _is_base64(value: Any) -> bool:
    return isinstance(value, str) and bool(_BASE64.fullmatch(value.replace("\n", "").replace("\r", "")))


def _is_time(value: Any) -> bool:
    return isinstance(value, date) or (isinstance(value, str) and bool(_TIME.fullmatch(value)))


_INT32 = "a whole number from -2147483648 to 2147483647"
_SCALARS = {
    "string": Scalar(_is_text, "text"),
    "boolean": Scalar(lambda value: isinstance(value, bool), "true or false"),
    "int32": Scalar(_is_int(32), _INT32),
    "int64": Scalar(_is_int(64), "a whole number of 64 bits"),
    "double": Scalar(_is_number, "a number"),
    "number": Scalar(_is_number, "a number"),
    "quantity": Scalar(_is_quantity, 'a quantity, such as "500m" or "26Gi"'),
    "int-or-string": Scalar(_is_int_or_text, f"{_INT32}, or text"),
    "byte": Scalar(_is_base64, "text in base64"),
    "date-time": Scalar(_is_time, "a time, such as 2026-01-31T12:00:00Z"),
    "meta.v1.Time": Scalar(_is_time, "a time, such as 2026-01-31T12:00:00Z"),
    "meta.v1.MicroTime": Scalar(_is_time, "a time, such as 2026-01-31T12:00:00.000000Z"),
}
"""Scalar types by their names.
https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/util/intstr/intstr.go,
https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go"""
