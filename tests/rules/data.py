"""Rules for what must not be lost: data, and what a Job said when it failed."""

from __future__ import annotations

from tests.support.building import Manifest, pod, pod_template, workloads

from .objects import Invariant

KEPT = {"helm.sh/resource-policy": "keep", "kustomize.toolkit.fluxcd.io/prune": "disabled"}
ARGO_CD = {"argocd.argoproj.io/sync-options": "Prune=false,Delete=false"}


def holds_data(found: Manifest, is_here: bool) -> bool:
    """Whether an object is the database, its dumps, or what they need; what a model downloaded is fetched again."""
    kind, name = found["kind"], found["metadata"]["name"]
    if kind == "PersistentVolumeClaim":
        return not name.endswith("-cache")
    around = {("NetworkPolicy", "default-deny"), ("NetworkPolicy", "postgres")}
    of_database = found["metadata"]["labels"].get("app") == "postgres" or (kind, name) in around
    return kind == "Namespace" or (kind, name) == ("ExternalSecret", "db-credentials") or (is_here and of_database)


def what_holds_data_stays_when_the_app_goes(manifests: list[Manifest]) -> None:
    here = {("Cluster", "postgres"), ("NetworkPolicy", "postgres"), ("StatefulSet", "postgres")}
    is_here = any((found["kind"], found["metadata"]["name"]) in here for found in manifests)
    for found in manifests:
        annotations = found["metadata"].get("annotations", {})
        by_argo_cd = "argocd.argoproj.io/sync-wave" in annotations
        kept = KEPT | (ARGO_CD if by_argo_cd else {}) if holds_data(found, is_here) else {}
        assert {name: annotations[name] for name in (KEPT | ARGO_CD) if name in annotations} == kept, found["kind"]


def a_job_that_failed_can_be_read(manifests: list[Manifest]) -> None:
    for workload in workloads(manifests):
        if workload["kind"] in ("Job", "CronJob"):
            # OnFailure deletes the pod with its log, once its retries are used up.
            assert pod(workload)["restartPolicy"] == "Never"
        if workload["kind"] == "CronJob":
            assert min(workload["spec"][f"{name}JobsHistoryLimit"] for name in ("failed", "successful")) >= 3


def nodes_wait_for_migrations(manifests: list[Manifest]) -> None:
    told = {"cluster-autoscaler.kubernetes.io/safe-to-evict": "false", "karpenter.sh/do-not-disrupt": "true"}
    for workload in workloads(manifests):
        annotations = pod_template(workload)["metadata"].get("annotations", {})
        migrates = any(container["name"] == "migrate" for container in pod(workload).get("initContainers", []))
        assert {name: annotations[name] for name in told if name in annotations} == (told if migrates else {})


OF_ANY_PART: tuple[Invariant, ...] = (
    what_holds_data_stays_when_the_app_goes,
    a_job_that_failed_can_be_read,
    nodes_wait_for_migrations,
)
