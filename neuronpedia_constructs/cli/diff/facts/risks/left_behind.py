"""Data of objects that the new file lacks, and databases that start empty in their stead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.facts.parts.fields import first, labels_of, text, whole
from neuronpedia_constructs.cli.diff.facts.parts.pods import claim_templates

from .pruning import DATA_KINDS, deletes, joined, keep_command, named, pruners
from .risk import Risk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neuronpedia_constructs.cli.diff.objects import Key, Manifest, Side

    from .pruning import Pruner

_FEW = 3
_VOLUMES = {
    ("", "PersistentVolumeClaim"),
    ("apps", "StatefulSet"),
    ("postgresql.cnpg.io", "Cluster"),
}
_DUMP = "stop what writes, dump the old database, and restore the dump into the new one"
_MOVE = {"Cluster": _DUMP, "StatefulSet": _DUMP, "PersistentVolumeClaim": "copy what you need"}
_FILLED = ("recovery", "pg_basebackup", "initdb.import")
"""How a Cluster gets the data of another: https://cloudnative-pg.io/documentation/current/bootstrap/."""


def left_behind(old: Side, new: Side) -> Iterator[Risk]:
    """Yield the objects with data that only the old file has. Those in a namespace that goes, too, count with it."""
    gone = {key: old[key] for key in old if key not in new and _has_data(key, old[key])}
    namespaces = {key.name for key in gone if key.kind == "Namespace"}
    for key, manifest in gone.items():
        if key.namespace in namespaces:
            continue
        lost = _contents(key, gone) if key.kind == "Namespace" else _LOST[key.kind](key, manifest)
        found = pruners(manifest)
        what = "a cache, which fills again, " if _is_cache(key) else ""
        more = f"{what}stays where nobody prunes; {named(found)} would delete it{lost}"
        yield Risk(key, "left-behind", more, _advice(key, found), only_if_pruned=True)


def _advice(key: Key, found: list[Pruner]) -> str:
    if _is_cache(key):
        return ""
    if key.kind == "Namespace" or not found:
        return "copy what you need before it goes"
    return f"where it must stay: {keep_command(key, found)}"


def _has_data(key: Key, manifest: Manifest) -> bool:
    if (key.group, key.kind) not in DATA_KINDS:
        return False
    if key.kind == "ExternalSecret":
        return (first(manifest, "spec.target.creationPolicy") or "Owner") == "Owner"
    return key.kind != "StatefulSet" or bool(claim_templates(manifest))


def _contents(namespace: Key, gone: Side) -> str:
    """Return what a namespace takes with it."""
    inside = [key.label for key in gone if key.namespace == namespace.name and key.kind != "ExternalSecret"]
    if len(inside) > _FEW:
        inside = [*inside[:_FEW], f"{len(inside) - _FEW} more with data"]
    return f" and all in it{f': {joined(inside)}' if inside else ''}"


def _of_claim(key: Key, _: Manifest) -> str:
    return "" if _is_cache(key) else " with its data, unless its volume has the reclaim policy Retain"


def _of_stateful_set(key: Key, manifest: Manifest) -> str:
    replicas = whole(first(manifest, "spec.replicas"), 1)
    templates = claim_templates(manifest)
    claims = [f"{template}-{key.name}-{ordinal}" for template in templates for ordinal in range(min(replicas, _FEW))]
    names = ", ".join(claims) + (", …" if replicas > _FEW else "")
    if deletes(manifest, "whenDeleted"):
        return f" with the data of its claims {names}"
    return f", but not its claims {names}" if names else ""


def _of_cluster(_: Key, __: Manifest) -> str:
    return " with its instances and their claims, which are the database"


def _of_secret(_: Key, __: Manifest) -> str:
    return " with its values"


def _of_external_secret(key: Key, manifest: Manifest) -> str:
    return f" with the Secret {text(first(manifest, 'spec.target.name')) or key.name}, which it owns"


def _of_volume(_: Key, manifest: Manifest) -> str:
    policy = first(manifest, "spec.persistentVolumeReclaimPolicy")
    return ", but not what is stored there" if policy != "Delete" else ""


def _of_class(_: Key, __: Manifest) -> str:
    return ", but none of its volumes; new claims of the class would wait"


_LOST: dict[str, Callable[[Key, Manifest], str]] = {
    "Cluster": _of_cluster,
    "ExternalSecret": _of_external_secret,
    "PersistentVolume": _of_volume,
    "PersistentVolumeClaim": _of_claim,
    "Secret": _of_secret,
    "StatefulSet": _of_stateful_set,
    "StorageClass": _of_class,
}


def _is_cache(key: Key) -> bool:
    return key.name.endswith("-cache")


def starts_empty(old: Side, new: Side) -> Iterator[Risk]:
    """Yield the objects with volumes that take the place of others, in another namespace or of another kind."""
    gone = {key: old[key] for key in old if key not in new and _has_volumes(key, old[key])}
    for key, manifest in new.items():
        if key in old or not _has_volumes(key, manifest):
            continue
        before = next((each for each in gone if _replaces(key, manifest, each, gone[each])), None)
        if before:
            where = f" in namespace {before.namespace}" if before.namespace != key.namespace else ""
            yield Risk(
                key,
                "starts-empty",
                f"starts empty: the data stay with {before.label}{where}",
                _MOVE[key.kind],
            )


def _has_volumes(key: Key, manifest: Manifest) -> bool:
    if (key.group, key.kind) not in _VOLUMES or _is_cache(key):
        return False
    if key.kind == "Cluster":
        return not any(first(manifest, f"spec.bootstrap.{path}") for path in _FILLED)
    return _has_data(key, manifest)


def _replaces(key: Key, manifest: Manifest, before: Key, was: Manifest) -> bool:
    """Return whether an object takes the place of another: with its name, or as the database."""
    if key.kind == "PersistentVolumeClaim" or before.kind == "PersistentVolumeClaim":
        return (key.kind, key.name) == (before.kind, before.name)
    component = labels_of(manifest).get("app.kubernetes.io/component")
    same = component is not None and component == labels_of(was).get("app.kubernetes.io/component")
    return same or (key.kind, key.name) == (before.kind, before.name)
