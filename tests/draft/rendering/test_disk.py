"""Space on the node for volumes that fill: requested once, where it is written, and never against a mixin."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App
from cdk8s_plus_28 import k8s

from neuronpedia_constructs import ModelCache, PostgresBackup, Resources, S3Target, find_problems
from neuronpedia_constructs.database.backups import restore
from neuronpedia_constructs.draft.kubernetes.manifests import manifest
from neuronpedia_constructs.draft.rendering.disk import request_disk
from neuronpedia_constructs.draft.volumes import EmptyDir
from neuronpedia_constructs.mixins.application import MixinTargets
from tests.support.building import Manifest, containers, pod, small, synthesized, workloads
from tests.support.drafts import container, draft
from tests.support.own_mixins import DraftChange

DISK = "ephemeral-storage"
BUCKET = PostgresBackup(target=S3Target(bucket="backups"), size="70Gi")


def requested(workload: Manifest) -> dict[str, str]:
    """What containers request of the node's disk."""
    found = {each["name"]: each["resources"]["requests"].get(DISK) for each in containers(workload)}
    return {name: amount for name, amount in found.items() if amount}


def test_the_volumes_that_fill_are_requested_and_no_others(app: App) -> None:
    made = synthesized(small(app).with_(BUCKET))
    found = {each["metadata"]["name"]: requested(each) for each in workloads(made)}
    sizes = {
        (each["metadata"]["name"], volume["name"]): volume["emptyDir"]["sizeLimit"]
        for each in workloads(made)
        for volume in pod(each).get("volumes", ())
        if "emptyDir" in volume
    }
    assert {name: amounts for name, amounts in found.items() if amounts} == {
        "webapp": {"webapp": sizes["webapp", "next-cache"]},
        "autointerp": {"autointerp": "10Gi"},
        "gpt2-small-inference": {"inference": sizes["gpt2-small-inference", "cache"]},
        "postgres-backup": {"postgres-backup": "70Gi"},
    }
    assert find_problems(app) == ()


def test_claims_need_no_space_on_the_node(app: App) -> None:
    environment = small(app).with_(PostgresBackup())
    environment.inference_servers[0].with_(ModelCache())
    found = {each["metadata"]["name"] for each in workloads(synthesized(environment)) if requested(each)}
    assert found == {"webapp", "autointerp"}


def test_a_restore_from_a_bucket_needs_the_space_and_a_list_does_not() -> None:
    plan = small(App()).with_(BUCKET).plan
    finals, _ = plan.finalize(MixinTargets())
    deployed = next(final.draft for final in finals if final.draft.name == "postgres-backup")
    made = restore.job(restore.restore(deployed, restore.LATEST, None), "restore")
    assert requested(manifest(made, "np")) == {"restore": "70Gi"}
    assert requested(manifest(restore.job(restore.list_dumps(deployed), "list"), "np")) == {}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Resources({DISK: "1Gi"}), Resources({DISK: "1Gi"})),
        (Resources({}, {DISK: "2Gi"}), Resources({}, {DISK: "2Gi"})),
        (Resources({"cpu": "1"}, {"cpu": "2"}), Resources({DISK: "3Gi", "cpu": "1"}, {"cpu": "2"})),
    ],
)
def test_an_amount_that_a_mixin_sets_stays(given: Resources, expected: Resources, app: App) -> None:
    one = draft(container(volume_mounts={"/a": "a"}, resources=given), {"volumes": {"a": EmptyDir("3Gi", fills=True)}})
    request_disk(one)
    assert one.main.resources == expected
    environment = small(app)
    resources = Resources({**given.requests, "cpu": "1", "memory": "1Gi"}, {**given.limits, "memory": "2Gi"})
    environment.autointerp.with_(DraftChange(lambda draft: setattr(draft.main, "resources", resources)))
    assert find_problems(app) == ()


@pytest.mark.parametrize(
    ("volumes", "expected"),
    [
        ({"a": EmptyDir("3Gi", fills=True), "b": EmptyDir("512Mi", fills=True)}, "3584Mi"),
        ({"a": EmptyDir("3Gi", fills=True), "b": EmptyDir("1G", fills=True)}, "4026Mi"),
        ({"a": EmptyDir("3Gi", fills=True), "b": EmptyDir("1Gi")}, "3Gi"),
        ({"a": EmptyDir("3Gi", in_memory=True), "b": EmptyDir("1Gi")}, None),
        ({"a": EmptyDir("3", fills=True)}, None),
        ({"a": k8s.Volume(name="a", empty_dir=k8s.EmptyDirVolumeSource())}, None),
    ],
)
def test_several_volumes_of_a_container_are_added_up(volumes: dict[str, Any], expected: str | None) -> None:
    mounts: dict[str, Any] = {"/a": k8s.VolumeMount(mount_path="/a", name="a"), "/again": "a", "/b": "b"}
    one = draft(container(volume_mounts=mounts), {"volumes": volumes})
    request_disk(one)
    assert one.main.resources.requests.get(DISK) == expected


def test_the_first_container_that_mounts_a_volume_requests_its_space() -> None:
    one = draft(container(volume_mounts={"/a": "a"}), {"volumes": {"a": EmptyDir("3Gi", fills=True)}})
    one.pod.init_containers = {"first": container("first"), "second": container("second", volume_mounts={"/b": "a"})}
    request_disk(one)
    found = [DISK in each.resources.requests for each in one.all_containers()]
    assert found == [False, True, False]
