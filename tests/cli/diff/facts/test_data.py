"""All rules on data together. tests/cli/diff/facts/risks/ has those of each."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from neuronpedia_constructs.cli.diff.facts.data import data_risks

from .junk import broken_sides, sides
from .manifests import claim, deployment, made, postgres, side, stateful_set, value


def test_what_happens_at_once_comes_before_what_somebody_must_prune() -> None:
    templates = (claim("data"),)
    old = side(claim("models"), stateful_set("db", postgres(), templates=templates))
    new = side(stateful_set("db", postgres("pgvector/pgvector:0.8.0-pg16"), templates=templates))
    assert [(risk.key.label, risk.rule, risk.only_if_pruned) for risk in data_risks(old, new)] == [
        ("StatefulSet db", "major-version", False),
        ("PersistentVolumeClaim models", "left-behind", True),
    ]


def test_an_environment_that_moves_to_another_namespace() -> None:
    spaces = [made("v1", "Namespace", name, namespace="") for name in ("a", "b")]
    databases = [stateful_set("db", postgres(), templates=(claim("data"),), namespace=name) for name in ("a", "b")]
    risks = data_risks(side(spaces[0], databases[0]), side(spaces[1], databases[1]))
    assert [(risk.key.label, risk.key.namespace, risk.text.partition(":")[0]) for risk in risks] == [
        ("StatefulSet db", "b", "starts empty"),
        (
            "Namespace a",
            "",
            "stays where nobody prunes; Argo CD, Flux, Helm and `kubectl apply --prune` would delete it and all in it",
        ),
    ]


def test_additions_are_no_risk() -> None:
    for each in sides():
        assert data_risks({}, each) == ()


def test_nothing_for_the_same_file() -> None:
    for each in sides():
        assert data_risks(each, each) == ()


def test_order_does_not_matter() -> None:
    old, new, *_ = sides()
    assert data_risks(dict(reversed(old.items())), dict(reversed(new.items()))) == data_risks(old, new)


@given(old=broken_sides(), new=broken_sides())
def test_junk_is_no_error(old: Any, new: Any) -> None:
    assert all(isinstance(risk.text, str) and isinstance(risk.fix, str) for risk in data_risks(old, new))
    assert data_risks(new, new) == ()


def test_workloads_without_data_are_no_risk() -> None:
    assert data_risks(side(deployment("web", {"env": [value("A", "b")]})), {}) == ()
