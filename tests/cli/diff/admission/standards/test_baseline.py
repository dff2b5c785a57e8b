"""The words are those that the tests of Kubernetes expect of each check.

https://github.com/kubernetes/kubernetes/tree/master/staging/src/k8s.io/pod-security-admission/policy
"""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.admission.pod_security import violations
from tests.cli.diff.admission.examples import changed

from .pods import CONTEXT, FIRST, strict, told

_APPARMOR = "metadata.annotations[container.apparmor.security.beta.kubernetes.io/web]"


@pytest.mark.parametrize(
    ("path", "wrong", "right", "words"),
    [
        ("spec.hostNetwork", True, False, "host namespaces (hostNetwork=true)"),
        ("spec.hostPID", True, None, "host namespaces (hostPID=true)"),
        ("spec.hostIPC", True, False, "host namespaces (hostIPC=true)"),
        (
            f"{CONTEXT}.privileged",
            True,
            False,
            'privileged (container "web" must not set securityContext.privileged=true)',
        ),
        (
            f"{CONTEXT}.capabilities.add",
            ["SYS_ADMIN", "NET_RAW"],
            ["CHOWN", "KILL"],
            'non-default capabilities (container "web" must not include "NET_RAW", "SYS_ADMIN" in '
            "securityContext.capabilities.add)",
        ),
        (
            f"{CONTEXT}.capabilities.add",
            ["CAP_CHOWN"],
            ["CHOWN"],
            'non-default capabilities (container "web" must not include "CAP_CHOWN" in '
            "securityContext.capabilities.add)",
        ),
        (
            "spec.volumes",
            [{"name": "a", "hostPath": {"path": "/"}}, {"name": "b", "emptyDir": {}}],
            [{"name": "a", "nfs": {"server": "a", "path": "/"}}],
            'hostPath volumes (volume "a")',
        ),
        (
            f"{FIRST}.ports",
            [{"containerPort": 80, "hostPort": 80}, {"containerPort": 81, "hostPort": 8081}],
            [{"containerPort": 80, "hostPort": 0}],
            'hostPort (container "web" uses hostPorts 80, 8081)',
        ),
        (
            f"{FIRST}.livenessProbe",
            {"httpGet": {"port": 80, "host": "10.0.0.1"}},
            {"httpGet": {"port": 80}},
            'probe or lifecycle host (container "web" uses probe or lifecycle host "10.0.0.1")',
        ),
        (
            f"{FIRST}.lifecycle.preStop",
            {"tcpSocket": {"port": 80, "host": "a"}},
            {"tcpSocket": {"port": 80, "host": ""}},
            'probe or lifecycle host (container "web" uses probe or lifecycle host "a")',
        ),
        (
            f"{CONTEXT}.procMount",
            "Unmasked",
            "Default",
            'procMount (container "web" must not set securityContext.procMount to "Unmasked")',
        ),
        (
            f"{CONTEXT}.seLinuxOptions",
            {"type": "spc_t"},
            {"type": "container_t", "level": "s0"},
            'seLinuxOptions (container "web" set forbidden securityContext.seLinuxOptions: type "spc_t")',
        ),
        (
            "spec.securityContext.seLinuxOptions",
            {"user": "a", "role": "b"},
            {"level": "s0"},
            "seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: user may not be set; role may not be "
            "set)",
        ),
        (
            "spec.securityContext.seccompProfile",
            {"type": "Unconfined"},
            {"type": "Localhost", "localhostProfile": "a"},
            'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
        ),
        (
            f"{CONTEXT}.appArmorProfile",
            {"type": "Unconfined"},
            {"type": "RuntimeDefault"},
            'forbidden AppArmor profile (container "web" must not set AppArmor profile type to "Unconfined")',
        ),
        (
            "spec.securityContext.sysctls",
            [{"name": "kernel.msgmax", "value": "1"}, {"name": "net.core.somaxconn", "value": "1"}],
            [{"name": "net.ipv4.tcp_syncookies", "value": "1"}, {"name": "net.ipv4.ip_unprivileged_port_start"}],
            "forbidden sysctls (kernel.msgmax, net.core.somaxconn)",
        ),
        (
            "spec.securityContext.windowsOptions.hostProcess",
            True,
            False,
            "hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)",
        ),
    ],
)
def test_each_check(path: str, wrong: Any, right: Any, words: str) -> None:
    assert told("baseline", path, right) == []
    assert told("baseline", path, wrong) == [words]
    assert told("privileged", path, wrong) == []


