"""Containers: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.diff.admission.examples import ABSENT, changed, check, deployment, fault_paths, object_of

_POD = "spec.template.spec"
_FIRST = f"{_POD}.containers[0]"
_CACHE = {"name": "cache", "mountPath": "/cache"}


@pytest.mark.parametrize(
    ("path", "wrong", "right"),
    [
        ("name", "Web", "web"),
        ("name", "web.a", "web-a"),
        ("name", "w" * 64, "w" * 63),
        ("image", "", "nginx"),
        ("image", ABSENT, "nginx"),
        ("imagePullPolicy", "Often", "Always"),
        ("restartPolicy", "Sometimes", "Always"),
        ("terminationMessagePolicy", "Log", "FallbackToLogsOnError"),
        ("ports[0].containerPort", 65536, 65535),
        ("ports[0].containerPort", -1, 1),
        ("ports[0].name", "a-name-too-long1", "a-name-as-long1"),
        ("ports[0].name", "8080", "p8080"),
        ("ports[0].name", "Http", "http"),
        ("ports[0].name", "a--b", "a-b"),
        ("ports[0].protocol", "HTTP", "UDP"),
        ("ports[0].hostPort", 65536, 65535),
        ("volumeMounts[0].name", "other", "cache"),
        ("volumeMounts[0].mountPath", "", "/cache"),
        ("volumeMounts[0].mountPath", ABSENT, "cache"),
        ("volumeMounts[0].subPath", "a/../b", "a/..b"),
        ("volumeMounts[0].subPath", "/a", "a"),
        ("volumeMounts[0].subPathExpr", "../$(POD)", "$(POD)"),
        ("volumeMounts[0].mountPropagation", "Both", "HostToContainer"),
        ("volumeMounts[0].recursiveReadOnly", "Enabled", "Disabled"),
    ],
)
def test_fields(path: str, wrong: Any, right: Any) -> None:
    check(deployment(), f"{_FIRST}.{path}", wrong, right)


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        (
            "ports",
            [{"name": "a", "containerPort": 1}, {"name": "a", "containerPort": 2}],
            [{"name": "a", "containerPort": 1}, {"name": "b", "containerPort": 1}],
            "ports[1].name",
        ),
        (
            "ports",
            [{"containerPort": 1, "hostPort": 1}, {"containerPort": 2, "hostPort": 1}],
            [{"containerPort": 1, "hostPort": 1}, {"containerPort": 2, "hostPort": 1, "protocol": "UDP"}],
            "ports[1].hostPort",
        ),
        (
            "ports",
            [{"containerPort": 1, "hostPort": 1}, {"containerPort": 2, "hostPort": 1, "protocol": "TCP"}],
            [
                {"containerPort": 1, "hostPort": 1, "hostIP": "10.0.0.1"},
                {"containerPort": 2, "hostPort": 1, "hostIP": "10.0.0.2"},
            ],
            "ports[1].hostPort",
        ),
        ("volumeMounts", [_CACHE, _CACHE], [_CACHE, {**_CACHE, "mountPath": "/b"}], "volumeMounts[1].mountPath"),
        (
            "volumeMounts",
            [{**_CACHE, "subPath": "a", "subPathExpr": "b"}],
            [{**_CACHE, "subPath": "a"}],
            "volumeMounts[0].subPathExpr",
        ),
        (
            "volumeMounts",
            [{**_CACHE, "readOnly": True, "recursiveReadOnly": "Enabled", "mountPropagation": "HostToContainer"}],
            [{**_CACHE, "readOnly": True, "recursiveReadOnly": "Enabled"}],
            "volumeMounts[0].recursiveReadOnly",
        ),
        (
            "resizePolicy",
            [{"resourceName": "cpu", "restartPolicy": "NotRequired"}] * 2,
            [{"resourceName": "cpu", "restartPolicy": "NotRequired"}],
            "resizePolicy[1].resourceName",
        ),
        ("volumeDevices", [{"name": "x", "devicePath": "/x"}], [], "volumeDevices[0].name"),
        ("volumeDevices", [{"name": "cache", "devicePath": "/x"}], [], "volumeDevices[0].name"),
    ],
)
def test_lists(path: str, wrong: Any, right: Any, at: str) -> None:
    check(deployment(), f"{_FIRST}.{path}", wrong, right, f"{_FIRST}.{at}")


def test_names_of_containers_are_unique_among_all() -> None:
    first = {"name": "web", "image": "busybox"}
    check(deployment(), f"{_POD}.initContainers", [first], [{**first, "name": "a"}], f"{_POD}.initContainers[0].name")
    check(deployment(), f"{_POD}.containers[1]", first, {**first, "name": "a"}, f"{_POD}.containers[1].name")


def test_ports_of_the_host_are_unique_in_a_pod() -> None:
    first = changed(deployment(), f"{_FIRST}.ports[0].hostPort", 8080)
    second = {"name": "a", "image": "b", "ports": [{"containerPort": 1, "hostPort": 8080}]}
    other = {"name": "a", "image": "b", "ports": [{"containerPort": 1, "hostPort": 8081}]}
    check(first, f"{_POD}.containers[1]", second, other, f"{_POD}.containers[1].ports[0].hostPort")
    assert fault_paths(changed(first, f"{_POD}.initContainers", [second])) == []


def test_in_the_network_of_the_host_ports_are_those_of_the_host() -> None:
    on_host = changed(deployment(), f"{_POD}.hostNetwork", True)
    check(on_host, f"{_FIRST}.ports[0].hostPort", 80, 8080)
    assert fault_paths(changed(deployment(), f"{_FIRST}.ports[0].hostPort", 80)) == []


def test_the_same_port_may_be_given_twice() -> None:
    ports = [{"name": "a", "containerPort": 80}, {"name": "b", "containerPort": 80}, {"containerPort": 80}]
    assert fault_paths(changed(deployment(), f"{_FIRST}.ports", ports)) == []


@pytest.mark.parametrize("name", ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"])
def test_init_containers_that_end_have_neither_probes_nor_hooks(name: str) -> None:
    action = {"exec": {"command": ["true"]}}
    given = {"name": "a", "image": "b", name: {"preStop": action} if name == "lifecycle" else action}
    path = f"{_POD}.initContainers"

    check(deployment(), path, [given], [{**given, "restartPolicy": "Always"}], f"{path}[0].{name}")


def test_mounts_propagate_to_the_host_only_from_privileged_containers() -> None:
    path = f"{_FIRST}.volumeMounts[0].mountPropagation"
    both = changed(deployment(), path, "Bidirectional")

    assert fault_paths(both) == [path]
    assert fault_paths(changed(both, f"{_FIRST}.securityContext", {"privileged": True})) == []


def test_a_device_is_a_claim_and_not_mounted_too() -> None:
    claimed = changed(deployment(), f"{_POD}.volumes[1]", {"name": "disk", "persistentVolumeClaim": {"claimName": "a"}})
    claimed = changed(claimed, f"{_FIRST}.volumeDevices", [{"name": "disk", "devicePath": "/dev/a"}])
    mount = f"{_FIRST}.volumeMounts[1]"

    check(claimed, mount, {"name": "disk", "mountPath": "/a"}, {"name": "cache", "mountPath": "/a"}, f"{mount}.name")
    check(
        claimed,
        mount,
        {"name": "cache", "mountPath": "/dev/a"},
        {"name": "cache", "mountPath": "/a"},
        f"{mount}.mountPath",
    )


def test_a_pod_that_never_restarts_does_not_restart_to_be_resized() -> None:
    container = {"name": "web", "image": "nginx"}
    pod = object_of("v1", "Pod", spec={"containers": [container], "restartPolicy": "Never"})
    policy = {"resourceName": "cpu", "restartPolicy": "RestartContainer"}
    path = "spec.containers[0].resizePolicy"

    check(pod, path, [policy], [{**policy, "restartPolicy": "NotRequired"}], f"{path}[0].restartPolicy")
    assert fault_paths(changed(changed(pod, path, [policy]), "spec.restartPolicy", "OnFailure")) == []
