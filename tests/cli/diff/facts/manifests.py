"""Manifests for tests, as short as the API server allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.cli.diff.objects import Key, key_of

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Manifest, Side

NAMESPACE = "np"


def side(*manifests: Manifest) -> Side:
    return {key_of(manifest): manifest for manifest in manifests}


def key(manifest: Manifest) -> Key:
    return key_of(manifest)


def made(api_version: str, kind: str, name: str, *, namespace: str = NAMESPACE, **fields: Any) -> Manifest:
    """Return an object. Annotations and labels are arguments of their own."""
    metadata: dict[str, Any] = {"name": name}
    if namespace:
        metadata["namespace"] = namespace
    for field in ("annotations", "labels"):
        if field in fields:
            metadata[field] = fields.pop(field)
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **fields}


def container(name: str = "main", **fields: Any) -> dict[str, Any]:
    return {"name": name, "image": "example.org/image:1", **fields}


def requests(**amounts: Any) -> dict[str, Any]:
    return {"requests": {name.replace("_", "-"): amount for name, amount in amounts.items()}}


def template(*containers: dict[str, Any], **pod: Any) -> dict[str, Any]:
    return {"metadata": {}, "spec": {"containers": list(containers), **pod}}


def deployment(name: str, *containers: dict[str, Any], pod: dict[str, Any] | None = None, **spec: Any) -> Manifest:
    return made("apps/v1", "Deployment", name, spec={"template": template(*containers, **(pod or {})), **spec})


def claim(name: str, size: str = "10Gi", *, storage_class: str | None = None, **fields: Any) -> Manifest:
    spec: dict[str, Any] = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}}
    if storage_class is not None:
        spec["storageClassName"] = storage_class
    return made("v1", "PersistentVolumeClaim", name, spec=spec, **fields)


def stateful_set(
    name: str,
    *containers: dict[str, Any],
    templates: tuple[Manifest, ...] = (),
    pod: dict[str, Any] | None = None,
    namespace: str = NAMESPACE,
    annotations: dict[str, Any] | None = None,
    **spec: Any,
) -> Manifest:
    fields = {
        "replicas": 1,
        "template": template(*containers, **(pod or {})),
        "volumeClaimTemplates": list(templates),
        **spec,
    }
    return made("apps/v1", "StatefulSet", name, namespace=namespace, annotations=annotations or {}, spec=fields)


def cron_job(name: str, *containers: dict[str, Any], pod: dict[str, Any] | None = None, **spec: Any) -> Manifest:
    jobs = {"spec": {"template": template(*containers, **(pod or {}))}}
    fields = {"schedule": "0 3 * * *", "jobTemplate": jobs, **spec}
    labels = {"app.kubernetes.io/component": "database-backup"} if "backup" in name else {}
    return made("batch/v1", "CronJob", name, labels=labels, spec=fields)


def mount(name: str, path: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "mountPath": path, **fields}


def claimed(name: str, claim_name: str) -> dict[str, Any]:
    """Return the volume of a pod with a claim."""
    return {"name": name, "persistentVolumeClaim": {"claimName": claim_name}}


def from_secret(variable: str, secret: str, secret_key: str, **fields: Any) -> dict[str, Any]:
    return {"name": variable, "valueFrom": {"secretKeyRef": {"name": secret, "key": secret_key, **fields}}}


def postgres(
    image: str = "pgvector/pgvector:0.8.0-pg15",
    *variables: dict[str, Any],
    path: str = "/var/lib/postgresql/data",
    mounts: tuple[dict[str, Any], ...] = (),
) -> dict[str, Any]:
    """Return the container of a database, on the claim template `data`."""
    return {"name": "postgres", "image": image, "env": list(variables), "volumeMounts": [mount("data", path), *mounts]}


def value(name: str, text: str) -> dict[str, Any]:
    return {"name": name, "value": text}
