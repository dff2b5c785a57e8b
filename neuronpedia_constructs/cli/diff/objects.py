"""Objects of Kubernetes in manifests, and what tells one from another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Manifest = dict[str, Any]
"""An object as YAML has it: keys of maps are strings."""


class Key(NamedTuple):
    """What tells an object from another in a cluster. The version of its API does not: all show the same object."""

    group: str
    """The group of its API: "" for the core, "apps", "gateway.networking.k8s.io"."""
    kind: str
    namespace: str
    """Its namespace, or "" where the manifest has none: it is the cluster's, or in the namespace that kubectl uses."""
    name: str

    @property
    def label(self) -> str:
        """The object as a person names it: `Deployment webapp`."""
        return f"{self.kind} {self.name}"


Side = dict[Key, Manifest]
"""The objects of one file, or of all files of an environment, in the order in which they stand there."""


def key_of(manifest: Mapping[str, Any]) -> Key:
    """Return what tells an object from others. `reading` has checked that it has a kind, an apiVersion and a name."""
    metadata = manifest["metadata"]
    group, _, _ = manifest["apiVersion"].rpartition("/")
    return Key(group, manifest["kind"], metadata.get("namespace") or "", metadata["name"])


@dataclass(frozen=True)
class Pair:
    """The two sides of one environment."""

    name: str
    """The environment: the name of its file without `.k8s.yaml`, or of the folder."""
    old: Side
    new: Side


_TEMPLATES = {
    "Pod": (),
    "PodTemplate": ("template",),
    "Deployment": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
    "DaemonSet": ("spec", "template"),
    "ReplicaSet": ("spec", "template"),
    "ReplicationController": ("spec", "template"),
    "Job": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}
"""Where an object of a kind has its pod: an object with `metadata` and `spec`."""
_GROUPS = {"", "apps", "batch"}


def template_path(manifest: Manifest) -> tuple[str, ...] | None:
    """Return the path to the pod template of a workload, or None for another object."""
    if key_group(manifest) not in _GROUPS:
        return None
    return _TEMPLATES.get(manifest["kind"])


def template_of(manifest: Manifest) -> Manifest | None:
    """Return the pod template of a workload (a map with `metadata` and `spec`), or None for another object."""
    path = template_path(manifest)
    found = None if path is None else at(manifest, path)
    return found if isinstance(found, dict) else None


def containers_of(template: Manifest) -> Iterator[Manifest]:
    """Yield the containers of a pod template, those that run first included."""
    for field in ("initContainers", "containers"):
        found = at(template, ("spec", field))
        yield from (each for each in found if isinstance(each, dict)) if isinstance(found, list) else ()


def key_group(manifest: Manifest) -> str:
    """Return the group of an object's API."""
    return str(manifest["apiVersion"]).rpartition("/")[0]


def at(manifest: Any, path: tuple[str, ...]) -> Any:
    """Return what stands at a path, or None."""
    for name in path:
        manifest = manifest.get(name) if isinstance(manifest, dict) else None
    return manifest
