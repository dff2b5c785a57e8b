"""What kubectl takes for objects."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.reading.manifests import objects_in, wrong_with
from neuronpedia_constructs.cli.diff.reading.syntax.tree import Document

POD: dict[str, Any] = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}


def objects(value: Any) -> list[Any]:
    return [each for each, _ in objects_in(Document(value, 1, {}))]


def test_an_object() -> None:
    assert objects(POD) == [POD]
    assert wrong_with(POD) is None
    assert wrong_with(POD | {"metadata": {"name": "a", "namespace": None}}) is None
    assert wrong_with(POD | {"apiVersion": "apps/v1"}) is None


@pytest.mark.parametrize("kind", ["List", "PodList", "Pod"])
def test_what_has_items_is_a_list(kind: str) -> None:
    assert objects({"apiVersion": "v1", "kind": kind, "metadata": {"name": "x"}, "items": [POD, 3]}) == [POD, 3]


@pytest.mark.parametrize("value", [None, {"kind": "List", "items": []}, {"kind": "List", "items": None}])
def test_no_object(value: Any) -> None:
    assert objects(value) == []


def test_objects_in_a_list_have_its_type_where_they_say_none() -> None:
    items = [{"metadata": {"name": "a"}}, {"kind": "Secret", "metadata": {}}]
    assert objects({"apiVersion": "v1", "kind": "PodList", "items": items}) == [POD, items[1]]


def test_a_list_in_a_list() -> None:
    assert objects({"items": [{"apiVersion": "v1", "kind": "List", "items": [POD]}, POD]}) == [POD, POD]


LACKS = "this is no Kubernetes object: it lacks "
WRONG: tuple[tuple[Any, str], ...] = (
    (3, "this is no Kubernetes object, which is a map of fields; remove it"),
    ([POD], "this is no Kubernetes object, which is a map of fields; remove it"),
    ({}, f"{LACKS}apiVersion and kind and metadata.name"),
    ({"replicaCount": 3}, f"{LACKS}apiVersion and kind and metadata.name"),
    (POD | {"kind": ""}, f"{LACKS}kind"),
    (POD | {"metadata": None}, f"{LACKS}metadata.name"),
    (POD | {"metadata": {"name": ""}}, f"{LACKS}metadata.name"),
    (POD | {"metadata": []}, "metadata must be a map of fields"),
    (POD | {"metadata": {"generateName": "a-"}}, "kubectl apply takes no object with metadata.generateName; give it "
        "metadata.name"),
    (POD | {"metadata": {"name": 5}}, "metadata.name must be a text; put it in quotes"),
    (POD | {"metadata": {"name": False}}, "metadata.name must be a text; put it in quotes"),
    (POD | {"metadata": {"name": "a", "namespace": 5}}, "metadata.namespace must be a text; put it in quotes"),
    (POD | {"metadata": {"name": "a", "namespace": False}}, "metadata.namespace must be a text; put it in quotes"),
    (POD | {"kind": ["Pod"]}, "kind must be a text; put it in quotes"),
    (POD | {"apiVersion": 1}, "apiVersion must be a text; put it in quotes"),
    (POD | {"apiVersion": "a/b/c"}, "apiVersion must be a version, or a group and a version as `apps/v1`"),
    (POD | {"apiVersion": "/v1"}, "apiVersion must be a version, or a group and a version as `apps/v1`"),
    (POD | {"apiVersion": "apps/"}, "apiVersion must be a version, or a group and a version as `apps/v1`"),
    ({"kind": "List", "items": {}}, "items must be a list of objects"),
)  # fmt: skip


@pytest.mark.parametrize(("value", "statement"), WRONG)
def test_wrong(value: Any, statement: str) -> None:
    assert [wrong_with(each) for each in objects(value)] == [statement]


FIELDS = st.sampled_from(["apiVersion", "kind", "metadata", "items", "name", "namespace", "generateName", "x"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "a", "v1", "a/b/c", "List"])


@given(st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=5)))
def test_any_value(value: Any) -> None:
    for each in objects(value):
        if wrong_with(each) is None:
            assert all(
                isinstance(text, str) and text for text in (each["apiVersion"], each["kind"], each["metadata"]["name"])
            )
