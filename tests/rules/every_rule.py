"""All rules, and what it is to keep them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.conftest import parsed

from . import connections, data, model_servers, network, objects, options, pods, running, webapp
from .objects import Invariant

OF_ANY_PART: tuple[Invariant, ...] = (
    *objects.OF_ANY_PART,
    *pods.OF_ANY_PART,
    *running.OF_ANY_PART,
    *model_servers.OF_ANY_PART,
    *options.OF_ANY_PART,
    *data.OF_ANY_PART,
    *webapp.OF_ANY_PART,
    *connections.OF_ANY_PART,
)

OF_A_WHOLE: tuple[Invariant, ...] = (
    *objects.OF_A_WHOLE,
    *network.OF_A_WHOLE,
    *pods.OF_A_WHOLE,
    *running.OF_A_WHOLE,
    *options.OF_A_WHOLE,
    *webapp.OF_A_WHOLE,
    *connections.OF_A_WHOLE,
)


def check(rule: Invariant, files: Iterable[Path]) -> None:
    """Fail with what breaks a rule in any of some files."""
    broken: list[Exception] = []
    for file in files:
        try:
            rule(parsed(file))
        except Exception as error:
            error.add_note(f"in {file.parent.name}/{file.name}")
            broken.append(error)
    if broken:
        raise ExceptionGroup(rule.__name__, broken)
