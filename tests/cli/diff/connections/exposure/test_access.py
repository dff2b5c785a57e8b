"""Roles that allow more, and who gets them."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.connections.exposure.access import widened_access
from neuronpedia_constructs.cli.diff.objects import Manifest, Side
from tests.cli.diff.connections.manifests import manifest, side

VERSION = "rbac.authorization.k8s.io/v1"


def role(*rules: Any, kind: str = "Role") -> Side:
    return side(manifest(kind, "reader", version=VERSION, rules=list(rules)))


def rule(verbs: str, resources: str, group: str = "", **more: Any) -> dict[str, Any]:
    return {"apiGroups": [group], "resources": resources.split(), "verbs": verbs.split(), **more}


READ = rule("get list", "pods")


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ([READ], [READ, rule("get", "secrets")], "get on secrets"),
        ([READ], [rule("get list watch", "pods")], "watch on pods"),
        ([], [rule("get list", "pods secrets")], "get, list on pods, secrets"),
        ([READ], [rule("*", "pods")], "everything on pods"),
        ([], [rule("*", "*", "*")], "everything on every resource"),
        ([], [rule("get", "deployments", "apps")], "get on deployments.apps"),
        ([], [rule("get", "secrets", resourceNames=["db"])], "get on secrets db"),
        ([rule("get", "secrets", resourceNames=["db"])], [rule("get", "secrets")], "get on secrets"),
        ([], [{"nonResourceURLs": ["/metrics"], "verbs": ["get"]}], "get on /metrics"),
        ([], [READ, rule("create", "pods/exec")], "get, list on pods; create on pods/exec"),
    ],
)
def test_what_a_role_allows_more_is_told(old: list[Any], new: list[Any], text: str) -> None:
    text = text.replace("pods, secrets", "pods and secrets")
    assert list(widened_access(role(*old), role(*new))) == [f"Role reader now allows {text}"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([READ], [rule("list", "pods"), rule("get", "pods")]),
        ([rule("*", "*", "*")], [READ]),
        ([rule("get", "*")], [rule("get", "pods", resourceNames=["a"])]),
        ([READ], []),
    ],
)
def test_what_is_no_more_is_not_told(old: list[Any], new: list[Any]) -> None:
    assert list(widened_access(role(*old), role(*new))) == []


def binding(*subjects: Any, kind: str = "RoleBinding", name: str = "reader", to: str = "ClusterRole view") -> Manifest:
    of, _, called = to.partition(" ")
    return manifest(kind, name, version=VERSION, roleRef={"kind": of, "name": called}, subjects=list(subjects))


WEBAPP = {"kind": "ServiceAccount", "name": "webapp", "namespace": "shop"}


def test_who_gets_a_role_is_told() -> None:
    found = list(widened_access({}, side(binding(WEBAPP))))
    assert found == ["ServiceAccount webapp now has ClusterRole view in namespace shop"]
    everyone = {"kind": "Group", "name": "system:authenticated"}
    found = list(widened_access(side(binding(WEBAPP)), side(binding(WEBAPP, everyone, kind="ClusterRoleBinding"))))
    assert found == [
        "ServiceAccount webapp now has ClusterRole view in the whole cluster",
        "Group system:authenticated now has ClusterRole view in the whole cluster",
    ]
    other = {**WEBAPP, "namespace": "other"}
    assert list(widened_access({}, side(binding(other)))) == [
        "ServiceAccount webapp of namespace other now has ClusterRole view in namespace shop"
    ]


def test_a_binding_of_another_name_is_no_change() -> None:
    assert list(widened_access(side(binding(WEBAPP)), side(binding(WEBAPP, name="other")))) == []


@pytest.mark.parametrize("rules", ["text", None, [None, "text", {"verbs": "get"}, {"verbs": [None], "resources": {}}]])
def test_malformed_roles_are_read(rules: Any) -> None:
    broken = manifest("Role", "reader", version=VERSION, rules=rules)
    assert list(widened_access({}, side(broken))) == []
    odd = manifest("RoleBinding", "reader", version=VERSION, roleRef="text", subjects=[None, {}])
    assert len(list(widened_access({}, side(odd)))) == 1
