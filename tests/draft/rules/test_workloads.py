"""What no workload may have."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.draft.pod import Resources
from neuronpedia_constructs.draft.rules.workloads import check_workload
from neuronpedia_constructs.draft.volumes import EmptyDir
from neuronpedia_constructs.draft.workload import Autoscaled, WorkloadDraft
from tests.support.drafts import container, draft


def codes(given: WorkloadDraft) -> list[str]:
    return [problem.code for problem in check_workload(given, ())]


def test_nothing_is_wrong_with_a_plain_workload() -> None:
    assert codes(draft()) == []


WRONG: dict[str, WorkloadDraft] = {
    "workload.resources-invalid": draft(container(resources=Resources(requests={"cpu": "many"}))),
    "workload.limit-below-request": draft(container(resources=Resources({"memory": "2Gi"}, {"memory": "1Gi"}))),
    "workload.variable-name-invalid": draft(container(env={"A B": "1"})),
    "workload.variable-value-invalid": draft(container(env={"A": 5})),
    "workload.variable-empty": draft(container(env={"A": ""}, nonempty_variables=frozenset({"A"}))),
    "workload.volume-missing": draft(container(volume_mounts={"/tmp": "tmp"})),
    "workload.volume-size-invalid": draft(pod={"volumes": {"tmp": EmptyDir("10")}}),
    "workload.config-key-invalid": draft(config_maps={"config": {"a/b": "1"}}),
    "workload.config-value-invalid": draft(config_maps={"config": {"A": 1}}),
    "workload.replicas-invalid": draft(replicas=0),
    "workload.cpu-request-missing": draft(autoscaled=Autoscaled(1, 2, 80)),
    "label.value-invalid": draft(labels={"a": "b c"}),
    "pod-security.container": draft(container(security_context=None)),
}


@pytest.mark.parametrize("code", WRONG)
def test_one_mistake_is_one_problem(code: str) -> None:
    assert set(codes(WRONG[code])) == {code}


@pytest.mark.parametrize("amounts", [{"nvidia.com/gpu": "0.5"}, {"nvidia.com/gpu": "0"}, {"cpu": "-1"}, {"cpu": 1}])
def test_devices_are_whole_and_amounts_positive(amounts: Any) -> None:
    assert set(codes(draft(container(resources=Resources(requests=amounts))))) == {"workload.resources-invalid"}


def test_a_limit_may_equal_its_request_in_another_unit() -> None:
    assert codes(draft(container(resources=Resources({"memory": "1Gi"}, {"memory": "1024Mi"})))) == []


def test_a_label_that_is_checked_as_an_argument_is_not_reported_twice() -> None:
    assert not list(check_workload(draft(labels={"model": "a b"}), ["a b"]))
