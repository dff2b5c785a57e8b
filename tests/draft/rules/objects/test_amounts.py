"""Requests and limits that the API would refuse, or that mean something else than they seem to."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.draft.rules.objects.amounts import amount_problems

TRAIL = ("spec", "template", "spec", "containers", "[main]", "resources")


def codes(requests: dict[str, str], limits: dict[str, str]) -> list[str]:
    return [problem.code for problem in amount_problems(TRAIL, requests, limits)]


@pytest.mark.parametrize(
    "requests",
    [
        {"cpu": "many"},
        {"cpu": "-1"},
        {"cpu": "0"},
        {"memory": "56m"},
        {"memory": "8589934592"},
        {"memory": "1e9"},
        {"memory": "1e3Ki"},
        {"memory": "1e999999Gi"},
        {"memory": "8GB"},
        {"ephemeral-storage": "10"},
        {"hugepages-2Mi": "4"},
    ],
)
def test_a_wrong_amount_is_named(requests: dict[str, str]) -> None:
    assert codes(requests, {}) == ["workload.resources-invalid"]
    assert codes({}, requests) == ["workload.resources-invalid"]


@pytest.mark.parametrize("amount", ["0.5", "0", "-1", "1500m"])
def test_devices_are_whole(amount: str) -> None:
    assert codes({}, {"nvidia.com/gpu": amount}) == ["workload.resources-invalid"]


@pytest.mark.parametrize("resource", ["gpu", "nvidia gpu", "Memory", "nvidia.com/", "/gpu", "a/b/c"])
def test_a_resource_that_does_not_exist_is_named(resource: str) -> None:
    (problem,) = amount_problems(TRAIL, {}, {resource: "1"})
    assert (problem.code, problem.field) == ("workload.resource-unknown", "resources of container main")
    assert repr(resource) in problem.cause


def test_requests_and_limits_belong_together() -> None:
    assert codes({"cpu": "1"}, {"cpu": "500m"}) == ["workload.limit-below-request"]
    assert codes({"nvidia.com/gpu": "1"}, {"nvidia.com/gpu": "2"}) == ["workload.device-limit"]
    assert codes({"nvidia.com/gpu": "1"}, {}) == ["workload.device-limit"]
    assert codes({"memory": "1Gi"}, {"memory": "1024Mi", "nvidia.com/gpu": "1"}) == []
    assert codes({"cpu": "56m", "ephemeral-storage": "5Gi", "hugepages-2Mi": "4Mi"}, {}) == []


def test_a_claim_is_named_by_its_field() -> None:
    (problem,) = amount_problems(("spec", "resources"), {"storage": "10"}, {})
    assert problem.field == "resources: storage"
