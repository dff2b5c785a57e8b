"""Tables are aligned, and their lines end where the text does."""

from __future__ import annotations

from neuronpedia_constructs.cli.tables import table


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert list(table([("A", "B", "C"), ("long", "", "x"), ("", "y", "")])) == ["A     B  C", "long     x", "      y"]
