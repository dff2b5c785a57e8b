"""Volumes: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.diff.admission.examples import CLAIM, changed, check, deployment, fault_paths

_VOLUMES = "spec.template.spec.volumes"
_ITEM = {"key": "a", "path": "b/c"}
_FIELD = {"path": "a", "fieldRef": {"fieldPath": "metadata.name"}}
_MEMORY = {"resource": "limits.memory"}


@pytest.mark.parametrize(
    ("wrong", "right", "at"),
    [
        ({"emptyDir": {}, "secret": {"secretName": "a"}}, {"secret": {"secretName": "a"}}, ""),
        ({"emptyDir": {"sizeLimit": "-1Gi"}}, {"emptyDir": {"sizeLimit": "1Gi"}}, ".emptyDir.sizeLimit"),
        ({"secret": {}}, {"secret": {"secretName": "a"}}, ".secret.secretName"),
        ({"secret": {"optional": True}}, {"secret": {"secretName": "a"}}, ".secret.secretName"),
        ({"configMap": {}}, {"configMap": {"name": "a"}}, ".configMap.name"),
        (
            {"configMap": {"name": "a", "defaultMode": 0o1000}},
            {"configMap": {"name": "a", "defaultMode": 0o777}},
            ".configMap.defaultMode",
        ),
        (
            {"configMap": {"name": "a", "items": [{"key": "a", "path": "/b"}]}},
            {"configMap": {"name": "a", "items": [_ITEM]}},
            ".configMap.items[0].path",
        ),
        (
            {"configMap": {"name": "a", "items": [{"key": "a", "path": "b/../c"}]}},
            {"configMap": {"name": "a", "items": [{"key": "a", "path": "b/.c"}]}},
            ".configMap.items[0].path",
        ),
        (
            {"secret": {"secretName": "a", "items": [{"path": "a"}]}},
            {"secret": {"secretName": "a", "items": [_ITEM]}},
            ".secret.items[0].key",
        ),
        (
            {"secret": {"secretName": "a", "items": [{**_ITEM, "mode": -1}]}},
            {"secret": {"secretName": "a", "items": [{**_ITEM, "mode": 0o400}]}},
            ".secret.items[0].mode",
        ),
        (
            {"persistentVolumeClaim": {}},
            {"persistentVolumeClaim": {"claimName": "a"}},
            ".persistentVolumeClaim.claimName",
        ),
        ({"hostPath": {"path": "/a/../b"}}, {"hostPath": {"path": "/a/b"}}, ".hostPath.path"),
        ({"hostPath": {"path": ""}}, {"hostPath": {"path": "a"}}, ".hostPath.path"),
        ({"hostPath": {"path": "/a", "type": "Folder"}}, {"hostPath": {"path": "/a", "type": ""}}, ".hostPath.type"),
        ({"nfs": {"server": "a", "path": "b"}}, {"nfs": {"server": "a", "path": "/b"}}, ".nfs.path"),
        ({"csi": {"driver": "a b"}}, {"csi": {"driver": "a.b"}}, ".csi.driver"),
        ({"downwardAPI": {"items": [{"path": "a"}]}}, {"downwardAPI": {"items": [_FIELD]}}, ".downwardAPI.items[0]"),
        (
            {"downwardAPI": {"items": [{**_FIELD, "resourceFieldRef": {**_MEMORY, "containerName": "web"}}]}},
            {"downwardAPI": {"items": [{"path": "a", "resourceFieldRef": {**_MEMORY, "containerName": "web"}}]}},
            ".downwardAPI.items[0]",
        ),
        (
            {"downwardAPI": {"items": [{"path": "a", "resourceFieldRef": _MEMORY}]}},
            {"downwardAPI": {"items": [{"path": "a", "resourceFieldRef": {**_MEMORY, "containerName": "web"}}]}},
            ".downwardAPI.items[0].resourceFieldRef.containerName",
        ),
        (
            {"downwardAPI": {"items": [{"path": "a", "fieldRef": {"fieldPath": "status.podIP"}}]}},
            {"downwardAPI": {"items": [{"path": "a", "fieldRef": {"fieldPath": "metadata.labels"}}]}},
            ".downwardAPI.items[0].fieldRef.fieldPath",
        ),
    ],
)
def test_a_volume_has_one_source(wrong: Any, right: Any, at: str) -> None:
    path = f"{_VOLUMES}[1]"
    check(deployment(), path, {"name": "a", **wrong}, {"name": "a", **right}, path + at)


@pytest.mark.parametrize("source", [{}, {"emptyDir": None}, {"emptyDir": {}, "hostPath": None}])
def test_a_volume_without_a_source_is_an_empty_folder(source: dict[str, Any]) -> None:
    assert fault_paths(changed(deployment(), f"{_VOLUMES}[1]", {"name": "a", **source})) == []


@pytest.mark.parametrize("name", ["Cache", "a.b", "a" * 64])
def test_names_are_labels(name: str) -> None:
    path = f"{_VOLUMES}[1].name"
    named = changed(deployment(), f"{_VOLUMES}[1]", {"name": "a", "emptyDir": {}})
    check(named, path, name, "a" * 63)


def test_names_are_unique() -> None:
    cache = {"name": "cache", "emptyDir": {}}
    check(deployment(), f"{_VOLUMES}[1]", cache, {**cache, "name": "a"}, f"{_VOLUMES}[1].name")


@pytest.mark.parametrize(
    ("wrong", "right", "at"),
    [
        ({"secret": {"name": "a"}, "configMap": {"name": "a"}}, {"secret": {"name": "a"}}, "[0]"),
        ({"configMap": {"items": [{**_ITEM}]}}, {"configMap": {"name": "a", "items": [_ITEM]}}, "[0].configMap.name"),
        ({"downwardAPI": {"items": [{"path": "a"}]}}, {"downwardAPI": {"items": [_FIELD]}}, "[0].downwardAPI.items[0]"),
        (
            {"serviceAccountToken": {"path": "a", "expirationSeconds": 599}},
            {"serviceAccountToken": {"path": "a", "expirationSeconds": 600}},
            "[0].serviceAccountToken.expirationSeconds",
        ),
        ({"serviceAccountToken": {"path": ""}}, {"serviceAccountToken": {"path": "a"}}, "[0].serviceAccountToken.path"),
    ],
)
def test_projected_volumes(wrong: Any, right: Any, at: str) -> None:
    path = f"{_VOLUMES}[1].projected.sources"
    named = changed(deployment(), f"{_VOLUMES}[1]", {"name": "a", "projected": {"sources": []}})
    check(named, path, [wrong], [right], path + at)


def test_the_files_of_a_projected_volume_have_each_their_path() -> None:
    sources = [{"secret": {"name": "a", "items": [_ITEM]}}, {"configMap": {"name": "a", "items": [{**_ITEM}]}}]
    volume = {"name": "a", "projected": {"sources": sources}}
    named = changed(deployment(), f"{_VOLUMES}[1]", volume)
    path = f"{_VOLUMES}[1].projected.sources[1].configMap.items[0].path"

    assert fault_paths(named) == [path]
    assert fault_paths(changed(named, path, "other")) == []


def test_claims_of_a_pod() -> None:
    template = {"metadata": {"labels": {"a": "b"}}, "spec": CLAIM}
    volume = {"name": "a", "ephemeral": {"volumeClaimTemplate": template}}
    claimed = changed(deployment(), f"{_VOLUMES}[1]", volume)
    path = f"{_VOLUMES}[1].ephemeral"

    check(claimed, path, {}, {"volumeClaimTemplate": {"spec": CLAIM}}, f"{path}.volumeClaimTemplate")
    for field, wrong, right in (
        ("metadata.name", "a", None),
        ("metadata.labels[a]", "b c", "c"),
        ("spec.accessModes", [], ["ReadWriteMany"]),
        ("spec.resources.requests[storage]", "0", "1Gi"),
    ):
        check(claimed, f"{path}.volumeClaimTemplate.{field}", wrong, right)
