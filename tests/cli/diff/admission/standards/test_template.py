from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.admission.node import Node
from neuronpedia_constructs.cli.diff.admission.standards.template import Template, allowed, named, plural, quoted

from .pods import template


def is_privileged(context: Node) -> bool:
    return context.flag("privileged") is True


def test_containers_of_all_kinds_are_looked_at() -> None:
    spec = {field: [{"name": field}] for field in ("containers", "initContainers", "ephemeralContainers")}
    found = Template({"spec": spec})

    assert found.named(lambda _: True) == ["initContainers", "containers", "ephemeralContainers"]


def test_who_sets_a_field_is_the_pod_or_containers() -> None:
    found = template("web", "proxy", privileged=True)
    found["spec"]["securityContext"] = {"privileged": True}

    assert Template(found).setters(is_privileged) == ["pod", 'containers "web", "proxy"']
    assert Template(template("web", privileged=True)).setters(is_privileged) == ['container "web"']
    assert Template(template("web")).setters(is_privileged) == []


@pytest.mark.parametrize(
    ("spec", "is_windows", "has_own_users"),
    [
        ({}, False, False),
        ({"os": {"name": "windows"}, "hostUsers": False}, True, True),
        ({"os": {"name": "linux"}, "hostUsers": True}, False, False),
        ({"os": "windows", "hostUsers": "false"}, False, False),
    ],
)
def test_what_relaxes_checks(spec: dict[str, Any], is_windows: bool, has_own_users: bool) -> None:
    found = Template({"spec": spec})
    assert (found.is_windows, found.has_own_users) == (is_windows, has_own_users)


@pytest.mark.parametrize("manifest", [{}, {"metadata": [], "spec": "pod"}, {"spec": {"containers": [None, 1, "a"]}}])
def test_a_template_of_any_shape_is_read(manifest: dict[str, Any]) -> None:
    assert Template(manifest).annotations == {}


def test_the_table_has_what_the_standards_list() -> None:
    """https://kubernetes.io/docs/concepts/security/pod-security-standards/"""
    assert {"CHOWN", "KILL", "NET_BIND_SERVICE", "SYS_CHROOT"} <= allowed()["capabilities"]
    assert not allowed()["capabilities"] & {"ALL", "NET_ADMIN", "NET_RAW", "SYS_ADMIN", "SYS_PTRACE"}
    assert "hostPath" not in allowed()["volumes"]
    assert allowed()["profiles"] == {"Localhost", "RuntimeDefault"}


def test_words() -> None:
    assert quoted(["a", "b"]) == '"a", "b"'
    assert (plural("port", 1), plural("port", 2), plural("uses", 2, "use")) == ("port", "ports", "use")
    assert (named(["a"]), named(["a", "b"])) == ('container "a"', 'containers "a", "b"')
