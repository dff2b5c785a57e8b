"""One problem instead of many: what is wrong for the same reason at several workloads of an environment."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .problems import Problem

_CONTAINER = re.compile(r"\bcontainer (?P<name>[^\s:]+)|\b(?:initC|c)ontainers\[(?P<key>[^\]]+)\]")
"""The container in the field of a problem, which is of a draft or of an object."""


def grouped(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems in their order, with one for all that differ only in their workload or container.

    It names all of these: a mixin of an environment makes the same mistake in each of its workloads.
    """
    groups: dict[Problem, list[Problem]] = {}
    for problem in problems:
        kind = replace(problem, construct="", field=_CONTAINER.sub("container", problem.field))
        groups.setdefault(kind, []).append(problem)
    return [_joined(group) for group in groups.values()]


def _joined(group: list[Problem]) -> Problem:
    first = group[0]
    constructs = dict.fromkeys(problem.construct for problem in group)
    fields = (_CONTAINER.finditer(problem.field) for problem in group)
    containers = dict.fromkeys(found["name"] or found["key"] for matches in fields for found in matches)
    field, names = first.field, ", ".join(containers)
    if len(containers) > 1:
        field = _CONTAINER.sub(lambda found: f"containers {names}" if found["name"] else f"containers[{names}]", field)
    return replace(first, construct=", ".join(constructs), field=field)
