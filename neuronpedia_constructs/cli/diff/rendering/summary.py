"""A report in one line: what `make synth` ends with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .objects import away
from .section import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.report import Report


def summary(report: Report) -> str:
    """Return a report in one line, such as `production: 1 restart (webapp: no gap), 1 Job runs`."""
    return f"{report.name}: {', '.join(_parts(report)) or 'no change'}"


def _parts(report: Report) -> Iterator[str]:
    by_effect = {
        effect: [each for each in report.changes if each.effect == effect]
        for effect in ("rejected", "down", "restarts", "scales", "runs", "created", "in-place", "left-behind")
    }
    if found := by_effect["rejected"]:
        yield f"{len(found)} refused ({', '.join(each.label for each in found)})"
    if report.data:
        yield f"{count(len(report.data), 'risk')} for data"
    if found := by_effect["down"]:
        yield f"{len(found)} down ({', '.join(each.key.name for each in found)})"
    if found := by_effect["restarts"]:
        told = "; ".join(f"{each.key.name}: {away(each)}" for each in found)
        yield f"{count(len(found), 'restart')} ({told})"
    if found := by_effect["scales"]:
        yield f"{len(found)} scaled ({', '.join(each.key.name for each in found)})"
    if found := by_effect["runs"]:
        yield f"{count(len(found), 'Job')} run{'s' if len(found) == 1 else ''}"
    if report.connections.exposures:
        yield count(len(report.connections.exposures), "exposure")
    for effect, word in (("created", "new"), ("in-place", "changed in place"), ("left-behind", "left behind")):
        if found := by_effect[effect]:
            yield f"{len(found)} {word}"
