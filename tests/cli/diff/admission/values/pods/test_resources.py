"""Requests and limits: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.diff.admission.examples import changed, check, deployment, fault_paths

_POD = "spec.template.spec"
_RESOURCES = f"{_POD}.containers[0].resources"
_GPU = "nvidia.com/gpu"


@pytest.mark.parametrize(
    ("wrong", "right", "at"),
    [
        ({"requests": {"cpu": "2"}, "limits": {"cpu": "1999m"}}, {"requests": {"cpu": "2"}, "limits": {"cpu": 2}}, 0),
        (
            {"requests": {"memory": "1Gi"}, "limits": {"memory": "1G"}},
            {"requests": {"memory": "1G"}, "limits": {"memory": "1Gi"}},
            "requests[memory]",
        ),
        ({"requests": {"cpu": "-1"}}, {"requests": {"cpu": "0"}}, 0),
        ({"limits": {"memory": -1}}, {"limits": {"memory": 0}}, "limits[memory]"),
        ({"limits": {_GPU: "500m"}}, {"limits": {_GPU: "1"}}, f"limits[{_GPU}]"),
        ({"limits": {_GPU: 0.5}}, {"limits": {_GPU: "1000m"}}, f"limits[{_GPU}]"),
        ({"requests": {_GPU: 1}}, {"requests": {_GPU: 1}, "limits": {_GPU: "1"}}, f"limits[{_GPU}]"),
        (
            {"requests": {_GPU: 1}, "limits": {_GPU: 2}},
            {"requests": {_GPU: 2}, "limits": {_GPU: 2}},
            f"requests[{_GPU}]",
        ),
        ({"limits": {"gpu": 1}}, {"limits": {_GPU: 1}}, "limits[gpu]"),
        ({"requests": {"storage": "1Gi"}}, {"requests": {"ephemeral-storage": "1Gi"}}, "requests[storage]"),
        ({"limits": {"requests.a.com/b": 1}}, {"limits": {"a.com/b": 1}}, "limits[requests.a.com/b]"),
        ({"limits": {"a.com/b c": 1}}, {"limits": {"a.com/b-c": 1}}, "limits[a.com/b c]"),
        ({"limits": {"hugepages-2Mi": "4Mi"}}, {"limits": {"hugepages-2Mi": "4Mi", "cpu": 1}}, ""),
        (
            {"limits": {"hugepages-2Mi": "3Mi", "cpu": 1}},
            {"limits": {"hugepages-2Mi": "6Mi", "cpu": 1}},
            "limits[hugepages-2Mi]",
        ),
        (
            {"requests": {"hugepages-2Mi": "2Mi", "cpu": 1}, "limits": {"hugepages-2Mi": "4Mi"}},
            {"requests": {"hugepages-2Mi": "4Mi", "cpu": 1}, "limits": {"hugepages-2Mi": "4Mi"}},
            "requests[hugepages-2Mi]",
        ),
        (
            {"limits": {"hugepages-0": "1Mi", "cpu": 1}},
            {"limits": {"hugepages-1Mi": "1Mi", "cpu": 1}},
            "limits[hugepages-0]",
        ),
        (
            {"limits": {"hugepages-big": "1Mi", "cpu": 1}},
            {"limits": {"hugepages-1Mi": "0", "cpu": 1}},
            "limits[hugepages-big]",
        ),
        ({"claims": [{"name": "a"}]}, {"claims": []}, "claims[0].name"),
    ],
)
def test_resources(wrong: Any, right: Any, at: str | int) -> None:
    path = "requests[cpu]" if at == 0 else at
    check(deployment(), _RESOURCES, wrong, right, f"{_RESOURCES}.{path}" if path else _RESOURCES)


@pytest.mark.parametrize("quantity", ["", "1 Gi", "1GiB", "one", "1,5", "0x10"])
def test_what_is_no_quantity(quantity: str) -> None:
    check(deployment(), f"{_RESOURCES}.requests[memory]", quantity, "200Mi")


def test_claims_are_those_of_the_pod() -> None:
    claims = [{"name": "a", "resourceClaimName": "b"}]
    claimed = changed(deployment(), f"{_POD}.resourceClaims", claims)

    check(claimed, f"{_RESOURCES}.claims", [{"name": "b"}], [{"name": "a"}], f"{_RESOURCES}.claims[0].name")
    for wrong in ([{"name": "a"}, {"name": "a"}], [{"name": "a"}, {"name": "a", "request": "b"}]):
        right = [{"name": "a", "request": "b"}, {"name": "a", "request": "c"}]
        check(claimed, f"{_RESOURCES}.claims", wrong, right, f"{_RESOURCES}.claims[1]")


@pytest.mark.parametrize(
    ("wrong", "right", "at"),
    [
        ({"limits": {"ephemeral-storage": 1}}, {"limits": {"memory": "1Gi"}}, "limits[ephemeral-storage]"),
        ({"requests": {"cpu": 2}, "limits": {"cpu": 1}}, {"requests": {"cpu": 2}}, "requests[cpu]"),
        ({"claims": [{"name": "a"}]}, {"claims": None}, "claims"),
    ],
)
def test_resources_of_a_whole_pod(wrong: Any, right: Any, at: str) -> None:
    path = f"{_POD}.resources"
    check(deployment(), path, wrong, right, f"{path}.{at}")


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_requests_are_at_most_limits(request: int, limit: int) -> None:
    resources = {"requests": {"cpu": f"{request}m"}, "limits": {"cpu": f"{limit}m"}}
    found = fault_paths(changed(deployment(), _RESOURCES, resources))

    assert found == ([f"{_RESOURCES}.requests[cpu]"] if request > limit else [])
