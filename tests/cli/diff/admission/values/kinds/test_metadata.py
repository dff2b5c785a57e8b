"""Names, labels and annotations: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/"""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.admission.check import faults
from neuronpedia_constructs.cli.diff.admission.node import Node
from neuronpedia_constructs.cli.diff.admission.values.kinds.metadata import object_faults
from tests.cli.diff.admission.examples import ABSENT, changed, check, deployment, fault_paths, object_of, service

_LIMIT = 256 * 1024
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
_CONFIG = object_of("v1", "ConfigMap", data={"a": "b"})


@pytest.mark.parametrize(
    ("manifest", "wrong", "right"),
    [
        (deployment(), "Web", "web"),
        (deployment(), "web_a", "web-a.b"),
        (deployment(), "a" * 254, "a" * 253),
        (deployment(), "a..b", "a.b"),
        (deployment(), ABSENT, "1"),
        (deployment(), "", "1a"),
        (service(), "a.b", "a-b"),
        (service(), "a" * 64, "a" * 63),
        (object_of("v1", "Namespace"), "a.b", "a-b"),
        (object_of("v1", "ServiceAccount"), "A", "a.b"),
        (object_of("rbac.authorization.k8s.io/v1", "Role"), "a/b", "System:a b"),
        (object_of("rbac.authorization.k8s.io/v1", "Role"), "..", "..."),
        (object_of("rbac.authorization.k8s.io/v1", "Role"), "a%b", "a:b"),
        (object_of("policy/v1", "PodDisruptionBudget"), "a/b", "A_b"),
    ],
)
def test_names(manifest: dict[str, Any], wrong: Any, right: Any) -> None:
    check(manifest, "metadata.name", wrong, right)


def test_the_server_may_make_a_name() -> None:
    assert fault_paths(changed(changed(_CONFIG, "metadata.name", ABSENT), "metadata.generateName", "web-")) == []


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("namespace", "A", "a", "namespace"),
        ("namespace", "a.b", "a-b", "namespace"),
        ("labels", {"a": "b c"}, {"a": ""}, "labels[a]"),
        ("labels", {"a": "b" * 64}, {"a": "b" * 63}, "labels[a]"),
        ("labels", {"a": "-b"}, {"a": "b_.-c"}, "labels[a]"),
        ("labels", {"a b": ""}, {"a/b": ""}, "labels"),
        ("labels", {"A.com/b": ""}, {"a.com/B": ""}, "labels"),
        ("labels", {"b" * 64: ""}, {"b" * 63: ""}, "labels"),
        ("labels", {"a/b/c": ""}, {"a/b.c": ""}, "labels"),
        ("annotations", {"a b": ""}, {"A.com/b": " any\ntext"}, "annotations"),
        ("annotations", {"": ""}, {"a": ""}, "annotations"),
        ("finalizers", ["protect"], ["example.com/protect"], "finalizers[0]"),
        ("finalizers", ["a/b", "a b/c"], ["kubernetes"], "finalizers[1]"),
        ("finalizers", ["orphan", "foregroundDeletion"], ["orphan"], "finalizers"),
    ],
)
def test_fields(path: str, wrong: Any, right: Any, at: str) -> None:
    check(deployment(), f"metadata.{path}", wrong, right, f"metadata.{at}")


def test_one_owner_at_most_is_the_controller() -> None:
    owner = {"apiVersion": "v1", "kind": "Pod", "name": "a", "uid": "1", "controller": True}
    right = [owner, {**owner, "uid": "2", "controller": False}]
    check(deployment(), "metadata.ownerReferences", [owner, {**owner, "uid": "2"}], right)


def test_annotations_have_256_kib_with_their_keys() -> None:
    given = changed(_CONFIG, f"metadata.annotations[{_LAST_APPLIED}]", "{}")
    rest = _LIMIT - len(_LAST_APPLIED) - len("{}") - len("a")
    template = "spec.template.metadata.annotations"

    check(given, "metadata.annotations[a]", "x" * (rest + 1), "x" * 100, "metadata.annotations")
    check(deployment(), template, {"a": "x" * _LIMIT}, {"a": "x" * 100}, template)
    assert fault_paths(changed(deployment(), f"{template}[a]", "é" * (_LIMIT // 2))) != []


def test_the_limit_itself_is_kept() -> None:
    value = "x" * (_LIMIT - len("a"))
    created = object_faults("core.v1.ConfigMap", Node(changed(_CONFIG, "metadata.annotations[a]", value), ""))
    larger = object_faults("core.v1.ConfigMap", Node(changed(_CONFIG, "metadata.annotations[a]", f"{value}x"), ""))

    assert "they have" in "".join(fault.message for fault in larger)
    assert ["kubectl" in fault.message for fault in created] == [True]


def test_the_copy_does_not_hold_a_copy() -> None:
    copied = changed(_CONFIG, f"metadata.annotations[{_LAST_APPLIED}]", "x" * (_LIMIT // 2 + 1000))
    assert faults(copied) == []


def test_kubectl_keeps_a_copy_of_an_object_in_an_annotation() -> None:
    """What does not fit into it fails with "metadata.annotations: Too long: may not be more than 262144 bytes"."""
    large = changed(_CONFIG, "data[a]", "x" * (_LIMIT - 1000))
    larger = changed(_CONFIG, "data[a]", "x" * _LIMIT)

    assert faults(large) == []
    [fault] = faults(larger)
    assert fault.path == "metadata.annotations"
    assert "--server-side" in fault.message


def test_the_copy_holds_each_character_as_json_writes_it() -> None:
    """Go writes <, > and & as six characters each, and a line break as two."""
    for character, times in (("<", 6), ("\n", 2), ("é", 2), ("x", 1)):
        fits = changed(_CONFIG, "data[a]", character * ((_LIMIT - 1000) // times))
        too_large = changed(_CONFIG, "data[a]", character * (_LIMIT // times + 1))
        assert (fault_paths(fits), fault_paths(too_large)) == ([], ["metadata.annotations"]), character
