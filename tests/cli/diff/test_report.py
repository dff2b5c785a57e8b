"""Properties that every report has, whatever the manifests."""

from __future__ import annotations

import copy
import random
from collections import Counter
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.flags import FLAGS
from neuronpedia_constructs.cli.diff.kubernetes.schema import element_of, fields_of, kinds
from neuronpedia_constructs.cli.diff.objects import Pair, key_of
from neuronpedia_constructs.cli.diff.rendering.as_json import as_json
from neuronpedia_constructs.cli.diff.rendering.markdown import markdown
from neuronpedia_constructs.cli.diff.rendering.sections import sections
from neuronpedia_constructs.cli.diff.rendering.summary import summary
from neuronpedia_constructs.cli.diff.rendering.text import text
from neuronpedia_constructs.cli.diff.report import Report, flags, report_of
from tests.support.building import ROOT

PRODUCTION = list(yaml.load_all((ROOT / "dist" / "production.k8s.yaml").read_text("utf-8"), yaml.CSafeLoader))

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def report(old: list[Any], new: list[Any]) -> Report:
    return report_of(Pair("e", *({key_of(each): each for each in side} for side in (old, new))))


def said(found: Report) -> str:
    """Return all that is printed of a report, in every format."""
    parts = sections(found)
    return text("e", parts, colour=False) + markdown("e", parts)


@st.composite
def junk(draw: st.DrawFn, type_: str, depth: int = 5) -> Any:
    """Return something that looks like a value of a type of Kubernetes, with anything in some places."""
    element = element_of(type_) or "object"
    if depth == 0 or draw(st.integers(0, 9)) == 0:
        return draw(ANYTHING)
    if type_.startswith("[]"):
        return draw(st.lists(junk(element, depth - 1), max_size=2))
    if type_.startswith("{}"):
        return draw(st.dictionaries(st.sampled_from(["a", "cpu", "memory"]), junk(element, depth - 1), max_size=2))
    fields = fields_of(type_)
    if fields:
        names = draw(st.lists(st.sampled_from(sorted(fields)), max_size=5, unique=True))
        return {name: draw(junk(fields[name].type, depth - 1)) for name in names}
    plain = {"int32": st.integers(-1, 3), "boolean": st.booleans(), "quantity": st.sampled_from(["1", "1Gi", 2, "x"])}
    return draw(plain.get(type_, st.sampled_from(["a", "b", "RollingUpdate", "10.0.0.0/8", ""])))


@st.composite
def manifest(draw: st.DrawFn) -> Any:
    name = draw(st.sampled_from(sorted(kinds())))
    api_version, _, kind = name.partition(" ")
    found = draw(junk(kinds()[name].type))
    found = found if isinstance(found, dict) else {"spec": found}
    metadata = {"name": draw(st.sampled_from("ab")), "namespace": "n"}
    return {**found, "apiVersion": api_version, "kind": kind, "metadata": metadata}


def unique(objects: list[Any]) -> list[Any]:
    return list({key_of(each): each for each in objects}.values())


SIDES = st.lists(manifest(), max_size=4).map(unique)


BACK = {"added": "removed", "removed": "added"}


@given(SIDES, SIDES)
def test_whatever_the_manifests_are(old: list[Any], new: list[Any]) -> None:
    """Nothing ends it, every object appears once, and both directions agree on what changed."""
    found = report(old, new)
    said(found)
    summary(found)
    as_json([found])
    assert set(flags([found])) <= set(FLAGS)
    assert Counter(each.key for each in found.changes) == Counter({key_of(each) for each in (*old, *new)})
    again = {each.key: each for each in report(new, old).changes}
    for change in found.changes:
        assert again[change.key].change == BACK.get(change.change, change.change)


def edited(seed: int) -> list[Any]:
    """Return the manifests of production with a few values replaced."""
    chance = random.Random(seed)
    found = copy.deepcopy(PRODUCTION)
    for _ in range(chance.randint(1, 6)):
        place = chance.choice(found)
        while isinstance(place, (dict, list)) and place:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = chance.choice(keys)
            if key in {"apiVersion", "kind", "metadata"} and "apiVersion" in place:
                break
            if not isinstance(place[key], (dict, list)) or chance.random() < 0.15:
                place[key] = chance.choice([None, "x", 7, True, [], {}, "1Gi", -1, place[key], [place[key]]])
                break
            place = place[key]
    return found


@pytest.mark.parametrize("seed", range(25))
def test_an_edit_of_production(seed: int) -> None:
    new = edited(seed)
    found = report(PRODUCTION, new)
    assert Counter(each.key for each in found.changes) == Counter(map(key_of, new))
    assert sorted(said(report(PRODUCTION, list(reversed(new)))).splitlines()) == sorted(said(found).splitlines())
    fields = {each.key: {field.path for field in each.fields} for each in found.changes if each.effect != "rejected"}
    again = {each.key: {field.path for field in each.fields} for each in report(new, PRODUCTION).changes}
    assert all(again[key] == places for key, places in fields.items() if again.get(key))


def test_the_same_manifests_say_nothing() -> None:
    found = report(PRODUCTION, copy.deepcopy(PRODUCTION))
    assert said(found) == ""
    assert flags([found]) == ()
    assert {each.effect for each in found.changes} == {"none"}


def test_another_order_of_documents_and_keys_says_nothing() -> None:
    def turned(value: Any) -> Any:
        return {key: turned(each) for key, each in reversed(value.items())} if isinstance(value, dict) else value

    found = report(PRODUCTION, [turned(each) for each in reversed(PRODUCTION)])
    assert said(found) == ""
    assert flags([found]) == ()


def test_an_empty_side_is_all_or_nothing() -> None:
    assert {each.change for each in report([], PRODUCTION).changes} == {"added"}
    assert {each.change for each in report(PRODUCTION, []).changes} == {"removed"}
    assert report([], []).changes == ()


def test_a_service_that_no_pod_answers_is_downtime() -> None:
    new = copy.deepcopy(PRODUCTION)
    (service,) = (each for each in new if each["kind"] == "Service" and each["metadata"]["name"] == "webapp")
    service["spec"]["selector"]["extra"] = "x"
    assert flags([report(PRODUCTION, new)]) == ("downtime",)


@pytest.mark.parametrize(
    ("old", "new", "raised"),
    [
        ("  storage: 10Gi", "  storage: 20Gi", {"rejected"}),
        ('value: "7"', 'value: "3"', {"data"}),
        ("neuronpedia/inference:v1.4.2", "neuronpedia/inference:v1.5.0", {"downtime"}),
        ("enforce: restricted", "enforce: baseline", {"exposure"}),
        ("LOGLEVEL", "LOGLEVEL", set[str]()),
    ],
)
def test_each_flag_is_raised_by_what_it_stands_for(old: str, new: str, raised: set[str]) -> None:
    text = (ROOT / "dist" / "production.k8s.yaml").read_text("utf-8")
    changed = list(yaml.load_all(text.replace(old, new), yaml.CSafeLoader))
    assert set(flags([report(PRODUCTION, changed)])) == raised
