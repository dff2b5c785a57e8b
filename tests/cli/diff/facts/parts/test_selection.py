"""Nodes in short words."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.facts.parts.selection import selection


def required(*terms: Any) -> dict[str, Any]:
    demanded = {"nodeSelectorTerms": [{"matchExpressions": list(term)} for term in terms]}
    return {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": demanded}}}


def one(key: str, operator: str, *values: str) -> dict[str, Any]:
    return {"key": key, "operator": operator, "values": list(values)}


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, ()),
        ({"nodeSelector": {"b": "2", "a": "1"}}, ("a=1", "b=2")),
        (required([one("gpu", "In", "l4")]), ("gpu=l4",)),
        (required([one("gpu", "In", "l4", "a100")]), ("gpu in (a100, l4)",)),
        (required([one("gpu", "NotIn", "t4")]), ("gpu not in (t4)",)),
        (required([one("cuda", "Gt", "12"), one("spot", "DoesNotExist")]), ("cuda > 12 and no spot",)),
        (required([one("b", "Exists")], [one("a", "Exists")]), ("a or b",)),
        ({"nodeSelector": ["x"], "affinity": "x"}, ()),
        (required(["x"], [one("gpu", "Perhaps")]), ()),
    ],
)
def test_words(spec: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert selection(spec) == expected


def test_preferences_are_no_demand() -> None:
    preferred = [{"weight": 1, "preference": {"matchExpressions": [one("a", "Exists")]}}]
    assert (
        selection({"affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": preferred}}}) == ()
    )
