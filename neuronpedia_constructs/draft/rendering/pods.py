"""Rendering of pods, containers and volumes.

Lists are sorted by what identifies their entries, so the order of mixins does not affect manifests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.draft.kubernetes.bridge import Amount, Fields, digest
from neuronpedia_constructs.draft.pod import ContainerDraft, SecretKey
from neuronpedia_constructs.draft.volumes import ClaimSpec, ConfigMapVolume, EmptyDir, VolumeClaim

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdk8s_plus_28 import k8s

    from neuronpedia_constructs.draft.image import ImageSource
    from neuronpedia_constructs.draft.workload import WorkloadDraft


def metadata(draft: WorkloadDraft, name: str | None = None) -> Fields:
    """Return the metadata of an object of a workload. Default: of the workload itself."""
    return {"name": name or draft.name, "labels": draft.all_labels}


def workload_metadata(draft: WorkloadDraft, name: str | None = None) -> Fields:
    """Return the metadata of a workload itself, with its annotations."""
    return {**metadata(draft, name), "annotations": draft.annotations or None}


def pod_template(draft: WorkloadDraft, *, checksums: bool = True) -> Fields:
    """Return the pod template of a workload.

    Its annotations contain a checksum of each ConfigMap that the pods read, so a changed ConfigMap restarts those pods
    and no others. Pods that are created anew for every run need no `checksums`.
    """
    pod = draft.pod
    sums = {f"checksum/{name}": digest(data) for name, data in draft.config_maps.items()} if checksums else {}
    return {
        "metadata": {
            "labels": {**draft.pod_labels, **draft.all_labels},
            "annotations": {**draft.pod_annotations, **sums} or None,
        },
        "spec": {
            "affinity": pod.affinity,
            "automountServiceAccountToken": False,
            "containers": _containers(pod.containers, pod.image_source),
            "dnsConfig": pod.dns_config,
            "dnsPolicy": pod.dns_policy,
            "enableServiceLinks": False,
            "hostAliases": pod.host_aliases,
            "imagePullSecrets": [{"name": name} for name in sorted(pod.image_pull_secrets)] or None,
            "initContainers": _containers(pod.init_containers, pod.image_source),
            "nodeSelector": pod.node_selector or None,
            "priorityClassName": pod.priority_class_name,
            "restartPolicy": pod.restart_policy,
            "runtimeClassName": pod.runtime_class_name,
            "schedulerName": pod.scheduler_name,
            "securityContext": pod.security_context,
            "serviceAccountName": draft.name,
            "terminationGracePeriodSeconds": pod.termination_grace_period_seconds,
            "tolerations": _by_key(pod.tolerations),
            "topologySpreadConstraints": pod.topology_spread_constraints,
            "volumes": [_volume(name, pod.volumes[name]) for name in sorted(pod.volumes)] or None,
        },
    }


def _containers(drafts: Mapping[str, ContainerDraft], source: ImageSource) -> list[Fields] | None:
    return [_container(draft, source) for draft in drafts.values()] or None


def _container(draft: ContainerDraft, source: ImageSource) -> Fields:
    resources = {
        "requests": _amounts(draft.resources.requests),
        "limits": _amounts(draft.resources.limits),
    }
    return {
        "name": draft.name,
        "image": source.reference(draft.image),
        "imagePullPolicy": source.pull_policy(draft.image),
        "command": draft.command or None,
        "args": draft.args or None,
        "workingDir": draft.working_dir,
        "env": [_variable(name, draft.env[name]) for name in sorted(draft.env, key=lambda n: _after(draft.env[n], n))]
        or None,
        "envFrom": [{"configMapRef": {"name": name}} for name in sorted(draft.env_from)] or None,
        "ports": [{"name": name, "containerPort": port} for name, port in sorted(draft.ports.items())] or None,
        "resources": resources if any(resources.values()) else None,
        "startupProbe": draft.startup_probe,
        "readinessProbe": draft.readiness_probe,
        "livenessProbe": draft.liveness_probe,
        "lifecycle": draft.lifecycle,
        "securityContext": draft.security_context,
        "volumeMounts": [_mount(path, draft.volume_mounts[path]) for path in sorted(draft.volume_mounts)] or None,
    }


def _after(value: object, name: str) -> tuple[bool, str]:
    """Return a sort key: by name, but variables with `$(OTHER)` last, because Kubernetes expands in order."""
    return (isinstance(value, str) and "$(" in value, name)


def _variable(name: str, value: str | SecretKey | k8s.EnvVarSource) -> Fields:
    if isinstance(value, str):
        return {"name": name, "value": value}
    if isinstance(value, SecretKey):
        key = {"name": value.secret, "key": value.key, "optional": value.optional or None}
        return {"name": name, "valueFrom": {"secretKeyRef": key}}
    return {"name": name, "valueFrom": value}


def claim_spec(claim: ClaimSpec) -> Fields:
    """Return the specification of a volume claim."""
    return {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": Amount(claim.size or "")}},
        "storageClassName": claim.storage_class,
    }


def _volume(name: str, volume: EmptyDir | ConfigMapVolume | VolumeClaim | k8s.Volume) -> Fields | k8s.Volume:
    if isinstance(volume, EmptyDir):
        medium = "Memory" if volume.in_memory else None
        return {"name": name, "emptyDir": {"sizeLimit": Amount(volume.size), "medium": medium}}
    if isinstance(volume, ConfigMapVolume):
        items = [{"key": volume.key, "path": volume.key}] if volume.key else None
        return {"name": name, "configMap": {"name": volume.config_map, "items": items}}
    if isinstance(volume, VolumeClaim):
        return {"name": name, "persistentVolumeClaim": {"claimName": volume.claim_name}}
    return volume


def _mount(path: str, mount: str | k8s.VolumeMount) -> Fields | k8s.VolumeMount:
    return {"mountPath": path, "name": mount} if isinstance(mount, str) else mount


def _amounts(amounts: Mapping[str, str]) -> Fields | None:
    return {resource: Amount(amount) for resource, amount in amounts.items()} or None


def _by_key(entries: Mapping[str, Any]) -> list[Any] | None:
    return [entries[key] for key in sorted(entries)] or None
