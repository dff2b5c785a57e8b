from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.admission.node import Node, whole


@pytest.mark.parametrize("value", [None, "text", 3, [], {"spec": None}, {"spec": "text"}, {"spec": [1]}])
def test_what_is_of_another_type_is_absent(value: Any) -> None:
    node = Node(value, "").child("spec")

    assert node.text("name") == ""
    assert node.number("count") is None
    assert node.flag("on") is None
    assert node.children("items") == []
    assert node.texts("words") == []
    assert node.labels("labels") == {}
    assert node.path == "spec"


def test_null_in_a_list_or_a_map_is_empty() -> None:
    node = Node({"items": [None, {"name": "b"}], "words": [None, "b"], "labels": {"a": None}}, "spec")

    assert [(each.path, each.text("name")) for each in node.children("items")] == [
        ("spec.items[0]", ""),
        ("spec.items[1]", "b"),
    ]
    assert node.texts("words") == ["", "b"]
    assert node.labels("labels") == {"a": ""}


def test_a_number_without_a_fraction_is_whole() -> None:
    assert whole(1.0) == 1
    assert whole(1.5) is None
    assert whole(True) is None
    assert whole("1") is None


def test_an_empty_text_is_none() -> None:
    node = Node({"policy": "", "type": "A"}, "")

    assert node.text("policy", "Always") == "Always"
    assert node.text("type", "B") == "A"
    assert node.has("policy")
