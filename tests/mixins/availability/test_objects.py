"""Autoscalers and disruption budgets."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.draft.kubernetes.manifests import manifest, plain
from neuronpedia_constructs.draft.workload import Autoscaled, Budget, WorkloadDraft
from neuronpedia_constructs.mixins.availability.objects import finalize, objects
from tests.support.drafts import draft


@pytest.mark.parametrize(
    ("given", "kinds"),
    [
        (draft(is_replicable=True), []),
        (draft(is_replicable=True, replicas=2), ["PodDisruptionBudget"]),
        (draft(replicas=2), []),
        (draft(is_replicable=True, autoscaled=Autoscaled(1, 6, 80)), ["HorizontalPodAutoscaler"]),
        (
            draft(is_replicable=True, autoscaled=Autoscaled(2, 6, 80)),
            ["HorizontalPodAutoscaler", "PodDisruptionBudget"],
        ),
    ],
)
def test_what_a_number_of_pods_needs(given: WorkloadDraft, kinds: list[str]) -> None:
    assert [manifest(made, "np")["kind"] for made in objects(given)] == kinds


def test_a_budget_is_the_one_that_was_given_or_one_pod_at_a_time() -> None:
    for budget, expected in ((None, {"maxUnavailable": 1}), (Budget(min_available="50%"), {"minAvailable": "50%"})):
        (made,) = objects(draft(is_replicable=True, replicas=3, budget=budget))
        spec = manifest(made, "np")["spec"]
        assert {name: spec[name] for name in ("maxUnavailable", "minAvailable") if name in spec} == expected
        assert spec["unhealthyPodEvictionPolicy"] == "AlwaysAllow"


@pytest.mark.parametrize("replicas", [1, 2])
def test_pods_are_spread_however_many_there_are_unless_a_mixin_has_decided(replicas: int) -> None:
    given = draft(is_replicable=True, replicas=replicas)
    finalize(given)
    keys = [plain(one)["topologyKey"] for one in given.pod.topology_spread_constraints or ()]
    assert keys == ["kubernetes.io/hostname", "topology.kubernetes.io/zone"]
    decided = draft(is_replicable=True, replicas=2, pod={"topology_spread_constraints": []})
    finalize(decided)
    assert decided.pod.topology_spread_constraints == []


def test_a_workload_that_has_only_one_pod_has_nothing_to_spread() -> None:
    given = draft()
    finalize(given)
    assert given.pod.topology_spread_constraints is None
