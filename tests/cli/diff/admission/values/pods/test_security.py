"""Security contexts: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.diff.admission.examples import changed, check, deployment, fault_paths, object_of

_POD = "spec.template.spec"
_CONTEXT = f"{_POD}.securityContext"
_FIRST = f"{_POD}.containers[0].securityContext"
_LOCAL = {"type": "Localhost", "localhostProfile": "a.json"}


@pytest.mark.parametrize(
    ("wrong", "right", "at"),
    [
        ({"runAsUser": -1}, {"runAsUser": 0}, "runAsUser"),
        ({"runAsUser": 2**31}, {"runAsUser": 2**31 - 1}, "runAsUser"),
        ({"runAsGroup": -1}, {"runAsGroup": 1}, "runAsGroup"),
        ({"fsGroup": -1}, {"fsGroup": 1}, "fsGroup"),
        ({"supplementalGroups": [1, -1]}, {"supplementalGroups": [1]}, "supplementalGroups[1]"),
        ({"fsGroupChangePolicy": "Never"}, {"fsGroupChangePolicy": "OnRootMismatch"}, "fsGroupChangePolicy"),
        (
            {"sysctls": [{"name": "a b", "value": "1"}]},
            {"sysctls": [{"name": "a.b/c", "value": ""}]},
            "sysctls[0].name",
        ),
        (
            {"sysctls": [{"name": "a.b", "value": "1"}] * 2},
            {"sysctls": [{"name": "a.b", "value": "1"}, {"name": "a.c", "value": "1"}]},
            "sysctls[1].name",
        ),
        ({"seccompProfile": {"type": "Strict"}}, {"seccompProfile": {"type": "RuntimeDefault"}}, "seccompProfile.type"),
        ({"seccompProfile": {}}, {"seccompProfile": {"type": "Unconfined"}}, "seccompProfile.type"),
    ],
)
def test_the_context_of_a_pod(wrong: Any, right: Any, at: str) -> None:
    check(deployment(), _CONTEXT, wrong, right, f"{_CONTEXT}.{at}")


@pytest.mark.parametrize("path", [_CONTEXT, _FIRST])
@pytest.mark.parametrize("name", ["seccompProfile", "appArmorProfile"])
@pytest.mark.parametrize("wrong", [{"type": "Localhost"}, {"type": "RuntimeDefault", "localhostProfile": "a.json"}])
def test_a_profile_of_the_node_has_a_name(path: str, name: str, wrong: Any) -> None:
    check(deployment(), f"{path}.{name}", wrong, _LOCAL, f"{path}.{name}.localhostProfile")


@pytest.mark.parametrize(
    ("wrong", "right", "at"),
    [
        (
            {"privileged": True, "allowPrivilegeEscalation": False},
            {"privileged": True, "allowPrivilegeEscalation": True},
            "allowPrivilegeEscalation",
        ),
        (
            {"allowPrivilegeEscalation": False, "capabilities": {"add": ["CAP_SYS_ADMIN"]}},
            {"allowPrivilegeEscalation": False, "capabilities": {"add": ["SYS_ADMIN"]}},
            "allowPrivilegeEscalation",
        ),
        ({"procMount": "Unmasked"}, {"procMount": "Default"}, "procMount"),
        ({"procMount": "Masked"}, {"procMount": "Default"}, "procMount"),
        ({"runAsUser": -1}, {"runAsUser": 0, "runAsNonRoot": True}, "runAsUser"),
        ({"runAsGroup": -1}, {"runAsGroup": 0}, "runAsGroup"),
    ],
)
def test_the_context_of_a_container(wrong: Any, right: Any, at: str) -> None:
    check(deployment(), _FIRST, wrong, right, f"{_FIRST}.{at}")


def test_init_containers_have_the_same_rules() -> None:
    container = {"name": "a", "image": "b", "securityContext": {"privileged": True}}
    given = changed(deployment(), f"{_POD}.initContainers", [container])
    check(given, f"{_POD}.initContainers[0].securityContext.allowPrivilegeEscalation", False, True)


@pytest.mark.parametrize("name", ["hostNetwork", "hostPID", "hostIPC"])
def test_a_pod_with_its_own_users_is_not_in_the_namespaces_of_the_host(name: str) -> None:
    check(changed(deployment(), f"{_POD}.hostUsers", False), f"{_POD}.{name}", True, False)
    assert fault_paths(changed(deployment(), f"{_POD}.{name}", True)) == []


def test_a_pod_with_its_own_users_may_see_all_of_proc() -> None:
    unmasked = changed(deployment(), f"{_FIRST}.procMount", "Unmasked")
    assert fault_paths(unmasked) == [f"{_FIRST}.procMount"]
    assert fault_paths(changed(unmasked, f"{_POD}.hostUsers", False)) == []


def test_processes_are_shared_either_in_the_pod_or_with_the_host() -> None:
    shared = changed(deployment(), f"{_POD}.hostPID", True)
    check(shared, f"{_POD}.shareProcessNamespace", True, False)


def test_a_pod_has_the_rules_of_its_template() -> None:
    context = {"privileged": True, "allowPrivilegeEscalation": False}
    pod = object_of("v1", "Pod", spec={"containers": [{"name": "a", "image": "b", "securityContext": context}]})
    assert fault_paths(pod) == ["spec.containers[0].securityContext.allowPrivilegeEscalation"]
