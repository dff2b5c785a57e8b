"""Each row of docs/clusters.md is an environment, whose snapshot passes the rules and the schemas."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from cdk8s import App
from syrupy.assertion import SnapshotAssertion

import neuronpedia_constructs as np
from neuronpedia_constructs import Neuronpedia, api, find_problems, models
from neuronpedia_constructs.validation.problems import Problem
from tests.rules.every_rule import OF_A_WHOLE, OF_ANY_PART
from tests.support.building import REGISTRY, ROOT, doubts, written
from tests.support.snapshots import file_of

NAMES = {name: getattr(np, name) for name in api.__all__}
TEXT = (ROOT / "docs" / "clusters.md").read_text(encoding="utf-8")
ROWS = {
    cells[0].partition(":")[0]: cells
    for line in TEXT.splitlines()
    if line.startswith("| ") and not line.startswith("| Cluster")
    for cells in [[cell.strip() for cell in line.strip("|").split(" | ")]]
}
DEMANDED = (
    *("vanilla", "NodeLocal DNS", "EKS Auto Mode", "GKE with Cloud DNS", "Autopilot", "Gardener", "OpenShift"),
    *("AKS GPU pools", "IPv6-only", "Istio, sidecars", "Istio, ambient", "Argo CD", "Flux"),
)


def build(app: App, row: str, upstream: str) -> Neuronpedia:
    """The environment that the second column describes, with a server on a GPU."""
    lines = re.findall(r"`([^`]+)`", ROWS[row][1])
    arguments: dict[str, Any] = {"upstream": upstream}
    for line in lines:
        if match := re.fullmatch(r"(\w+)=(.+)", line):
            arguments[match[1]] = eval(match[2], dict(NAMES))
    production = Neuronpedia(app, "production", namespace="np", url="https://np.example.org", **arguments)
    server = production.with_(REGISTRY).add_inference("gemma-2-2b")
    server.with_(replace(models.get("gemma-2-2b"), sae_sets=["gemmascope-res-16k"]))
    for line in lines:
        if not re.match(r"\w+=", line):
            exec(line, {**NAMES, "production": production, "server": server})
    if "GpuProfile" not in ROWS[row][1]:
        server.with_(np.GPU_LITE)
    return production


def test_every_kind_has_a_row() -> None:
    assert [kind for kind in DEMANDED if not any(kind in row for row in ROWS)] == []
    assert all(len(cells) == 4 and all(cells[:3]) for cells in ROWS.values())


WRITTEN = [row for row in ROWS if ROWS[row][1] != "nothing" or row == "vanilla"]
"""The others are as plain as the first."""


@pytest.mark.parametrize("row", WRITTEN, ids=lambda row: re.sub(r"[^A-Za-z0-9]+", "-", row).strip("-")[:40])
def test_row(row: str, app: App, yaml_file: SnapshotAssertion) -> None:
    environment = build(app, row, "legacy")
    assert find_problems(app) == ()
    assert others(app) == []
    assert file_of(environment) == yaml_file


@pytest.mark.parametrize("row", WRITTEN)
def test_row_on_the_current_line(row: str, app: App) -> None:
    made = written(build(app, row, "current"))
    assert others(app) == []
    for rule in (*OF_ANY_PART, *OF_A_WHOLE):
        rule(made)


def others(app: App) -> list[Problem]:
    """What is doubtful, apart from the size of the GPU and its driver, which the rows do not choose."""
    return [warning for warning in doubts(app) if "gpu" not in warning.code and "memory" not in warning.code]


def test_a_row_without_anything_to_write_is_the_plain_environment() -> None:
    plain = {row for row, cells in ROWS.items() if cells[1] == "nothing"}
    assert len({file_of(build(App(), row, "legacy")) for row in plain}) == 1
    assert len(plain) == 4
