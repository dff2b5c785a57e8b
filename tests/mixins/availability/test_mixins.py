"""What keeps services up: how many pods they have, how those are spread and drained, and their priority."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App
from cdk8s_plus_28 import k8s

from neuronpedia_constructs import (
    Autoscaling,
    CloudNativePg,
    DisruptionBudget,
    PostgresBackup,
    PriorityClass,
    Replicas,
    find_problems,
    models,
)
from tests.support.building import (
    Manifest,
    named,
    of_kind,
    pod,
    pod_template,
    small,
    synthesized,
    workloads,
)
from tests.support.own_mixins import DraftChange

REPLICABLE = {"webapp", "autointerp", "gpt2-small-inference"}
PLACES = ["kubernetes.io/hostname", "topology.kubernetes.io/zone"]


def spread(workload: Manifest) -> Any:
    return pod(workload).get("topologySpreadConstraints")


def test_an_autoscaler_is_the_only_one_to_say_how_many_pods_there_are(app: App) -> None:
    made = synthesized(small(app).with_(Autoscaling(min_replicas=3, max_replicas=5, cpu_percent=60)))
    scaled = of_kind(made, "HorizontalPodAutoscaler")
    assert scaled.keys() == REPLICABLE - {"gpt2-small-inference"}
    for name, found in scaled.items():
        spec = found["spec"]
        assert spec["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}
        assert (spec["minReplicas"], spec["maxReplicas"]) == (3, 5)
        assert [metric["resource"]["target"]["averageUtilization"] for metric in spec["metrics"]] == [60]
        assert "replicas" not in named(made, "Deployment", name)["spec"]
    assert named(made, "Deployment", "gpt2-small-inference")["spec"]["replicas"] == 1


def test_servers_of_several_pods_are_drained_one_at_a_time(app: App) -> None:
    made = synthesized(small(app).with_(Replicas(2)))
    assert of_kind(made, "PodDisruptionBudget").keys() == REPLICABLE
    for name, budget in of_kind(made, "PodDisruptionBudget").items():
        selector = named(made, "Deployment", name)["spec"]["selector"]
        assert budget["spec"] == {
            "maxUnavailable": 1,
            "selector": selector,
            "unhealthyPodEvictionPolicy": "AlwaysAllow",
        }


@pytest.mark.parametrize("number", [Replicas(1), Autoscaling(min_replicas=1)])
def test_a_single_pod_can_be_drained(number: Replicas | Autoscaling, app: App) -> None:
    assert not of_kind(synthesized(small(app).with_(number)), "PodDisruptionBudget")


def test_the_budget_of_an_environment_is_for_those_with_several_pods(app: App) -> None:
    given = small(app).with_(DisruptionBudget(min_available="50%"))
    given.webapp.with_(Replicas(2))
    assert not find_problems(app)
    budgets = of_kind(synthesized(given), "PodDisruptionBudget")
    assert {name: found["spec"].get("minAvailable") for name, found in budgets.items()} == {"webapp": "50%"}
    assert "maxUnavailable" not in budgets["webapp"]["spec"]


def test_the_number_of_one_service_comes_before_the_autoscaling_of_all(app: App) -> None:
    given = small(app).with_(Autoscaling())
    given.webapp.with_(Replicas(3))
    made = synthesized(given)
    assert named(made, "Deployment", "webapp")["spec"]["replicas"] == 3
    assert of_kind(made, "HorizontalPodAutoscaler").keys() == {"autointerp"}


@pytest.mark.parametrize("number", [Replicas(1), Replicas(2), Autoscaling(min_replicas=2, max_replicas=2)])
def test_pods_are_spread_by_counting_those_of_their_own_service_alone(number: Replicas | Autoscaling, app: App) -> None:
    given = small(app).with_(number)
    given.add_inference("other").with_(models.get("gpt2-small"))
    made = synthesized(given)
    several = [found for found in workloads(made) if spread(found)]
    assert {found["metadata"]["name"] for found in several} >= {"webapp", "autointerp"}
    for workload in several:
        assert [constraint["topologyKey"] for constraint in spread(workload)] == PLACES
        for constraint in spread(workload):
            wanted = constraint["labelSelector"]["matchLabels"].items()
            assert [w for w in workloads(made) if wanted <= pod_template(w)["metadata"]["labels"].items()] == [workload]
            # Pods go side by side rather than nowhere; and those of the release before do not count.
            assert constraint["whenUnsatisfiable"] == "ScheduleAnyway"
            assert constraint["matchLabelKeys"] == ["pod-template-hash"]


def test_a_mixin_that_spreads_pods_itself_has_its_way(app: App) -> None:
    own = k8s.TopologySpreadConstraint(max_skew=2, topology_key="rack", when_unsatisfiable="DoNotSchedule")
    given = small(app).with_(Replicas(2))
    given.webapp.with_(DraftChange(lambda draft: setattr(draft.pod, "topology_spread_constraints", [own])))
    made = synthesized(given)
    assert [found["topologyKey"] for found in spread(named(made, "Deployment", "webapp"))] == ["rack"]
    assert [found["topologyKey"] for found in spread(named(made, "Deployment", "autointerp"))] == PLACES


def test_a_priority_class_is_on_every_pod_and_has_to_be_there(app: App) -> None:
    given = small(app, database=CloudNativePg()).with_(PriorityClass("high"), PostgresBackup())
    assert ("PriorityClass", "high") in {(found.kind, found.name) for found in given.prerequisites}
    made = synthesized(given)
    assert {pod(workload).get("priorityClassName") for workload in workloads(made)} == {"high"}
    assert named(made, "Cluster", "postgres")["spec"]["priorityClassName"] == "high"
