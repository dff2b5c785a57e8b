"""The values of single fields: words, formats and numbers, as a table lists them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from neuronpedia_constructs.cli.diff.admission.fault import Fault, invalid, keyed, one_of
from neuronpedia_constructs.cli.diff.admission.node import whole

from .amounts import amount
from .formats import FORMATS

Accepted = str | list[str] | dict[str, int]
"""A format, some words, or a number with bounds."""

_FILE = Path(__file__).with_name("fields.json")
_LAST_PORT = 65535
_QUANTITIES = {"non-negative": (0, "at least 0"), "positive": (1, "above 0")}
"""The least amount, in billionths, of quantities."""


class Rule(NamedTuple):
    """What a field accepts, and whether an empty text or port is the same as none, as it mostly is for Go."""

    accepted: Accepted
    empty: bool = True


@cache
def rules() -> dict[str, dict[str, Rule]]:
    """Return what the fields of types accept. A list accepts it of each of its elements.

    The file marks a field with "!" where an empty text is a value, not none: Go has a pointer there.
    """
    found: dict[str, dict[str, Accepted]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return {
        type_: {name.rstrip("!"): Rule(accepted, not name.endswith("!")) for name, accepted in fields.items()}
        for type_, fields in found.items()
    }


def leaf_faults(rule: Rule, value: Any, path: str) -> list[Fault]:
    """Return the faults of a value or of a list of values. Null is none, but an empty text in a list."""
    if isinstance(value, list):
        each_rule = rule._replace(empty=False)
        places = [(keyed(path, index), "" if each is None else each) for index, each in enumerate(value)]
        return [fault for place, each in places for fault in leaf_faults(each_rule, each, place)]
    if value is None or (rule.empty and value == ""):
        return []
    allowed = _refused(rule.accepted, value)
    return [] if allowed is None else [invalid(path, value, allowed)]


def _refused(accepted: Accepted, value: Any) -> str | None:
    """Return what a field allows, or None where it accepts a value."""
    if isinstance(accepted, list):
        return None if value in accepted else one_of(accepted)
    if isinstance(accepted, dict):
        return _out_of_bounds(accepted, value)
    if accepted in _QUANTITIES:
        least, words = _QUANTITIES[accepted]
        size = amount(value)
        return None if size is None or size >= least else words
    if accepted == "port-or-name" or (accepted == "target-port" and value != 0):
        return _port_refused(value)
    found = FORMATS.get(accepted)
    return None if found is None or not isinstance(value, str) or found.accepts(value) else found.words


def _out_of_bounds(bounds: dict[str, int], value: Any) -> str | None:
    number = whole(value)
    least, most = bounds["min"], bounds.get("max")
    if number is None or (number >= least and (most is None or number <= most)):
        return None
    return f"at least {least}" if most is None else f"from {least} to {most}"


def _port_refused(value: Any) -> str | None:
    number = whole(value)
    if number is not None:
        return None if 1 <= number <= _LAST_PORT else f"from 1 to {_LAST_PORT}"
    found = FORMATS["port-name"]
    return None if not isinstance(value, str) or found.accepts(value) else f"{found.words}, or a number"
