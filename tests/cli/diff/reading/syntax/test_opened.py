"""Maps and lists take values in the order in which the parser meets them."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.reading.errors import Problems, Unreadable
from neuronpedia_constructs.cli.diff.reading.syntax.opened import Anchored, OpenList, OpenMap, twice


def filled(problems: Problems, *values: Any) -> OpenMap:
    made = OpenMap(1, problems)
    for line, value in enumerate(values, start=1):
        made.add(Anchored(value, line))
    return made


def merged(*given: Any, into: dict[str, Any]) -> Any:
    problems = Problems("a.yaml")
    made = filled(problems, *(each for item in into.items() for each in item))
    for each in given:
        made.merge()
        made.add(Anchored(each, 1))
    problems.end()
    return made.value


def test_a_map_takes_keys_and_values_in_turn() -> None:
    made = filled(Problems("a.yaml"), "a", 1, True, 2, 8, [3])
    assert made.value == {"a": 1, "true": 2, "8": [3]}
    assert made.awaits_key
    assert made.weight == 7


def test_a_list_counts_what_is_in_it() -> None:
    made = OpenList(1)
    made.add(Anchored("a", 1, weight=3))
    made.add(Anchored([["b"]], 1, weight=3, height=2))
    assert (made.value, made.weight, made.height) == (["a", [["b"]]], 7, 3)
    assert not made.complete


@pytest.mark.parametrize(
    ("values", "statement"),
    [
        (
            ("a", 1, "b", 2, "a", 3),
            "a.yaml:5: the key `a` stands twice in one map, first in line 1; kubectl would take",
        ),
        (("1", 1, 1, 2), "a.yaml:3: the key `1` stands twice in one map, first in line 1"),
        ((None, 1), "a.yaml:1: kubectl takes no such key of a map; put it in quotes"),
        (({"a": None}, 1), "a.yaml:1: a map or a list stands in place of a key; render a template"),
        (([], 1), "a.yaml:1: a map or a list stands in place of a key"),
    ],
)
def test_wrong_keys(values: tuple[Any, ...], statement: str) -> None:
    problems = Problems("a.yaml")
    filled(problems, *values)
    with pytest.raises(Unreadable) as caught:
        problems.end()
    assert caught.value.errors[0].startswith(statement)


def test_a_merge_wins_over_what_stands_above_it_as_in_go_yaml() -> None:
    assert merged({"a": 2, "b": 2}, into={"a": 1}) == {"a": 2, "b": 2}


def test_the_first_map_of_a_merged_list_wins() -> None:
    assert merged([{"a": 1}, {"a": 2, "b": 2}], into={}) == {"a": 1, "b": 2}


@pytest.mark.parametrize("value", [None, "a", 3, ["a"], [{}, 1]])
def test_only_maps_are_merged(value: Any) -> None:
    with pytest.raises(Unreadable, match="`<<` merges a map or a list of maps"):
        merged(value, into={})


def test_a_long_key_is_shortened() -> None:
    assert len(twice("a" * 10_000)) < 200
