"""What a server lets nobody change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from neuronpedia_constructs.cli.diff.kubernetes import updates
from neuronpedia_constructs.cli.diff.kubernetes.schema import fields_of, kinds
from neuronpedia_constructs.cli.diff.kubernetes.stored import stored
from neuronpedia_constructs.cli.diff.kubernetes.updates import refusals

KINDS = {
    "ConfigMap": "v1",
    "Deployment": "apps/v1",
    "Job": "batch/v1",
    "PersistentVolume": "v1",
    "PersistentVolumeClaim": "v1",
    "Pod": "v1",
    "PriorityClass": "scheduling.k8s.io/v1",
    "RoleBinding": "rbac.authorization.k8s.io/v1",
    "Secret": "v1",
    "Service": "v1",
    "StatefulSet": "apps/v1",
    "StorageClass": "storage.k8s.io/v1",
}


def both(kind: str, one: str, other: str) -> list[Any]:
    head = f"apiVersion: {KINDS[kind]}, kind: {kind}, metadata: {{name: a, namespace: n}}"
    return [stored(yaml.safe_load(f"{{{head}, {each}}}")) for each in (one, other)]


REFUSED = {
    "the selector of a Deployment": (
        "Deployment",
        "spec: {selector: {matchLabels: {a: b}}}",
        "spec: {selector: {matchLabels: {a: c}}}",
    ),
    "the claims of a StatefulSet": (
        "StatefulSet",
        "spec: {volumeClaimTemplates: [{metadata: {name: d}, spec: {resources: {requests: {storage: 1Gi}}}}]}",
        "spec: {volumeClaimTemplates: [{metadata: {name: d}, spec: {resources: {requests: {storage: 2Gi}}}}]}",
    ),
    "the volume of a claim": ("PersistentVolumeClaim", "spec: {}", "spec: {volumeName: a}"),
    "the place of a volume": (
        "PersistentVolume",
        "spec: {nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: a}]}]}}}",
        "spec: {nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: b}]}]}}}",
    ),
    "the end of a Pod": ("Pod", "spec: {}", "spec: {terminationGracePeriodSeconds: 5}"),
    "an address in the list of addresses": ("Service", "spec: {}", "spec: {clusterIPs: [None]}"),
    "the Service of a StatefulSet": ("StatefulSet", "spec: {serviceName: a}", "spec: {serviceName: b}"),
    "the order of a StatefulSet": ("StatefulSet", "spec: {}", "spec: {podManagementPolicy: Parallel}"),
    "the image of a Job": (
        "Job",
        "spec: {template: {spec: {containers: [{name: a, image: 'x:1'}]}}}",
        "spec: {template: {spec: {containers: [{name: a, image: 'x:2'}]}}}",
    ),
    "the completions of a Job": ("Job", "spec: {completions: 1}", "spec: {completions: 2}"),
    "an indexed Job whose parallelism stays": (
        "Job",
        "spec: {completionMode: Indexed, completions: 2, parallelism: 2}",
        "spec: {completionMode: Indexed, completions: 3, parallelism: 2}",
    ),
    "a claim that shrinks": (
        "PersistentVolumeClaim",
        "spec: {resources: {requests: {storage: 2Gi}}}",
        "spec: {resources: {requests: {storage: 2000Mi}}}",
    ),
    "the class of a claim": ("PersistentVolumeClaim", "spec: {storageClassName: a}", "spec: {storageClassName: b}"),
    "the access modes of a claim": (
        "PersistentVolumeClaim",
        "spec: {accessModes: [ReadWriteOnce]}",
        "spec: {accessModes: [ReadWriteMany]}",
    ),
    "an immutable ConfigMap": ("ConfigMap", "immutable: true, data: {a: b}", "immutable: true, data: {a: c}"),
    "a ConfigMap that is no longer immutable": ("ConfigMap", "immutable: true", "immutable: false"),
    "an immutable Secret": ("Secret", "immutable: true, stringData: {a: b}", "immutable: true, stringData: {a: c}"),
    "the type of a Secret": ("Secret", "type: Opaque", "type: kubernetes.io/tls"),
    "the address of a Service": ("Service", "spec: {clusterIP: 10.0.0.1}", "spec: {clusterIP: 10.0.0.2}"),
    "a Service that becomes headless": ("Service", "spec: {}", "spec: {clusterIP: None}"),
    "the provisioner of a StorageClass": ("StorageClass", "provisioner: a", "provisioner: b"),
    "the role of a binding": ("RoleBinding", "roleRef: {kind: Role, name: a}", "roleRef: {kind: Role, name: b}"),
    "the value of a PriorityClass": ("PriorityClass", "value: 1", "value: 2"),
    "a variable of a Pod": (
        "Pod",
        "spec: {containers: [{name: a, image: 'x:1'}]}",
        "spec: {containers: [{name: a, image: 'x:1', env: [{name: A}]}]}",
    ),
}
ACCEPTED = {
    "a place for a volume that has none": (
        "PersistentVolume",
        "spec: {}",
        "spec: {nodeAffinity: {required: {nodeSelectorTerms: []}}}",
    ),
    "the image of a Deployment": (
        "Deployment",
        "spec: {template: {spec: {containers: [{name: a, image: 'x:1'}]}}}",
        "spec: {template: {spec: {containers: [{name: a, image: 'x:2'}]}}}",
    ),
    "what a StatefulSet may change": (
        "StatefulSet",
        "spec: {replicas: 1, minReadySeconds: 1}",
        "spec: {replicas: 2, minReadySeconds: 2, revisionHistoryLimit: 3,"
        " updateStrategy: {rollingUpdate: {partition: 1}}, template: {spec: {priorityClassName: a}},"
        " persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}}",
    ),
    "claims of a StatefulSet in another spelling": (
        "StatefulSet",
        "spec: {volumeClaimTemplates: [{metadata: {name: d}, spec: {resources: {requests: {storage: 1Gi}}}}]}",
        "spec: {volumeClaimTemplates: [{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: d},"
        " spec: {volumeMode: Filesystem, resources: {requests: {storage: 1024Mi}}}}]}",
    ),
    "what a Job may change": (
        "Job",
        "spec: {backoffLimit: 1}",
        "spec: {backoffLimit: 2, parallelism: 3, completions: 1, activeDeadlineSeconds: 4, ttlSecondsAfterFinished: 5,"
        " podReplacementPolicy: Failed}",
    ),
    "an indexed Job that grows": (
        "Job",
        "spec: {completionMode: Indexed, completions: 2, parallelism: 2}",
        "spec: {completionMode: Indexed, completions: 3, parallelism: 3}",
    ),
    "where a suspended Job runs": (
        "Job",
        "spec: {suspend: true, template: {spec: {nodeSelector: {a: b}}}}",
        "spec: {suspend: true, template: {spec: {nodeSelector: {a: c}}}}",
    ),
    "a claim that grows": (
        "PersistentVolumeClaim",
        "spec: {resources: {requests: {storage: 1Gi}}}",
        "spec: {resources: {requests: {storage: 2Gi}}}",
    ),
    "a ConfigMap that becomes immutable with other data": (
        "ConfigMap",
        "data: {a: b}",
        "immutable: true, data: {a: c}",
    ),
    "labels of an immutable ConfigMap": ("ConfigMap", "immutable: true", "immutable: true"),
    "a Service of another type": ("Service", "spec: {type: ClusterIP}", "spec: {type: NodePort}"),
    "the image of a Pod": (
        "Pod",
        "spec: {containers: [{name: a, image: 'x:1'}]}",
        "spec: {containers: [{name: a, image: 'x:2'}]}",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_this_is_refused_with_steps_that_get_there(case: str) -> None:
    found = refusals(*both(*REFUSED[case]))
    assert found
    assert all(each.message and each.steps for each in found)


@pytest.mark.parametrize("case", REFUSED)
def test_without_a_change_nothing_is_refused(case: str) -> None:
    kind, one, _ = REFUSED[case]
    assert refusals(*both(kind, one, one)) == ()


@pytest.mark.parametrize("case", ACCEPTED)
def test_this_is_accepted(case: str) -> None:
    assert refusals(*both(*ACCEPTED[case])) == ()


def test_the_commands_are_those_of_the_object() -> None:
    (found,) = refusals(*both(*REFUSED["the Service of a StatefulSet"]))
    assert found.steps[0] == "kubectl --namespace n delete statefulset a --cascade=orphan"


def test_every_rule_names_kinds_and_fields_of_kubernetes() -> None:
    known = {
        f"{name.partition(' ')[0].rpartition('/')[0]} {name.partition(' ')[2]}": kind for name, kind in kinds().items()
    }
    file = Path(updates.__file__).with_name("immutable.json")
    for rule in json.loads(file.read_text(encoding="utf-8"))["rules"]:
        for kind in rule["kinds"]:
            for field in (*rule["fields"], *rule.get("but", ()), *rule.get("free", ())):
                type_ = known[kind].type
                for name in field.replace("[*]", "").split("."):
                    type_ = type_.removeprefix("[]")
                    if type_.startswith("{}"):
                        type_ = type_[2:]
                        continue
                    assert name in fields_of(type_), (kind, field)
                    type_ = fields_of(type_)[name].type
