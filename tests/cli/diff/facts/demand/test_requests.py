"""Requests of pods, with the examples of Kubernetes' documentation and its own tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.facts.demand.amounts import Resource
from neuronpedia_constructs.cli.diff.facts.demand.requests import claim, pod_requests
from tests.cli.diff.facts import manifests
from tests.cli.diff.facts.manifests import container, requests


def cpu(spec: dict[str, Any]) -> Decimal:
    return pod_requests(spec).get(Resource("cpu"), Decimal(0))


def uses(amount: Any, **fields: Any) -> dict[str, Any]:
    return container(resources=requests(cpu=amount), **fields)


def sidecar(amount: Any) -> dict[str, Any]:
    return uses(amount, restartPolicy="Always")


# https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
@pytest.mark.parametrize(
    ("first", "containers", "expected"),
    [
        ([], [uses(1), uses("500m")], "1.5"),
        ([uses(3)], [uses(1), uses(1)], "3"),
        ([uses(1)], [uses(1), uses(1)], "2"),
        ([sidecar(1)], [uses(2)], "3"),
        ([sidecar(1), uses(5)], [uses(2)], "6"),
        ([uses(5), sidecar(1)], [uses(2)], "5"),
        ([sidecar(1), sidecar(2), uses(1)], [uses(1)], "4"),
        ([], [], "0"),
    ],
)
def test_containers_that_run_first_and_beside(first: list[Any], containers: list[Any], expected: str) -> None:
    assert cpu({"initContainers": first, "containers": containers}) == Decimal(expected)


def test_a_missing_request_equals_the_limit() -> None:
    both = container(resources={"requests": {"memory": "1Gi"}, "limits": {"cpu": 2, "memory": "4Gi"}})
    assert pod_requests({"containers": [both]}) == {Resource("cpu"): 2, Resource("memory"): 1024**3}


def test_the_overhead_comes_on_top() -> None:
    assert cpu({"containers": [uses(1)], "overhead": {"cpu": "250m"}}) == Decimal("1.25")


def test_what_the_pod_as_a_whole_requests_counts_instead() -> None:
    assert cpu({"containers": [uses(1)], "resources": {"requests": {"cpu": 4}}, "overhead": {"cpu": 1}}) == 5


def test_devices_by_their_nodes() -> None:
    gpu = container(resources={"limits": {"nvidia.com/gpu": 2}})
    found = pod_requests({"containers": [gpu, uses(1)], "nodeSelector": {"gpu": "l4"}})
    assert found == {Resource("nvidia.com/gpu", "gpu=l4"): 2, Resource("cpu"): 1}


def test_claims_that_pods_get_for_themselves() -> None:
    volume = {"ephemeral": {"volumeClaimTemplate": manifests.claim("scratch", "1Gi", storage_class="fast")}}
    assert pod_requests({"volumes": [volume]}) == {Resource("storage", "fast"): 1024**3}


def test_a_claim() -> None:
    assert claim(manifests.claim("data", "1Ki")) == {Resource("storage"): 1024}


def test_a_pod_as_a_whole_requests_only_some_resources() -> None:
    whole = {"requests": {"ephemeral-storage": "1Ki", "nvidia.com/gpu": 1, "hugepages-2Mi": "2Mi"}}
    assert pod_requests({"resources": whole}) == {Resource("hugepages-2Mi"): 2 * 1024**2}
