"""Label selectors: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from neuronpedia_constructs.cli.diff.connections.values import MalformedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_OPERATORS: Final = {"In": True, "NotIn": True, "Exists": False, "DoesNotExist": False}
"""The operators, and whether they have values."""
_ALTERNATIVES: Final = 64
"""A selector of more alternatives is not taken apart."""


class Requirement(NamedTuple):
    """One condition. `a: x` is `a In [x]`."""

    key: str
    operator: str
    values: tuple[str, ...] = ()


Selector = tuple[Requirement, ...]
"""Conditions that all hold, in order. None: everything."""


def parse(value: Any) -> Selector:
    """Read a selector. Raises MalformedError."""
    if value is None:
        return ()
    if not isinstance(value, dict):
        raise MalformedError
    equal, expressions = value.get("matchLabels"), value.get("matchExpressions")
    equal, expressions = {} if equal is None else equal, [] if expressions is None else expressions
    if not isinstance(equal, dict) or not isinstance(expressions, list):
        raise MalformedError
    pairs = (_requirement({"key": key, "operator": "In", "values": [each]}) for key, each in equal.items())
    return tuple(sorted({*pairs, *map(_requirement, expressions)}))


def _requirement(value: Any) -> Requirement:
    if not isinstance(value, dict):
        raise MalformedError
    key, operator, values = value.get("key"), value.get("operator"), value.get("values")
    values = [] if values is None else values
    if not isinstance(key, str) or not isinstance(operator, str) or operator not in _OPERATORS:
        raise MalformedError
    if not isinstance(values, list) or bool(values) != _OPERATORS[operator]:
        raise MalformedError
    if not all(isinstance(each, str) for each in values):
        raise MalformedError
    return Requirement(key, operator, tuple(sorted(set(values))))


def equals(key: str, value: str) -> Selector:
    """Return the selector of one label."""
    return (Requirement(key, "In", (value,)),)


def matches(selector: Selector, labels: Mapping[str, str]) -> bool:
    """Return whether labels meet every condition.

    https://github.com/kubernetes/apimachinery/blob/master/pkg/labels/selector.go
    """
    return all(_holds(each, labels) for each in selector)


def _holds(requirement: Requirement, labels: Mapping[str, str]) -> bool:
    key, operator, values = requirement
    if operator == "In":
        return labels.get(key) in values
    if operator == "NotIn":
        return labels.get(key) not in values
    return (key in labels) == (operator == "Exists")


def alternatives(selector: Selector) -> Iterable[Selector]:
    """Take a selector apart into those of one value a label."""
    choices = [
        [Requirement(each.key, "In", (value,)) for value in each.values] if each.operator == "In" else [each]
        for each in selector
    ]
    count = 1
    for each in choices:
        count *= len(each)
    return product(*choices) if count <= _ALTERNATIVES else [selector]


def implies(narrow: Selector, wide: Selector) -> bool:
    """Return whether whatever the first selects is selected by the second, as far as single conditions tell."""
    return all(any(_implies(each, condition) for each in narrow if each.key == condition.key) for condition in wide)


def _implies(narrow: Requirement, wide: Requirement) -> bool:
    given, wanted = set(narrow.values), set(wide.values)
    if wide.operator == "In":
        return narrow.operator == "In" and given <= wanted
    if wide.operator == "Exists":
        return narrow.operator in {"In", "Exists"}
    if wide.operator == "DoesNotExist" or narrow.operator == "DoesNotExist":
        return narrow.operator == "DoesNotExist"
    return given.isdisjoint(wanted) if narrow.operator == "In" else narrow.operator == "NotIn" and wanted <= given


def words(selector: Selector) -> str:
    """Return a selector as kubectl writes it: `app=webapp,tier!=test`."""
    return ",".join(map(_words, selector))


def _words(requirement: Requirement) -> str:
    key, operator, values = requirement
    if operator == "In":
        return f"{key}={values[0]}" if len(values) == 1 else f"{key} in ({','.join(values)})"
    if operator == "NotIn":
        return f"{key}!={values[0]}" if len(values) == 1 else f"{key} notin ({','.join(values)})"
    return key if operator == "Exists" else f"!{key}"
