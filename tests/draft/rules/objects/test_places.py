"""Where a value is in an object."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.draft.rules.objects.places import containers, fields, places, pod_templates, shown
from tests.support.manifests import deployment


def test_everything_but_lists_is_visited_from_the_outside_in() -> None:
    made = {"a": {"b": [{"name": "x", "c": 1}, 2]}}
    assert [trail for trail, _ in places(made)] == [
        (),
        ("a",),
        ("a", "b", "[x]"),
        ("a", "b", "[x]", "name"),
        ("a", "b", "[x]", "c"),
        ("a", "b", "[1]"),
    ]
    assert dict(places(made))["a", "b", "[1]"] == 2


@pytest.mark.parametrize(
    ("trail", "text"),
    [
        (("spec", "template", "spec", "containers", "[main]", "image"), "containers[main].image"),
        (("spec", "jobTemplate", "spec", "template", "spec", "volumes"), "volumes"),
        (("metadata", "labels", "example.org/team"), "metadata.labels['example.org/team']"),
        (("spec", "replicas"), "replicas"),
    ],
)
def test_a_place_is_shown_without_what_goes_without_saying(trail: tuple[str, ...], text: str) -> None:
    assert shown(trail) == text


def test_fields_are_those_between_entries() -> None:
    assert fields(("containers", "[main]", "image")) == ("containers", "image")


def test_pods_are_found_in_every_kind_of_object() -> None:
    made = deployment(initContainers=[{"name": "wait"}])
    (template,) = pod_templates(made)
    assert [found["name"] for found in containers(template["spec"])] == ["wait", "main"]
    job = {"kind": "CronJob", "spec": {"jobTemplate": made}}
    assert list(pod_templates(job)) == [template]
    assert not list(pod_templates({"kind": "Service", "spec": None}))
    assert not list(pod_templates({"kind": "Service", "spec": {"template": {"spec": []}}}))
