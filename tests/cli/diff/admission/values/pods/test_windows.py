"""Pods of Windows: https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.diff.admission.examples import changed, check, deployment, fault_paths

_POD = "spec.template.spec"
_CONTEXT = f"{_POD}.securityContext"
_FIRST = f"{_POD}.containers[0].securityContext"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("securityContext.runAsUser", 1),
        ("securityContext.fsGroup", 1),
        ("securityContext.seccompProfile", {"type": "RuntimeDefault"}),
        ("securityContext.sysctls", [{"name": "a.b", "value": "1"}]),
        ("hostPID", True),
        ("hostUsers", False),
        ("shareProcessNamespace", True),
        ("containers[0].securityContext.capabilities", {"drop": ["ALL"]}),
        ("containers[0].securityContext.privileged", False),
        ("containers[0].securityContext.readOnlyRootFilesystem", True),
    ],
)
def test_windows_has_no_fields_of_linux(path: str, value: Any) -> None:
    windows = changed(deployment(), f"{_POD}.os", {"name": "windows"})
    check(windows, f"{_POD}.{path}", value, None)
    assert fault_paths(changed(deployment(), f"{_POD}.{path}", value)) == []


@pytest.mark.parametrize("path", [_CONTEXT, _FIRST])
def test_linux_has_no_fields_of_windows(path: str) -> None:
    linux = changed(deployment(), f"{_POD}.os", {"name": "linux"})
    check(linux, f"{path}.windowsOptions", {"runAsUserName": "A"}, None)
    assert fault_paths(changed(deployment(), f"{path}.windowsOptions", {"runAsUserName": "A"})) == []


@pytest.mark.parametrize("path", [_CONTEXT, _FIRST])
def test_processes_of_the_host_are_in_its_network(path: str) -> None:
    on_host = changed(deployment(), f"{_POD}.hostNetwork", True)
    on_host = changed(on_host, f"{path}.windowsOptions.hostProcess", True)
    check(on_host, f"{_POD}.hostNetwork", False, True)


def test_all_containers_are_processes_of_the_host_or_none_is() -> None:
    on_host = changed(deployment(), f"{_POD}.hostNetwork", True)
    on_host = changed(on_host, f"{_FIRST}.windowsOptions.hostProcess", True)
    other = {"name": "a", "image": "b", "securityContext": {"windowsOptions": {"hostProcess": True}}}

    check(on_host, f"{_POD}.containers[1]", {"name": "a", "image": "b"}, other, _POD)
    check(on_host, f"{_CONTEXT}.windowsOptions.hostProcess", False, True, f"{_FIRST}.windowsOptions.hostProcess")


def test_credentials_are_a_resource() -> None:
    check(deployment(), f"{_CONTEXT}.windowsOptions.gmsaCredentialSpecName", "A b", "a-b")
