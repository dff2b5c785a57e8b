"""The document says which profile suffices for which model of the catalogue, on either line."""

from __future__ import annotations

import re

import pytest
from cdk8s import App

from neuronpedia_constructs import CPU_STANDARD, GPU_LITE, GPU_STANDARD, find_problems, models
from tests.support.building import ROOT, bare, doubts
from tests.support.lines import each_line

PROFILES = {"CPU_STANDARD": CPU_STANDARD, "GPU_LITE": GPU_LITE, "GPU_STANDARD": GPU_STANDARD}
ROW = re.compile(r"^\| (current|legacy|both) \| `(\w+)` \|([^|]*)\|([^|]*)\|([^|]*)\|$", re.MULTILINE)
ROWS = [match.groups() for match in ROW.finditer((ROOT / "docs" / "models.md").read_text(encoding="utf-8"))]
ON_GPU = {name for name in models.entries() if models.get(name).device == "cuda"}


def row(upstream: str, profile: str) -> list[set[str]]:
    """The models that a row lists: accepted, accepted with a warning, refused."""
    (cells,) = (found[2:] for found in ROWS if found[0] in (upstream, "both") and found[1] == profile)
    listed = [{name.strip() for name in cell.split(",")} - {""} for cell in cells]
    named = set().union(*listed) & models.entries().keys()
    stands_for = {"all of these": ON_GPU, "all others": models.entries().keys() - named}
    return [set().union(*(stands_for.get(name, {name}) for name in cell)) for cell in listed]


@each_line
@pytest.mark.parametrize("profile", PROFILES)
def test_the_table_of_profiles_is_right(profile: str, upstream: str) -> None:
    found: list[set[str]] = [set(), set(), set()]
    for name in models.entries() if profile == "CPU_STANDARD" else ON_GPU:
        app = App()
        bare(app, upstream=upstream).add_inference("m").with_(models.get(name), PROFILES[profile])
        doubtful = any("memory" in warning.code for warning in doubts(app))
        found[2 if find_problems(app) else 1 if doubtful else 0].add(name)
    assert row(upstream, profile) == found
