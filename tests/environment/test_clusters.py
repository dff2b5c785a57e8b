"""Environments of one app that would overwrite each other are told, unless they are in different clusters."""

from __future__ import annotations

import runpy
from typing import Any
from unittest import mock

import pytest
from cdk8s import App

from neuronpedia_constructs import NetworkAccess, find_problems, find_warnings
from neuronpedia_constructs.environment.synthesis import Synthesis
from tests.support.building import ROOT, bare, doubts, synthesized

LOCAL: dict[str, Any] = {"stage": "local"}
EAST: dict[str, Any] = {"network": NetworkAccess(cluster="east")}
WEST: dict[str, Any] = {"network": NetworkAccess(cluster="west")}


def warned(app: App) -> dict[str, str]:
    """What is said of the namespace, by environment."""
    return {found.environment: found.cause for found in find_warnings(app) if found.field == "namespace"}


@pytest.mark.parametrize("same", [({}, {}), (LOCAL, LOCAL), (EAST, EAST), ({**LOCAL, **EAST}, {**LOCAL, **EAST})])
def test_two_environments_in_one_place_overwrite_each_other(app: App, same: tuple[dict[str, Any], ...]) -> None:
    for name, arguments in zip(("first", "copied"), same, strict=True):
        bare(app, name, **arguments)
    assert find_problems(app) == ()
    (warning,) = doubts(app)
    assert (warning.environment, warning.construct, warning.field) == ("copied", "Neuronpedia", "namespace")
    assert warning.code == "namespace.shared"
    assert warning.cause == "'first' also has 'neuronpedia'; in the same cluster, they overwrite each other"
    assert "cluster=" in warning.fix


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"namespace": "other"}),
        ({}, LOCAL),
        (LOCAL, {}),
        (EAST, WEST),
        ({}, EAST),
        ({**LOCAL, **EAST}, {**LOCAL, **WEST}),
        ({**LOCAL, **EAST}, EAST),
    ],
)
def test_what_is_somewhere_else_is_no_matter(app: App, one: dict[str, Any], other: dict[str, Any]) -> None:
    bare(app, "one", **one)
    bare(app, "other", **other)
    assert warned(app) == {}


def test_each_is_told_of_all_before_it(app: App) -> None:
    for name in ("a", "b", "c"):
        bare(app, name)
    bare(app, "d", namespace="other")
    assert warned(app).keys() == {"b", "c"}
    assert warned(app)["c"].startswith("'a' and 'b' also have ")


def test_the_warning_is_printed_once_and_everything_is_written(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    bare(app, "first")
    bare(app, "copied")
    app.synth()
    app.synth()
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("[namespace.shared]") == 1


def test_a_cluster_is_in_no_manifest() -> None:
    assert synthesized(bare(App(), **EAST)) == synthesized(bare(App()))


def test_the_environments_of_this_repository_are_in_different_places() -> None:
    with mock.patch.object(App, "synth", autospec=True) as synth:
        runpy.run_path(str(ROOT / "main.py"))
    (app,) = synth.call_args.args
    known = Synthesis.find(app)
    assert known
    assert len(known.environments) == 3
    assert find_warnings(app) == ()
