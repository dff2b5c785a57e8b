"""Access and limits: https://kubernetes.io/docs/reference/access-authn-authz/rbac/"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.diff.admission.examples import ABSENT, changed, check, fault_paths, object_of

_API = "rbac.authorization.k8s.io/v1"
_GROUP = "rbac.authorization.k8s.io"
_RULE = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}
_ACCOUNT = {"kind": "ServiceAccount", "name": "web", "namespace": "default"}


@pytest.mark.parametrize("kind", ["Role", "ClusterRole"])
@pytest.mark.parametrize(
    ("path", "wrong", "right"),
    [
        ("verbs", [], ["*"]),
        ("verbs", ABSENT, ["anything"]),
        ("apiGroups", ABSENT, ["*"]),
        ("apiGroups", [], [""]),
        ("resources", ABSENT, ["pods/exec"]),
        ("nonResourceURLs", ["/healthz"], []),
    ],
)
def test_rules(kind: str, path: str, wrong: Any, right: Any) -> None:
    check(object_of(_API, kind, rules=[_RULE]), f"rules[0].{path}", wrong, right)


def test_only_roles_of_a_cluster_tell_of_paths() -> None:
    rule = {"nonResourceURLs": ["/metrics"], "verbs": ["get"]}

    assert fault_paths(object_of(_API, "ClusterRole", rules=[rule])) == []
    assert fault_paths(object_of(_API, "Role", rules=[rule])) == ["rules[0].nonResourceURLs"]


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("roleRef.kind", "ServiceAccount", "ClusterRole", None),
        ("roleRef.kind", "", "Role", None),
        ("roleRef.apiGroup", "v1", _GROUP, None),
        ("roleRef.name", "a/b", "system:a", None),
        ("roleRef.name", "", "a", None),
        ("subjects[0].kind", "Account", "ServiceAccount", None),
        ("subjects[0].name", "A", "a.b", None),
        ("subjects[0].apiGroup", _GROUP, "", None),
        ("subjects", [{"kind": "User", "name": "a", "apiGroup": "v1"}], [], "subjects[0].apiGroup"),
        ("subjects", [{"kind": "Group"}], [{"kind": "Group", "name": "system:masters"}], "subjects[0].name"),
    ],
)
def test_bindings(path: str, wrong: Any, right: Any, at: str | None) -> None:
    role = {"apiGroup": _GROUP, "kind": "Role", "name": "web"}
    check(object_of(_API, "RoleBinding", roleRef=role, subjects=[_ACCOUNT]), path, wrong, right, at or path)


def test_bindings_of_a_cluster() -> None:
    role = {"apiGroup": _GROUP, "kind": "ClusterRole", "name": "web"}
    binding = object_of(_API, "ClusterRoleBinding", roleRef=role, subjects=[_ACCOUNT])

    check(binding, "roleRef.kind", "Role", "ClusterRole")
    check(binding, "subjects[0].namespace", ABSENT, "default")
    without = object_of(_API, "RoleBinding", roleRef=role, subjects=[{"kind": "ServiceAccount", "name": "web"}])
    assert fault_paths(without) == []


@pytest.mark.parametrize("mode", ["enforce", "audit", "warn"])
@pytest.mark.parametrize(
    ("suffix", "wrong", "right"),
    [
        ("", "strict", "restricted"),
        ("", "", "baseline"),
        ("-version", "1.36", "v1.36"),
        ("-version", "v1.036", "latest"),
    ],
)
def test_levels_of_namespaces(mode: str, suffix: str, wrong: Any, right: Any) -> None:
    check(object_of("v1", "Namespace"), f"metadata.labels[pod-security.kubernetes.io/{mode}{suffix}]", wrong, right)


def test_only_namespaces_have_levels() -> None:
    labelled = changed(object_of("v1", "ConfigMap"), "metadata.labels[pod-security.kubernetes.io/enforce]", "strict")
    assert fault_paths(labelled) == []


def test_quotas() -> None:
    quota = object_of("v1", "ResourceQuota", spec={"hard": {"requests.cpu": "10"}})
    check(quota, "spec.hard[pods]", "-1", "0")
    check(quota, "spec.hard[requests.cpu]", "ten", "10m")


@pytest.mark.parametrize(
    ("wrong", "right", "at"),
    [
        ({"min": {"cpu": 2}, "max": {"cpu": 1}}, {"min": {"cpu": 1}, "max": {"cpu": "1000m"}}, "[0].min[cpu]"),
        ({"default": {"cpu": 2}, "max": {"cpu": 1}}, {"default": {"cpu": 1}, "max": {"cpu": 1}}, "[0].default[cpu]"),
        (
            {"defaultRequest": {"cpu": 2}, "default": {"cpu": 1}},
            {"defaultRequest": {"cpu": 1}, "default": {"cpu": 2}},
            "[0].defaultRequest[cpu]",
        ),
        ({"min": {"cpu": 2}, "defaultRequest": {"cpu": 1}}, {"min": {"cpu": 2}}, "[0].min[cpu]"),
    ],
)
def test_limits(wrong: Any, right: Any, at: str) -> None:
    limits = object_of("v1", "LimitRange", spec={"limits": [{"type": "Container"}]})
    whole = [{"type": "Container", **wrong}], [{"type": "Container", **right}]
    check(limits, "spec.limits", *whole, f"spec.limits{at}")


def test_limits_are_given_once_for_a_type_and_have_no_defaults_for_pods() -> None:
    limits = object_of("v1", "LimitRange", spec={"limits": [{"type": "Pod"}]})
    check(limits, "spec.limits[1]", {"type": "Pod"}, {"type": "Container"}, "spec.limits[1].type")
    check(limits, "spec.limits[0].default", {"cpu": 1}, None)
    check(limits, "spec.limits[0].defaultRequest", {"cpu": 1}, None)
