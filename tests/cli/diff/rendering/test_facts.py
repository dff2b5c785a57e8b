"""What is said of data, connections, what must be there, capacity and images."""

from __future__ import annotations

from neuronpedia_constructs.cli.diff.connections.model import Connections, Entrance, NetworkChange
from neuronpedia_constructs.cli.diff.facts.risks.risk import Risk
from neuronpedia_constructs.cli.diff.objects import Key
from neuronpedia_constructs.cli.diff.rendering import facts
from neuronpedia_constructs.cli.diff.rendering.section import BAD, CARE, PLAIN

CLAIM = Key("", "PersistentVolumeClaim", "n", "files")


def test_data_that_nobody_prunes_are_told_more_calmly() -> None:
    found = facts.data([Risk(CLAIM, "a", "it goes", "copy it"), Risk(CLAIM, "b", "it stays", "", only_if_pruned=True)])
    assert [(each.text, each.details, each.tone) for each in found.items] == [
        ("PersistentVolumeClaim files: it goes", ("copy it",), BAD),
        ("PersistentVolumeClaim files: it stays", (), CARE),
    ]


def test_what_is_exposed_comes_first_and_only_once() -> None:
    opened, closed = (
        NetworkChange("webapp", "10.20.0.0/16", "443", way, False, ("webapp",), ("10.20.0.0/16",))
        for way in (True, False)
    )
    exposing = Entrance("Service web", "opened", True, "Service web is open")
    changing = Entrance("Service web", "changed", False, "Service web has another port")
    found = facts.connections(
        Connections((opened, closed), (), (exposing, changing), ("Service web is open",), ("see",))
    )
    assert [(each.text, each.tone) for each in found.items] == [
        ("Service web is open", BAD),
        ("+ webapp → 10.20.0.0/16:443", PLAIN),
        ("- webapp → 10.20.0.0/16:443", PLAIN),
        ("Service web has another port", PLAIN),
        ("see", CARE),
    ]
