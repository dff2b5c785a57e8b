"""The order of what is said."""

from __future__ import annotations

from neuronpedia_constructs.cli.diff.objects import Pair
from neuronpedia_constructs.cli.diff.rendering.sections import sections
from neuronpedia_constructs.cli.diff.report import report_of


def test_what_must_be_dealt_with_comes_first() -> None:
    assert [each.title for each in sections(report_of(Pair("e", {}, {})))] == [
        "Refused",
        "Data",
        "Restarts",
        "Runs",
        "Connections",
        "Needed first",
        "Capacity",
        "New",
        "In place",
        "Left behind",
        "Images",
    ]
