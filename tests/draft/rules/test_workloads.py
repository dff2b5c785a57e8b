"""What no workload may have."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.draft.rules.workloads import check_workload
from neuronpedia_constructs.draft.volumes import EmptyDir
from neuronpedia_constructs.draft.workload import Autoscaled, WorkloadDraft
from tests.support.drafts import container, draft


def codes(given: WorkloadDraft) -> list[str]:
    return [problem.code for problem in check_workload(given)]


def test_nothing_is_wrong_with_a_plain_workload() -> None:
    assert codes(draft()) == []


WRONG: dict[str, WorkloadDraft] = {
    "workload.variable-empty": draft(container(env={"A": ""}, nonempty_variables=frozenset({"A"}))),
    "workload.volume-size-invalid": draft(pod={"volumes": {"tmp": EmptyDir("10")}}),
    "workload.replicas-invalid": draft(replicas=0),
    "workload.cpu-request-missing": draft(autoscaled=Autoscaled(1, 2, 80)),
    "pod-security.container": draft(container(security_context=None)),
}


@pytest.mark.parametrize("code", WRONG)
def test_one_mistake_is_one_problem(code: str) -> None:
    assert set(codes(WRONG[code])) == {code}
