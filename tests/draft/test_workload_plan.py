"""The objects of a workload."""

from __future__ import annotations

from collections import Counter

from neuronpedia_constructs.draft.kubernetes.manifests import manifest
from neuronpedia_constructs.draft.kubernetes.retention import KEEP
from neuronpedia_constructs.draft.mixin_scope import MixinScope
from neuronpedia_constructs.draft.volumes import ClaimSpec, VolumeClaim
from neuronpedia_constructs.draft.workload import WorkloadDraft
from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
from tests.support.building import Manifest
from tests.support.drafts import draft


class Served(WorkloadPlan[WorkloadDraft]):
    port = 80


def objects(plan: type[WorkloadPlan[WorkloadDraft]], given: WorkloadDraft) -> list[Manifest]:
    return [manifest(made, "np") for made in plan(given, MixinScope()).objects(given)]


def test_a_workload_has_a_service_only_where_it_has_a_port() -> None:
    plain = Counter(found["kind"] for found in objects(WorkloadPlan, draft()))
    assert plain == {"ServiceAccount": 1, "Deployment": 1}
    served = Counter(found["kind"] for found in objects(Served, draft()))
    assert served == {**plain, "Service": 1}


def test_annotations_go_where_they_belong() -> None:
    given = draft(service_annotations={"a": "s"}, service_account_annotations={"a": "i"}, annotations={"a": "w"})
    found = {made["kind"]: made["metadata"].get("annotations") for made in objects(Served, given)}
    assert found == {"ServiceAccount": {"a": "i"}, "Service": {"a": "s"}, "Deployment": {"a": "w"}}


def test_a_claim_of_the_pod_is_created_with_it_and_may_be_kept() -> None:
    claims = {"a": VolumeClaim("cache", ClaimSpec("1Gi")), "b": VolumeClaim("dumps", ClaimSpec("1Gi", is_kept=True))}
    found = objects(WorkloadPlan, draft(pod={"volumes": claims}))
    kept = {
        made["metadata"]["name"]: KEEP.items() <= made["metadata"].get("annotations", {}).items()
        for made in found
        if made["kind"] == "PersistentVolumeClaim"
    }
    assert kept == {"cache": False, "dumps": True}


def test_of_a_kept_workload_every_object_is_kept() -> None:
    found = objects(Served, draft(is_kept=True, config_maps={"config": {}}))
    assert all(KEEP.items() <= made["metadata"]["annotations"].items() for made in found)


def test_several_pods_are_recreated_one_by_one_without_another_one() -> None:
    (deployment,) = (made for made in objects(WorkloadPlan, draft(strategy="Recreate", replicas=2)) if "spec" in made)
    assert deployment["spec"]["strategy"]["rollingUpdate"] == {"maxSurge": 0, "maxUnavailable": 1}
    (deployment,) = (made for made in objects(WorkloadPlan, draft(strategy="Recreate")) if "spec" in made)
    assert deployment["spec"]["strategy"] == {"type": "Recreate"}
