"""The pods of objects: their containers, environments and volumes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.cli.diff.objects import template_path

from .fields import first, mapping, maps, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.objects import Key, Manifest, Side


def pod_spec(manifest: Manifest) -> dict[str, Any] | None:
    """Return the spec of the pods of an object, or None for an object without pods."""
    path = template_path(manifest)
    return None if path is None else mapping(first(manifest, ".".join((*path, "spec"))))


_HASHED = re.compile(r"-[0-9a-f]{8}$")


def family(key: Key) -> str:
    """Return the name of an object, for a Job without the hash of its contents: a Job that changes gets a new name."""
    return _HASHED.sub("", key.name) if key.kind == "Job" else key.name


def pods(side: Side) -> Iterator[tuple[Key, dict[str, Any]]]:
    """Yield the objects that have pods, with the spec of these."""
    for key, manifest in side.items():
        spec = pod_spec(manifest)
        if spec is not None:
            yield key, spec


def containers(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the containers of a pod, those that run first included."""
    yield from maps(spec.get("initContainers"))
    yield from maps(spec.get("containers"))


def named_containers(spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the containers of a pod by name."""
    return {text(container.get("name")): container for container in containers(spec)}


def environment(container: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the variables of a container by name. Of two with one name, the last counts."""
    return {text(variable.get("name")): variable for variable in maps(container.get("env"))}


def plain(container: dict[str, Any], name: str) -> str | None:
    """Return the value of a variable, or None where it has none or is taken from elsewhere."""
    value = environment(container).get(name, {}).get("value")
    return value if isinstance(value, str) else None


def claim_templates(manifest: Manifest) -> dict[str, dict[str, Any]]:
    """Return the claim templates of a StatefulSet by name."""
    return {text(first(each, "metadata.name")): each for each in maps(first(manifest, "spec.volumeClaimTemplates"))}


@dataclass(frozen=True)
class Mount:
    """A volume in a container."""

    path: str
    sub_path: str
    claim: str | None
    """The name of the PersistentVolumeClaim, or of the StatefulSet's claim template. None for another volume."""
    source: str
    """The volume in words: "claim models", "ConfigMap settings", "emptyDir"."""


_NAMED = {
    "persistentVolumeClaim": ("claim", "claimName"),
    "configMap": ("ConfigMap", "name"),
    "secret": ("Secret", "secretName"),
}


def mounts(manifest: Manifest, container: dict[str, Any]) -> list[Mount]:
    """Return the volumes that a container of an object mounts."""
    templates = claim_templates(manifest) if manifest.get("kind") == "StatefulSet" else {}
    volumes = {text(volume.get("name")): volume for volume in maps((pod_spec(manifest) or {}).get("volumes"))}
    found = []
    for mount in maps(container.get("volumeMounts")):
        name = text(mount.get("name"))
        claim, source = (name, f"claim template {name}") if name in templates else _source(volumes.get(name, {}))
        path, sub_path = text(mount.get("mountPath")), text(mount.get("subPath")) or text(mount.get("subPathExpr"))
        found.append(Mount(path.rstrip("/") or "/", sub_path, claim, source))
    return found


def _source(volume: dict[str, Any]) -> tuple[str | None, str]:
    for field, (kind, name_field) in _NAMED.items():
        if field in volume:
            name = text(mapping(volume[field]).get(name_field))
            return (name if kind == "claim" else None), f"{kind} {name}"
    kinds = [field for field in volume if field != "name"]
    return None, kinds[0] if kinds else "no volume"
