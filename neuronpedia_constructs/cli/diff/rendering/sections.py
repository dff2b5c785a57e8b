"""The parts of a report, in the order in which a person needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import facts, objects

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.report import Report

    from .section import Section


def sections(report: Report) -> tuple[Section, ...]:
    """Return the sections of a report: what must be dealt with first, then what happens, then what only changes."""
    changes = report.changes
    return (
        objects.refused(changes),
        facts.data(report.data),
        objects.restarts(changes),
        objects.runs(changes),
        facts.connections(report.connections),
        facts.needed(report.needed),
        facts.capacity(report.capacity),
        objects.created(changes),
        objects.in_place(changes),
        objects.left_behind(changes),
        facts.images(report.images),
    )
