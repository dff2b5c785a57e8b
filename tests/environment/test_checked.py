"""Each object is looked at once."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.draft.kubernetes.bridge import Manifest
from neuronpedia_constructs.environment import checked
from tests.support.manifests import config_map, deployment


def test_rules_and_secrets_are_looked_for() -> None:
    made = config_map({"a/b": "c", "A": "hf_0123456789"})
    assert {problem.code for problem in checked.checked(made)} == {"workload.config-key-invalid", "secrets.literal"}


def test_values_of_no_plain_type_are_looked_at() -> None:
    assert {problem.code for problem in checked.checked(config_map({"A": object()}))} == {
        "workload.config-value-invalid"
    }


def test_the_same_object_is_looked_at_once_and_another_again(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Manifest] = []
    monkeypatch.setattr(checked, "_known", {})

    def look(made: Manifest, _: str) -> tuple[()]:
        looked.append(made)
        return ()

    monkeypatch.setattr(checked, "object_problems", look)
    for grace in (1, 1, 2, 1):
        checked.checked(deployment(terminationGracePeriodSeconds=grace))
    assert len(looked) == 2


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    known: dict[bytes | str, object] = {}
    monkeypatch.setattr(checked, "_known", known)
    monkeypatch.setattr(checked, "_MOST", 3)
    for grace in range(1, 10):
        checked.checked(deployment(terminationGracePeriodSeconds=grace))
    assert len(known) <= 3
