"""What tells an object from another, and where it has its pods."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.objects import Key, at, containers_of, key_of, template_of


def test_the_version_of_an_api_makes_no_other_object() -> None:
    one, other = (
        {"apiVersion": f"autoscaling/{version}", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "a"}}
        for version in ("v1", "v2")
    )
    assert key_of(one) == key_of(other) == Key("autoscaling", "HorizontalPodAutoscaler", "", "a")
    assert key_of(one).label == "HorizontalPodAutoscaler a"


@pytest.mark.parametrize(
    ("api_version", "kind", "spec"),
    [
        ("apps/v1", "Deployment", {"template": {"spec": "here"}}),
        ("batch/v1", "Job", {"template": {"spec": "here"}}),
        ("batch/v1", "CronJob", {"jobTemplate": {"spec": {"template": {"spec": "here"}}}}),
        ("v1", "Pod", "here"),
    ],
)
def test_a_workload_has_its_pods_somewhere(api_version: str, kind: str, spec: Any) -> None:
    found = template_of({"apiVersion": api_version, "kind": kind, "spec": spec})
    assert found is not None
    assert found["spec"] == "here"


def test_others_have_none() -> None:
    assert template_of({"apiVersion": "v1", "kind": "ConfigMap"}) is None
    assert template_of({"apiVersion": "example.org/v1", "kind": "Deployment", "spec": {"template": {}}}) is None
    assert template_of({"apiVersion": "apps/v1", "kind": "Deployment", "spec": []}) is None
    assert template_of({"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": "x"}}) is None


def test_containers_that_run_first_come_first() -> None:
    spec = {"containers": [{"name": "b"}, "no container"], "initContainers": [{"name": "a"}]}
    assert [each["name"] for each in containers_of({"spec": spec})] == ["a", "b"]
    assert list(containers_of({})) == []
    assert list(containers_of({"spec": "x"})) == []
    assert list(containers_of({"spec": {"containers": 5}})) == []


def test_what_is_not_there_is_none() -> None:
    assert at({"a": {"b": 1}}, ("a", "b")) == 1
    assert at({"a": [1]}, ("a", "b")) is None
    assert at(None, ("a",)) is None
