"""Pods and their templates: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.diff.admission.examples import (
    ABSENT,
    CONTAINER,
    POD,
    changed,
    check,
    deployment,
    fault_paths,
    object_of,
    stateful_set,
)

_POD = "spec.template.spec"
_APPARMOR = "container.apparmor.security.beta.kubernetes.io"


def pod() -> dict[str, Any]:
    return object_of("v1", "Pod", spec=POD)


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("spec.template.metadata.labels[tier]", "a b", "a-b", "spec.template.metadata.labels[tier]"),
        ("spec.template.metadata.annotations", {"a b": "c"}, {"a/b": "c d"}, "spec.template.metadata.annotations"),
        (f"{_POD}.nodeSelector", {"disk": "s s d"}, {"disk": "ssd"}, f"{_POD}.nodeSelector[disk]"),
        (f"{_POD}.ephemeralContainers", [{"name": "a", "image": "b"}], [], f"{_POD}.ephemeralContainers"),
        (f"{_POD}.schedulingGates", [{"name": "a"}, {"name": "a"}], [{"name": "a"}], f"{_POD}.schedulingGates[1]"),
        (f"{_POD}.priorityClassName", "High", "high", f"{_POD}.priorityClassName"),
        (f"{_POD}.serviceAccountName", "The_web", "the-web", f"{_POD}.serviceAccountName"),
        (f"{_POD}.hostname", "web.example", "web", f"{_POD}.hostname"),
        (f"{_POD}.dnsPolicy", "Cluster", "ClusterFirst", f"{_POD}.dnsPolicy"),
        (f"{_POD}.hostAliases", [{"ip": "a"}], [{"ip": "10.0.0.1"}], f"{_POD}.hostAliases[0].ip"),
        (
            f"{_POD}.hostAliases",
            [{"ip": "10.0.0.1", "hostnames": ["a_b"]}],
            [{"ip": "10.0.0.1", "hostnames": ["a.b"]}],
            f"{_POD}.hostAliases[0].hostnames[0]",
        ),
        (
            f"{_POD}.resourceClaims",
            [{"name": "a"}],
            [{"name": "a", "resourceClaimName": "b"}],
            f"{_POD}.resourceClaims[0]",
        ),
        (
            f"{_POD}.resourceClaims",
            [{"name": "a", "resourceClaimName": "b"}] * 2,
            [{"name": "a", "resourceClaimName": "b"}, {"name": "c", "resourceClaimName": "b"}],
            f"{_POD}.resourceClaims[1].name",
        ),
        (
            f"{_POD}.resourceClaims",
            [{"name": "a", "resourceClaimName": "b", "resourceClaimTemplateName": "c"}],
            [{"name": "a", "resourceClaimTemplateName": "c"}],
            f"{_POD}.resourceClaims[0]",
        ),
    ],
)
def test_templates(path: str, wrong: Any, right: Any, at: str) -> None:
    check(deployment(), path, wrong, right, at)


@pytest.mark.parametrize(
    ("path", "wrong", "right"),
    [
        ("spec.containers[0].image", " nginx", "nginx"),
        ("spec.containers[0].image", "nginx\n", "nginx"),
        ("spec.containers[0].image", "", "nginx"),
        ("spec.ephemeralContainers", [{"name": "a", "image": "b"}], []),
        ("spec.restartPolicy", "Sometimes", "OnFailure"),
        ("spec.activeDeadlineSeconds", 0, 1),
        ("spec.resources", {"limits": {"example.com/gpu": 1}}, {"limits": {"cpu": 1}}),
    ],
)
def test_pods(path: str, wrong: Any, right: Any) -> None:
    at = f"{path}.limits[example.com/gpu]" if path == "spec.resources" else path
    check(pod(), path, wrong, right, at)


def test_a_template_may_have_blanks_around_an_image_which_only_its_pods_may_not() -> None:
    assert fault_paths(changed(deployment(), f"{_POD}.containers[0].image", " nginx ")) == []


def test_a_pod_with_gates_has_no_node() -> None:
    gated = changed(pod(), "spec.schedulingGates", [{"name": "example.com/a"}])
    check(gated, "spec.nodeName", "node-1", ABSENT)


@pytest.mark.parametrize(
    ("key", "value", "is_fault"),
    [
        ("web", "runtime/default", False),
        ("web", "localhost/strict", False),
        ("web", "unconfined", False),
        ("web", "strict", True),
        ("other", "runtime/default", True),
    ],
)
@pytest.mark.parametrize("manifest", [deployment(), pod()])
def test_annotations_of_app_armor_name_a_container_and_a_profile(
    manifest: dict[str, Any], key: str, value: str, is_fault: bool
) -> None:
    metadata = "spec.template.metadata" if manifest["kind"] == "Deployment" else "metadata"
    annotated = changed(manifest, f"{metadata}.annotations", {f"{_APPARMOR}/{key}": value})

    assert fault_paths(annotated) == ([f"{metadata}.annotations[{_APPARMOR}/{key}]"] if is_fault else [])


def test_only_stateful_sets_have_claims_as_volumes() -> None:
    path = f"{_POD}.containers[0].volumeMounts[1].name"
    mounts = [*CONTAINER["volumeMounts"], {"name": "data", "mountPath": "/data"}]

    assert fault_paths(stateful_set()) == []
    assert fault_paths(changed(deployment(), f"{_POD}.containers[0].volumeMounts", mounts)) == [path]
    assert fault_paths(changed(stateful_set(), "spec.volumeClaimTemplates[0].metadata.name", "date")) == [path]


def test_what_kubernetes_does_not_refuse() -> None:
    """pkg/apis/core/validation/validation.go has no rule for these."""
    for path, value in (
        ("terminationGracePeriodSeconds", -1),
        ("schedulerName", "My Scheduler"),
        ("securityContext", {"runAsNonRoot": True, "runAsUser": 0}),
        ("imagePullSecrets", [{"name": ""}]),
    ):
        assert fault_paths(changed(deployment(), f"{_POD}.{path}", value)) == [], path
