"""The words are those that the tests of Kubernetes expect of each check.

https://github.com/kubernetes/kubernetes/tree/master/staging/src/k8s.io/pod-security-admission/policy
"""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.admission.pod_security import violations
from tests.cli.diff.admission.examples import ABSENT, changed

from .pods import CONTEXT, strict, template, told

_SECCOMP = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"'


@pytest.mark.parametrize(
    ("path", "wrong", "right", "words"),
    [
        (
            f"{CONTEXT}.allowPrivilegeEscalation",
            ABSENT,
            False,
            'allowPrivilegeEscalation != false (container "web" must set '
            "securityContext.allowPrivilegeEscalation=false)",
        ),
        (
            f"{CONTEXT}.capabilities",
            ABSENT,
            {"drop": ["ALL", "CHOWN"]},
            'unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"])',
        ),
        (
            f"{CONTEXT}.capabilities",
            {"drop": ["all"]},
            {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]},
            'unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"])',
        ),
        (
            f"{CONTEXT}.capabilities.add",
            ["CHOWN"],
            [],
            'unrestricted capabilities (container "web" must not include "CHOWN" in securityContext.capabilities.add)',
        ),
        (
            "spec.volumes",
            [{"name": "a", "hostPath": {}}, {"name": "b", "nfs": {}}, {"name": "c", "emptyDir": {}}],
            [{"name": "a", "persistentVolumeClaim": {}}, {"name": "b", "projected": {}}, {"name": "c", "csi": {}}],
            'restricted volume types (volumes "a", "b" use restricted volume types "hostPath", "nfs")',
        ),
        (
            "spec.volumes",
            [{"name": "a", "hostPath": {}}],
            [{"name": "a", "image": {}}, {"name": "b", "ephemeral": {}}, {"name": "c", "downwardAPI": {}}],
            'restricted volume types (volume "a" uses restricted volume type "hostPath")',
        ),
        (
            f"{CONTEXT}.runAsNonRoot",
            ABSENT,
            True,
            'runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true)',
        ),
        (
            f"{CONTEXT}.runAsNonRoot",
            False,
            True,
            'runAsNonRoot != true (container "web" must not set securityContext.runAsNonRoot=false)',
        ),
        (
            "spec.securityContext.runAsNonRoot",
            False,
            True,
            "runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)",
        ),
        (f"{CONTEXT}.runAsUser", 0, 1, 'runAsUser=0 (container "web" must not set runAsUser=0)'),
        ("spec.securityContext.runAsUser", 0, 1000, "runAsUser=0 (pod must not set runAsUser=0)"),
        (
            f"{CONTEXT}.seccompProfile",
            ABSENT,
            {"type": "Localhost"},
            f'seccompProfile (pod or container "web" {_SECCOMP})',
        ),
        (
            f"{CONTEXT}.seccompProfile.type",
            "Unconfined",
            "RuntimeDefault",
            'seccompProfile (container "web" must not set securityContext.seccompProfile.type to "Unconfined")',
        ),
    ],
)
def test_each_check(path: str, wrong: Any, right: Any, words: str) -> None:
    assert told("restricted", path, right) == []
    assert told("restricted", path, wrong) == [words]


def test_the_pod_may_set_for_its_containers_what_is_a_field_of_both() -> None:
    found = template("web", "proxy", allowPrivilegeEscalation=False, capabilities={"drop": ["ALL"]})
    both = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}

    assert violations(found, "restricted") == [
        'runAsNonRoot != true (pod or containers "web", "proxy" must set securityContext.runAsNonRoot=true)',
        f'seccompProfile (pod or containers "web", "proxy" {_SECCOMP})',
    ]
    assert violations(changed(found, "spec.securityContext", both), "restricted") == []


def test_windows_has_neither_capabilities_nor_seccomp() -> None:
    windows = changed(template("web", runAsNonRoot=True), "spec.os", {"name": "windows"})

    assert violations(windows, "restricted") == []
    assert violations(changed(windows, "spec.os.name", "linux"), "restricted") != []


@pytest.mark.parametrize("wrong", [{"runAsNonRoot": ABSENT}, {"runAsNonRoot": False}, {"runAsUser": 0}])
def test_root_in_a_user_namespace_is_not_root(wrong: dict[str, Any]) -> None:
    """https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/#integration-with-pod-security-admission-checks"""
    found = strict()
    for name, value in wrong.items():
        found = changed(found, f"{CONTEXT}.{name}", value)

    assert violations(changed(found, "spec.hostUsers", False), "restricted") == []
    assert violations(changed(found, "spec.hostUsers", True), "restricted") != []


def test_no_pod_sees_all_of_proc() -> None:
    unmasked = changed(changed(strict(), f"{CONTEXT}.procMount", "Unmasked"), "spec.hostUsers", False)
    assert violations(unmasked, "restricted") == [
        'procMount (container "web" must not set securityContext.procMount to "Unmasked")'
    ]


def test_several_containers_are_told_together() -> None:
    found = strict("a", "b", "c")
    for index, capabilities in enumerate(
        (
            {"add": ["FOO", "BAR"]},
            {"add": ["BAR", "BAZ"]},
            {"add": ["NET_BIND_SERVICE", "CHOWN"], "drop": ["ALL", "FOO"]},
        )
    ):
        found = changed(found, f"spec.containers[{index}].securityContext.capabilities", capabilities)

    assert violations(found, "restricted") == [
        'unrestricted capabilities (containers "a", "b" must set securityContext.capabilities.drop=["ALL"]; containers '
        '"a", "b", "c" must not include "BAR", "BAZ", "CHOWN", "FOO" in securityContext.capabilities.add)'
    ]


def test_a_volume_without_a_source_is_restricted() -> None:
    assert told("restricted", "spec.volumes", [{"name": "a"}]) == [
        'restricted volume types (volume "a" uses restricted volume type "unknown")'
    ]
