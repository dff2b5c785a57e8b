"""What a server fills in from other fields, and what it does not tell from an absent field of one type or another."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from neuronpedia_constructs.cli.diff.kubernetes.differences import differences
from neuronpedia_constructs.cli.diff.kubernetes.stored import stored

DIGEST = "sha256:" + "a" * 64
POD = "apiVersion: v1, kind: Pod, metadata: {name: a}"


def made(text: str) -> Any:
    return stored(yaml.safe_load(f"{{{text}}}"))


@pytest.mark.parametrize(
    ("image", "policy"),
    [
        ("web", "Always"),
        ("host:5000/web", "Always"),
        ("host:5000/web:latest", "Always"),
        ("web:1", "IfNotPresent"),
        (f"web@{DIGEST}", "IfNotPresent"),
        (f"web:1@{DIGEST}", "IfNotPresent"),
        (f"web:latest@{DIGEST}", "Always"),
    ],
)
def test_an_image_of_a_container_or_a_volume_has_a_pull_policy(image: str, policy: str) -> None:
    spec = f"containers: [{{name: a, image: '{image}'}}], volumes: [{{name: v, image: {{reference: '{image}'}}}}]"
    found = made(f"{POD}, spec: {{{spec}}}")["spec"]
    assert found["containers"][0]["imagePullPolicy"] == policy
    assert found["volumes"][0]["image"] == {"reference": image, "pullPolicy": policy}


SAME = {
    "one pod of a StatefulSet after the other": (
        "apiVersion: apps/v1, kind: StatefulSet, metadata: {name: a}, spec: {}",
        "apiVersion: apps/v1, kind: StatefulSet, metadata: {name: a},"
        " spec: {updateStrategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 1}}}",
    ),
    "base64 with line breaks": (
        "apiVersion: v1, kind: Secret, metadata: {name: a}, data: {k: eA==}",
        'apiVersion: v1, kind: Secret, metadata: {name: a}, data: {k: "eA=\\n=\\r\\n"}',
    ),
    "the fewest pods of an autoscaler": (
        "apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: a}, spec: {maxReplicas: 2}",
        "apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: a},"
        " spec: {maxReplicas: 2, minReplicas: 1}",
    ),
    "the label with a namespace's name": (
        "apiVersion: v1, kind: Namespace, metadata: {name: a}",
        "apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {kubernetes.io/metadata.name: a}}",
    ),
    "the limits of a container": (
        "apiVersion: v1, kind: LimitRange, metadata: {name: a}, spec: {limits: [{type: Container, max: {cpu: 2},"
        " min: {memory: 1Gi}, default: {memory: 3Gi}}]}",
        "apiVersion: v1, kind: LimitRange, metadata: {name: a}, spec: {limits: [{type: Container, max: {cpu: 2},"
        " min: {memory: 1Gi}, default: {cpu: 2, memory: 3Gi}, defaultRequest: {cpu: 2, memory: 3Gi}}]}",
    ),
    "no time of an affinity": (
        "apiVersion: v1, kind: Service, metadata: {name: a}, spec: {sessionAffinity: ClientIP}",
        "apiVersion: v1, kind: Service, metadata: {name: a}, spec: {sessionAffinity: ClientIP,"
        " sessionAffinityConfig: {clientIP: {}}}",
    ),
    "no group of a service account": (
        "apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: a},"
        " roleRef: {kind: Role, name: r}, subjects: [{kind: ServiceAccount, name: s, namespace: n}]",
        "apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: a},"
        " roleRef: {kind: Role, name: r, apiGroup: ''},"
        " subjects: [{kind: ServiceAccount, name: s, namespace: n, apiGroup: ''}]",
    ),
    "the class of a volume": (
        "apiVersion: v1, kind: PersistentVolume, metadata: {name: a}, spec: {}",
        "apiVersion: v1, kind: PersistentVolume, metadata: {name: a}, spec: {storageClassName: ''}",
    ),
    "a priority of 0": (
        "apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: a}",
        "apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: a}, value: 0",
    ),
    "every pod": (
        "apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {}",
        "apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {podSelector: {}}",
    ),
}
OTHER = {
    "a claim without a class": (
        "apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: {}",
        "apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: {storageClassName: ''}",
    ),
    "resources of a whole pod": (f"{POD}, spec: {{}}", f"{POD}, spec: {{resources: {{}}}}"),
    "an option of DNS": (
        f"{POD}, spec: {{dnsConfig: {{options: [{{name: a}}]}}}}",
        f"{POD}, spec: {{dnsConfig: {{options: [{{name: a, value: ''}}]}}}}",
    ),
    "a volume of a driver": (
        f"{POD}, spec: {{volumes: [{{name: v, csi: {{driver: d}}}}]}}",
        f"{POD}, spec: {{volumes: [{{name: v, csi: {{driver: d, readOnly: false}}}}]}}",
    ),
}


@pytest.mark.parametrize("case", SAME)
def test_this_is_the_same(case: str) -> None:
    one, other = map(made, SAME[case])
    assert differences(one, other) == ()
    assert one == other


@pytest.mark.parametrize("case", OTHER)
def test_this_is_not_the_same(case: str) -> None:
    one, other = map(made, OTHER[case])
    assert differences(one, other)
