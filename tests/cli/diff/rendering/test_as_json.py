"""Reports for programs."""

from __future__ import annotations

import json
from typing import Any

import yaml

from neuronpedia_constructs.cli.diff.objects import Pair, key_of
from neuronpedia_constructs.cli.diff.rendering.as_json import as_json
from neuronpedia_constructs.cli.diff.report import report_of
from tests.support.building import ROOT

PRODUCTION = list(yaml.load_all((ROOT / "dist" / "production.k8s.yaml").read_text("utf-8"), yaml.CSafeLoader))


def found(*pairs: tuple[list[Any], list[Any]]) -> Any:
    sides = [[{key_of(each): each for each in side} for side in pair] for pair in pairs]
    return json.loads(as_json([report_of(Pair(f"e{number}", *side)) for number, side in enumerate(sides)]))


def test_every_object_is_in_its_environment_and_among_all() -> None:
    document = found((PRODUCTION, []), ([], PRODUCTION))
    assert document.keys() == {"environments", "objects", "flags"}
    assert [each["name"] for each in document["environments"]] == ["e0", "e1"]
    assert [len(each["objects"]) for each in document["environments"]] == [len(PRODUCTION)] * 2
    assert document["objects"] == [found for each in document["environments"] for found in each["objects"]]


def test_the_names_are_those_that_others_build_on() -> None:
    document = found(([], PRODUCTION[:1]))
    assert document["objects"][0].keys() >= {
        "apiVersion",
        "kind",
        "namespace",
        "name",
        "change",
        "effect",
        "fields",
        "why",
        "gap",
        "gapSeconds",
    }
    assert document["objects"][0]["gapSeconds"] == {"likely": None, "most": None}
