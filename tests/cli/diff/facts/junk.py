"""Manifests with anything in any place."""

from __future__ import annotations

import copy
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import strategies

from neuronpedia_constructs.cli.diff.objects import key_of
from tests.conftest import DIST, SNAPSHOTS

if TYPE_CHECKING:
    from pathlib import Path

    from neuronpedia_constructs.cli.diff.objects import Manifest, Side

_OPTIONS = ("operated-with-everything", "test_gateway_route", "test_argo_cd", "test_external_secrets", "target1")

_JUNK: list[Any] = [
    None,
    True,
    -1,
    0,
    10**30,
    0.5,
    "",
    "x",
    "1Gi",
    "25%",
    "a/b@c",
    [],
    [None],
    ["x"],
    [[]],
    {},
    {"name": 1},
]
junk = strategies.sampled_from(_JUNK)


@cache
def sides() -> tuple[Side, ...]:
    """Return some of the files of the project that differ most."""
    files = [*DIST, *(file for file in SNAPSHOTS if any(option in file.name for option in _OPTIONS))]
    return tuple(read(file) for file in files)


def read(file: Path) -> Side:
    documents = yaml.load_all(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return {key_of(each): each for each in documents if each}


@strategies.composite
def broken_sides(draw: strategies.DrawFn) -> Side:
    """Draw a file some of whose objects have junk somewhere below the fields that name them."""
    side = dict(draw(strategies.sampled_from(sides())))
    for key in draw(strategies.lists(strategies.sampled_from(list(side)), max_size=6)):
        side[key] = _broken(side[key], draw)
    return side


def _broken(manifest: Manifest, draw: strategies.DrawFn) -> Manifest:
    broken = copy.deepcopy(manifest)
    places = [
        place
        for place in _places(broken)
        if place[0] is not broken or place[1] not in ("apiVersion", "kind", "metadata")
    ]
    named = [place for place in places if place[0] is not broken["metadata"] or place[1] not in ("name", "namespace")]
    for _ in range(draw(strategies.integers(1, 4))):
        parent, name = draw(strategies.sampled_from(named))
        parent[name] = draw(junk)
    return broken


def _places(part: Any) -> list[tuple[Any, Any]]:
    """Return every place in a tree: what holds it, and where."""
    entries = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [place for name, value in entries for place in ((part, name), *_places(value))]
