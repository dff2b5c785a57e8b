"""Manifests as small as they can be, and one change at a time."""

from __future__ import annotations

from typing import Any

from neuronpedia_constructs.draft.kubernetes.bridge import Manifest


def deployment(**pod: Any) -> Manifest:
    """A Deployment in which nothing is wrong, apart from fields of its pod that are given."""
    main = {"name": "main", "image": "docker.io/library/busybox:1.37"}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "webapp", "namespace": "np", "labels": {"app": "webapp"}},
        "spec": {
            "replicas": 1,
            "selector": {"matchLabels": {"app": "webapp"}},
            "template": {"metadata": {"labels": {"app": "webapp"}}, "spec": {"containers": [main], **pod}},
        },
    }


def with_container(**fields: Any) -> Manifest:
    """The same, apart from fields of its container."""
    made = deployment()
    made["spec"]["template"]["spec"]["containers"][0].update(fields)
    return made


def config_map(data: dict[str, Any], name: str = "config") -> Manifest:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": "np"}, "data": data}