@pytest.mark.parametrize(
    ("value", "is_allowed"),
    [("runtime/default", True), ("localhost/a", True), ("", True), ("unconfined", False), ("a", False)],
)
def test_annotations_of_app_armor(value: str, is_allowed: bool) -> None:
    found = told("baseline", _APPARMOR, value)

    assert (found == []) is is_allowed
    if not is_allowed:
        key = "container.apparmor.security.beta.kubernetes.io/web"
        words = f'(annotation must not set AppArmor profile type to "{key}="{value}"")'
        assert found == [f"forbidden AppArmor profile {words}"]


def test_host_namespaces_are_told_together() -> None:
    given = changed(changed(strict(), "spec.hostIPC", True), "spec.hostPID", True)
    assert violations(given, "baseline") == ["host namespaces (hostPID=true, hostIPC=true)"]
    given = changed(given, "spec.hostNetwork", True)
    assert violations(given, "baseline") == ["host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)"]


def containers(**contexts: Any) -> list[dict[str, Any]]:
    return [{"name": name, "securityContext": context} for name, context in contexts.items()]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            containers(a={}, b={"privileged": False}, c={"privileged": True}, d={"privileged": True}),
            'privileged (containers "c", "d" must not set securityContext.privileged=true)',
        ),
        (
            containers(a={"capabilities": {"add": ["FOO", "BAR"]}}, b={"capabilities": {"add": ["BAR", "BAZ"]}}),
            'non-default capabilities (containers "a", "b" must not include "BAR", "BAZ", "FOO" in '
            "securityContext.capabilities.add)",
        ),
        (
            [
                {"name": "a", "ports": [{"hostPort": 0}]},
                {"name": "b", "ports": [{"hostPort": 10}, {"hostPort": 20}]},
                {"name": "c", "ports": [{"hostPort": 10}, {"hostPort": 30}]},
            ],
            'hostPort (containers "b", "c" use hostPorts 10, 20, 30)',
        ),
        (
            containers(a={"procMount": "Default"}, b={"procMount": "Unmasked"}, c={"procMount": "other"}),
            'procMount (containers "b", "c" must not set securityContext.procMount to "Unmasked", "other")',
        ),
    ],
)
def test_several_containers_are_told_together(given: list[dict[str, Any]], words: str) -> None:
    assert told("baseline", "spec.containers", given) == [words]


def test_the_pod_and_its_containers_are_told_together() -> None:
    given = containers(
        e={"seLinuxOptions": {"type": "bar"}},
        f={"seLinuxOptions": {"user": "bar"}, "seccompProfile": {"type": "Unconfined"}},
        g={"seLinuxOptions": {"role": "baz"}, "seccompProfile": {"type": "Unconfined"}},
    )
    pod = {
        "seLinuxOptions": {"type": "foo", "user": "bar", "role": "baz"},
        "seccompProfile": {"type": "Unconfined"},
    }

    assert violations({"spec": {"securityContext": pod, "containers": given}}, "baseline") == [
        'seLinuxOptions (pod and containers "e", "f", "g" set forbidden securityContext.seLinuxOptions: types "bar", '
        '"foo"; user may not be set; role may not be set)',
        'seccompProfile (pod and containers "f", "g" must not set securityContext.seccompProfile.type to "Unconfined")',
    ]


def test_several_annotations_are_told_together() -> None:
    prefix = "container.apparmor.security.beta.kubernetes.io/"
    annotations = {prefix: "bogus", f"{prefix}a": "", f"{prefix}c": "localhost/", f"{prefix}e": "unconfined"}

    assert violations({"metadata": {"annotations": annotations}, "spec": {}}, "baseline") == [
        f'forbidden AppArmor profiles (annotations must not set AppArmor profile type to "{prefix}="bogus"", '
        f'"{prefix}e="unconfined"")'
    ]


def test_init_containers_are_checked() -> None:
    [found] = told("baseline", "spec.initContainers", [{"name": "a", "securityContext": {"privileged": True}}])
    assert found == 'privileged (container "a" must not set securityContext.privileged=true)'


def test_a_pod_with_its_own_users_may_see_all_of_proc() -> None:
    unmasked = changed(strict(), f"{CONTEXT}.procMount", "Unmasked")

    assert violations(changed(unmasked, "spec.hostUsers", False), "baseline") == []
    assert violations(changed(unmasked, "spec.hostUsers", True), "baseline") != []
