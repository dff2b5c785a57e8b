"""Short ways to write manifests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from neuronpedia_constructs.cli.diff.objects import Manifest, Side, key_of

PRODUCTION = Path(__file__).parents[4] / "dist" / "production.k8s.yaml"


def side(*manifests: Manifest) -> Side:
    return {key_of(each): each for each in manifests}


def production() -> Side:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return side(*filter(None, yaml.load_all(PRODUCTION.read_text(encoding="utf-8"), Loader=loader)))


def found(manifests: Side, kind: str, name: str) -> Manifest:
    """Return an object, to be changed."""
    return next(each for key, each in manifests.items() if (key.kind, key.name) == (kind, name))


def manifest(kind: str, name: str, spec: Any = None, *, version: str = "v1", **more: Any) -> Manifest:
    metadata = {"name": name, "namespace": "shop", **more.pop("metadata", {})}
    return {
        "apiVersion": version,
        "kind": kind,
        "metadata": metadata,
        **({} if spec is None else {"spec": spec}),
        **more,
    }


def namespace(name: str = "shop", **labels: str) -> Manifest:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}


def workload(name: str, kind: str = "Deployment", *, space: str = "shop", labels: Any = None, **pod: Any) -> Manifest:
    """Return a workload whose pods have the label `app`, no token and a container that may do little."""
    labels = {"app": name} if labels is None else labels
    spec = {"automountServiceAccountToken": False, "containers": [container()], **pod}
    template = {"metadata": {"labels": labels}, "spec": spec}
    version = "batch/v1" if kind in {"Job", "CronJob"} else "apps/v1"
    inner = {"jobTemplate": {"spec": {"template": template}}} if kind == "CronJob" else {"template": template}
    return manifest(kind, name, inner, version=version, metadata={"namespace": space})


def container(name: str = "main", **fields: Any) -> Manifest:
    context = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}, "runAsNonRoot": True}
    return {"name": name, **fields, "securityContext": {**context, **fields.get("securityContext", {})}}


def ports(**numbers: int) -> list[Manifest]:
    return [container(ports=[{"name": name, "containerPort": number} for name, number in numbers.items()])]


def policy(name: str, pods: Any, *, space: str = "shop", **spec: Any) -> Manifest:
    selector = {"matchLabels": {"app": pods}} if isinstance(pods, str) else pods
    version = "networking.k8s.io/v1"
    full = {"podSelector": selector, **spec}
    return manifest("NetworkPolicy", name, full, version=version, metadata={"namespace": space})


def app(*names: str) -> list[Manifest]:
    """Return peers: pods with a label `app`."""
    return [{"podSelector": {"matchLabels": {"app": name}}} for name in names]


def tcp(*numbers: int | str) -> list[Manifest]:
    return [{"port": number} for number in numbers]


def block(cidr: str, *holes: str) -> Manifest:
    return {"ipBlock": {"cidr": cidr, **({"except": list(holes)} if holes else {})}}


def space(name: str) -> Manifest:
    return {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}}
