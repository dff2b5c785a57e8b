"""Whether values of Secrets differ."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.facts.risks.secret_values import value_changes
from tests.cli.diff.facts.manifests import made


def secret(**fields: Any) -> Any:
    return made("v1", "Secret", "db", **fields)


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ({"data": {"a": "eA=="}}, {"data": {"a": "eA=="}}, False),
        ({"data": {"a": "eA=="}}, {"data": {"a": "eQ=="}}, True),
        ({"data": {"a": "eA=="}}, {"stringData": {"a": "x"}}, False),
        ({"data": {"a": "eA=="}}, {"data": {"a": "eA=="}, "stringData": {"a": "y"}}, True),
        ({"data": {"a": "eA=="}}, {"data": {}}, False),
        ({"data": {"a": "é"}}, {"data": {"a": 5}}, False),
        ({"data": {"a": "é"}}, {"data": {"a": "x"}}, True),
    ],
)
def test_values(old: dict[str, Any], new: dict[str, Any], changes: bool) -> None:
    assert value_changes(secret(**old), secret(**new), "a") is changes


def test_a_secret_of_one_file_only() -> None:
    assert not value_changes(None, secret(data={"a": "eA=="}), "a")
    assert not value_changes(secret(data={"a": "eA=="}), None, "a")
