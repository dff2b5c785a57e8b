"""Values of Secrets are never shown."""

from __future__ import annotations

from neuronpedia_constructs.cli.diff.effects.secrecy import hidden
from neuronpedia_constructs.cli.diff.kubernetes.differences import Difference
from neuronpedia_constructs.cli.diff.objects import Key

FIELDS = (
    Difference(("data", "a"), "old", "new"),
    Difference(("data", "b"), None, "new"),
    Difference(("metadata", "labels", "c"), "old", "new"),
)


def test_only_that_they_differ_is_told() -> None:
    assert hidden(Key("", "Secret", "n", "s"), FIELDS) == (
        Difference(("data", "a"), "(secret)", "(another secret)"),
        Difference(("data", "b"), None, "(another secret)"),
        FIELDS[2],
    )


def test_the_data_of_a_config_map_are_shown() -> None:
    assert hidden(Key("", "ConfigMap", "n", "s"), FIELDS) == FIELDS
