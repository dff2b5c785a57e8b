"""Rules for what production chooses: availability, routes, where images come from, the order of a sync."""

from __future__ import annotations

import re

from tests.support.building import Manifest, containers, pod, pod_template, workloads

from .objects import Invariant

WAVE = "argocd.argoproj.io/sync-wave"


def fewest(workload: Manifest, manifests: list[Manifest]) -> int:
    """How many pods of a workload there always are."""
    name = workload["metadata"]["name"]
    for found in manifests:
        if found["kind"] == "HorizontalPodAutoscaler" and found["spec"]["scaleTargetRef"]["name"] == name:
            return int(found["spec"]["minReplicas"])
    return int(workload["spec"].get("replicas", 1))


def budgets_let_a_node_be_drained_and_are_where_there_are_several_pods(manifests: list[Manifest]) -> None:
    budgets = [found for found in manifests if found["kind"] == "PodDisruptionBudget"]
    several = [
        found for found in workloads(manifests) if found["kind"] == "Deployment" and fewest(found, manifests) > 1
    ]
    assert len(budgets) == len(several)
    for workload in several:
        (budget,) = (found["spec"] for found in budgets if found["spec"]["selector"] == workload["spec"]["selector"])
        kept, away = budget.get("minAvailable"), budget.get("maxUnavailable")
        assert (kept is None) != (away is None)
        assert str(away).rstrip("%") != "0"
        if isinstance(kept, str):
            kept = -(-int(kept.rstrip("%")) * fewest(workload, manifests) // 100)
        assert (kept or 0) < fewest(workload, manifests)
        assert budget["unhealthyPodEvictionPolicy"] == "AlwaysAllow"


def autoscalers_can_scale(manifests: list[Manifest]) -> None:
    for found in (found for found in manifests if found["kind"] == "HorizontalPodAutoscaler"):
        spec = found["spec"]
        assert 1 <= spec["minReplicas"] <= spec["maxReplicas"]
        (target,) = (
            each for each in workloads(manifests) if each["metadata"]["name"] == spec["scaleTargetRef"]["name"]
        )
        assert target["kind"] == spec["scaleTargetRef"]["kind"]
        assert "replicas" not in target["spec"], "every apply would set the number back"
        assert all("cpu" in container["resources"]["requests"] for container in pod(target)["containers"])


def pods_of_which_there_may_be_several_are_spread(manifests: list[Manifest]) -> None:
    for workload in (found for found in workloads(manifests) if found["kind"] == "Deployment"):
        constraints = pod(workload)["topologySpreadConstraints"]
        assert constraints
        for constraint in constraints:
            selected = constraint["labelSelector"]["matchLabels"].items()
            assert selected <= pod_template(workload)["metadata"]["labels"].items()
            assert constraint["whenUnsatisfiable"] == "ScheduleAnyway"


def services_end_what_they_have_begun(manifests: list[Manifest]) -> None:
    for workload in (found for found in workloads(manifests) if found["kind"] == "Deployment"):
        assert "preStop" in pod(workload)["containers"][0]["lifecycle"]
        assert pod(workload)["terminationGracePeriodSeconds"] >= 60


def images_are_pulled_again_where_they_may_be_others(manifests: list[Manifest]) -> None:
    for workload in workloads(manifests):
        for container in containers(workload):
            pinned = re.search(r"(@sha256:[0-9a-f]{64}|/[^/:]+:(?!latest$)[\w.-]+)$", f"/{container['image']}")
            assert container["imagePullPolicy"] == ("IfNotPresent" if pinned else "Always")


def routes_lead_to_services(environment: list[Manifest]) -> None:
    services = {
        (found["metadata"]["name"], port["port"])
        for found in environment
        if found["kind"] == "Service"
        for port in found["spec"]["ports"]
    }
    (url,) = (found["data"]["NEXT_PUBLIC_URL"] for found in environment if found["metadata"]["name"] == "app-config")
    for route in (found for found in environment if found["kind"] == "HTTPRoute"):
        assert route["spec"]["hostnames"] == [url.partition("://")[2].partition(":")[0]]
        backends = {(ref["name"], ref["port"]) for rule in route["spec"]["rules"] for ref in rule["backendRefs"]}
        assert backends <= services
        assert (("webapp", 3000) in backends) == (route["metadata"]["name"] == "neuronpedia")


def a_sync_makes_everything_in_its_order_or_in_none(environment: list[Manifest]) -> None:
    waves = {
        (found["kind"], found["metadata"]["name"]): int(found["metadata"]["annotations"][WAVE])
        for found in environment
        if WAVE in found["metadata"].get("annotations", {})
    }
    if not waves:
        return
    assert len(waves) == len(environment)
    last = max(waves.values())
    for (kind, name), wave in waves.items():
        if kind in ("Namespace", "ServiceAccount", "ConfigMap", "ExternalSecret", "NetworkPolicy"):
            assert wave < min(of for (other, _), of in waves.items() if other in ("StatefulSet", "Cluster", "Job"))
        if kind == "PersistentVolumeClaim":
            assert wave == last, "it waits for the pod that mounts it"
        if kind == "Deployment":
            assert wave > next(of for (other, of_name), of in waves.items() if other == "Job" and "db-init" in of_name)
        if kind == "Job":
            assert wave > 0, name


OF_ANY_PART: tuple[Invariant, ...] = (
    budgets_let_a_node_be_drained_and_are_where_there_are_several_pods,
    autoscalers_can_scale,
    pods_of_which_there_may_be_several_are_spread,
    services_end_what_they_have_begun,
    images_are_pulled_again_where_they_may_be_others,
)

OF_A_WHOLE: tuple[Invariant, ...] = (
    routes_lead_to_services,
    a_sync_makes_everything_in_its_order_or_in_none,
)
