"""Claims, volumes and classes: https://kubernetes.io/docs/concepts/storage/persistent-volumes/"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.diff.admission.examples import ABSENT, CLAIM, changed, check, fault_paths, object_of

_SOURCE = {"kind": "PersistentVolumeClaim", "name": "a"}


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("accessModes", [], ["ReadOnlyMany"], None),
        ("accessModes", ABSENT, ["ReadWriteMany"], None),
        ("accessModes", ["ReadWrite"], ["ReadWriteOnce", "ReadOnlyMany"], "accessModes[0]"),
        ("accessModes", ["ReadWriteOncePod", "ReadWriteOnce"], ["ReadWriteOncePod"], None),
        ("resources", {}, {"requests": {"storage": "1Gi"}}, "resources.requests[storage]"),
        ("resources.requests[storage]", "0", "1", None),
        ("resources.requests[storage]", "-1Gi", "1Gi", None),
        ("resources.requests[storage]", "10 GB", "10G", None),
        ("storageClassName", "Fast", "fast", None),
        ("storageClassName", "a b", "", None),
        ("volumeMode", "File", "Block", None),
        ("selector.matchLabels[a]", "b c", "b", None),
        ("dataSource", {"kind": "Pod", "name": "a"}, _SOURCE, "dataSource.kind"),
        (
            "dataSourceRef",
            {"kind": "A", "name": "a"},
            {"apiGroup": "b.c", "kind": "A", "name": "a"},
            "dataSourceRef.kind",
        ),
    ],
)
def test_claims(path: str, wrong: Any, right: Any, at: str | None) -> None:
    claim = object_of("v1", "PersistentVolumeClaim", spec=CLAIM)
    check(claim, f"spec.{path}", wrong, right, f"spec.{at or path}")


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("accessModes", [], ["ReadWriteOnce"], None),
        ("accessModes", ["ReadWriteOncePod", "ReadWriteOnce"], ["ReadWriteOncePod"], None),
        ("capacity", {}, {"storage": "1Gi"}, "capacity[storage]"),
        ("capacity[storage]", 0, 1, None),
        ("nfs", None, {"server": "a", "path": "/b"}, ""),
        ("nfs.path", "a", "/a", None),
        ("csi", {"driver": "a.b", "volumeHandle": "c"}, None, ""),
        ("persistentVolumeReclaimPolicy", "Keep", "Retain", None),
        ("volumeMode", "File", "Filesystem", None),
        ("storageClassName", "Fast", "fast", None),
    ],
)
def test_volumes(path: str, wrong: Any, right: Any, at: str | None) -> None:
    spec = {"accessModes": ["ReadWriteMany"], "capacity": {"storage": "1Gi"}, "nfs": {"server": "a", "path": "/b"}}
    place = path if at is None else at
    check(object_of("v1", "PersistentVolume", spec=spec), f"spec.{path}", wrong, right, f"spec.{place}".rstrip("."))


def test_a_local_volume_is_on_a_node() -> None:
    spec = {"accessModes": ["ReadWriteOnce"], "capacity": {"storage": "1Gi"}, "local": {"path": "/a"}}
    local = object_of("v1", "PersistentVolume", spec=spec)
    term = {"matchExpressions": [{"key": "a", "operator": "Exists"}]}
    right = changed(local, "spec.nodeAffinity.required.nodeSelectorTerms", [term])

    assert fault_paths(local) == ["spec.nodeAffinity"]
    assert fault_paths(right) == []
    check(right, "spec.local.path", "/a/..", "/a")


@pytest.mark.parametrize(
    ("path", "wrong", "right"),
    [
        ("metadata.name", "system-web", "web-system"),
        ("metadata.name", "system-web", "system-node-critical"),
        ("value", 10**9 + 1, 10**9),
        ("preemptionPolicy", "Always", "Never"),
    ],
)
def test_priorities(path: str, wrong: Any, right: Any) -> None:
    check(object_of("scheduling.k8s.io/v1", "PriorityClass", value=1000), path, wrong, right)


def test_priorities_of_the_system_are_higher() -> None:
    critical = object_of("scheduling.k8s.io/v1", "PriorityClass", value=2 * 10**9)
    assert fault_paths(changed(critical, "metadata.name", "system-cluster-critical")) == []


@pytest.mark.parametrize(
    ("path", "wrong", "right"),
    [
        ("provisioner", "", "kubernetes.io/aws-ebs"),
        ("provisioner", "a b", "efs.csi.aws.com"),
        ("reclaimPolicy", "Recycle", "Retain"),
        ("volumeBindingMode", "Later", "WaitForFirstConsumer"),
        ("parameters", {"": "a"}, {"type": ""}),
    ],
)
def test_classes(path: str, wrong: Any, right: Any) -> None:
    check(object_of("storage.k8s.io/v1", "StorageClass", provisioner="ebs.csi.aws.com"), path, wrong, right)
