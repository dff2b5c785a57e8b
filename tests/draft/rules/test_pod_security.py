"""The Pod Security Standard `restricted`."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.kubernetes.manifests import plain
from neuronpedia_constructs.draft.kubernetes.security_contexts import confined
from neuronpedia_constructs.draft.rules.pod_security import (
    check_pod_security,
    finalize_contexts,
    finalize_user,
    namespace_labels,
    own_users,
    pod_security_problems,
    without_numbers,
)
from tests.support.drafts import container, draft

GOOD = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
POD = {"runAsNonRoot": True, "runAsUser": 1, "seccompProfile": {"type": "RuntimeDefault"}}


def fields(own: dict[str, Any], *, users: tuple[str, ...] = (), **spec: Any) -> list[str]:
    whole = {"securityContext": POD, "containers": [{"name": "a", "securityContext": {**GOOD, **own}}], **spec}
    return [problem.field for problem in pod_security_problems(whole, users)]


def test_a_confined_container_is_admitted() -> None:
    assert fields({}) == []


@pytest.mark.parametrize(
    ("own", "field"),
    [
        ({"privileged": True}, "privileged"),
        ({"allowPrivilegeEscalation": True}, "allowPrivilegeEscalation"),
        ({"capabilities": {"drop": ["ALL"], "add": ["SYS_ADMIN"]}}, "capabilities"),
        ({"capabilities": {}}, "capabilities"),
        ({"procMount": "Unmasked"}, "procMount"),
        ({"seccompProfile": {"type": "Unconfined"}}, "seccompProfile"),
        ({"runAsNonRoot": False}, "runAsNonRoot"),
        ({"runAsUser": 0}, "runAsUser"),
    ],
)
def test_each_field_of_a_container_is_checked_over_that_of_its_pod(own: dict[str, Any], field: str) -> None:
    assert fields(own) == [f"{field} of container a"]


def test_an_init_container_is_checked_like_any_other() -> None:
    init = [{"name": "wait", "securityContext": {**GOOD, "privileged": True}}]
    assert fields({}, initContainers=init) == ["privileged of container wait"]


def test_the_host_and_its_files_are_out_of_bounds() -> None:
    assert fields({}, hostIPC=True, hostNetwork=True, hostPID=True) == ["hostIPC", "hostNetwork", "hostPID"]
    assert fields({}, volumes=[{"name": "v", "hostPath": {"path": "/"}}]) == ["volume v"]
    assert fields({}, volumes=[{"name": "v", "emptyDir": {}}]) == []


def test_one_bind_of_low_ports_is_allowed() -> None:
    assert fields({"capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}}) == []


def test_an_image_that_runs_as_its_own_user_keeps_all_but_the_user() -> None:
    given = draft(image_user_reason="a fork")
    finalize_user(given)
    assert own_users(given) == ["main"]
    assert given.pod.security_context is not None
    assert given.pod.security_context.run_as_user is None
    assert given.pod.security_context.seccomp_profile is not None


def test_the_namespace_enforces_what_its_pods_meet() -> None:
    enforce = "pod-security.kubernetes.io/enforce"
    assert namespace_labels([draft()])[enforce] == "restricted"
    assert namespace_labels([draft(), draft(container(), image_user_reason="a fork")])[enforce] == "baseline"


def test_numbers_are_left_to_a_cluster_that_assigns_them() -> None:
    pod = {name: value for name, value in POD.items() if name != "runAsUser"}

    def found(pod: dict[str, Any], **own: Any) -> list[tuple[str, str]]:
        spec = {"securityContext": pod, "containers": [{"name": "a", "securityContext": {**GOOD, **own}}]}
        return [(problem.code, problem.field) for problem in pod_security_problems(spec, (), assigned=True)]

    assert found(pod) == []
    number = "pod-security.number"
    assert found({**pod, "fsGroup": 999}) == [(number, "fsGroup")]
    for wrong in (found({**pod, "runAsUser": 999}), found(pod, runAsUser=999), found(pod, runAsUser=0)):
        assert wrong == [(number, "runAsUser of container a")]
    without = {name: value for name, value in pod.items() if name != "runAsNonRoot"}
    assert found(without) == [("pod-security.container", "runAsNonRoot of container a")]


def test_only_the_numbers_are_taken_from_a_context() -> None:
    context = k8s.PodSecurityContext(
        run_as_user=1, run_as_group=2, fs_group=3, run_as_non_root=True, supplemental_groups=[4]
    )
    assert plain(without_numbers(context)) == {"runAsNonRoot": True, "supplementalGroups": [4]}
    assert without_numbers(None) is None


def test_a_container_inherits_what_its_own_context_does_not_say() -> None:
    sidecar = container("side", security_context=k8s.SecurityContext(read_only_root_filesystem=False))
    without = container("plain", security_context=None)
    given = draft(pod={"init_containers": {"side": sidecar, "plain": without}})
    assert [problem.field for problem in check_pod_security(given)] != []
    finalize_contexts(given)
    assert not list(check_pod_security(given))
    assert without.security_context == confined()
    assert plain(sidecar.security_context)["readOnlyRootFilesystem"] is False


def test_what_a_context_says_itself_is_kept_and_the_advice_is_to_leave_it_out() -> None:
    own = k8s.SecurityContext(privileged=True, capabilities=k8s.Capabilities(add=["SYS_ADMIN"], drop=["ALL"]))
    given = draft(pod={"init_containers": {"side": container("side", security_context=own)}})
    finalize_contexts(given)
    found = {problem.field: problem.fix for problem in check_pod_security(given)}
    assert found == dict.fromkeys(
        ("privileged of container side", "capabilities of container side"),
        "leave it out of the container's security context",
    )
