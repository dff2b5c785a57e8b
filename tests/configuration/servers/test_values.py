"""Types of values that only the Python servers have."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.configuration.servers.values import RATE, Budget, Sizes, StaticPoints


@pytest.mark.parametrize(
    ("kind", "value", "rendered"),
    [
        (StaticPoints(), "sae+auto", "sae+auto"),
        (StaticPoints(), [("resid_post", 7), ("mlp_out", 0)], '[["resid_post", 7], ["mlp_out", 0]]'),
        (Sizes(), [1, 2, 4], "1,2,4"),
        (Budget(), "off", "off"),
        (Budget(), 2, "2"),
        (Budget(), 0.5, "0.5"),
        (RATE, 0.25, "0.25"),
    ],
)
def test_a_value_is_written_as_the_server_reads_it(kind: object, value: object, rendered: str) -> None:
    assert kind.accepts(value)  # type: ignore[attr-defined]
    assert kind.render(value) == rendered  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *((StaticPoints(), value) for value in ("all", [], [()], [("a",)], [("a", True)], [("a", 1, 2)], 7)),
        *((Sizes(), value) for value in ([], [0], [True], [1.5], "1,2", None)),
        *((Budget(), value) for value in ("much", 0, -1, True, float("inf"), float("nan"), None)),
        *((RATE, value) for value in (-0.1, 1.1, True, "0.1")),
    ],
)
def test_other_values_are_refused(kind: object, value: object) -> None:
    assert not kind.accepts(value)  # type: ignore[attr-defined]


def test_examples_are_accepted() -> None:
    for kind in (StaticPoints(), Sizes(), Budget(), RATE):
        assert kind.accepts(kind.example)
