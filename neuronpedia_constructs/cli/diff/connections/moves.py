"""Namespaces that have another name on the new side, with the same objects in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Key, Manifest, Side

METADATA_NAME: Final = "kubernetes.io/metadata.name"
"""The label that every namespace has: https://kubernetes.io/docs/reference/labels-annotations-taints/"""

_PLACED: Final = {
    "ConfigMap",
    "CronJob",
    "DaemonSet",
    "Deployment",
    "Ingress",
    "Job",
    "NetworkPolicy",
    "PersistentVolumeClaim",
    "Pod",
    "Role",
    "Service",
    "ServiceAccount",
    "StatefulSet",
}
"""Kinds that tell in which namespaces a file has objects. Other kinds can be those of the whole cluster."""


def relocated(old: Side, new: Side) -> Side:
    """Return the old side in the namespaces of the new one, if most of a namespace's objects are found in another."""
    moves = _moves(old, new)
    if not moves:
        return old
    return {_key(key, moves): _moved(manifest, key, moves) for key, manifest in old.items()}


def _moves(old: Side, new: Side) -> dict[str, str]:
    before, after = _contents(old), _contents(new)
    moves: dict[str, str] = {}
    for namespace in sorted(before.keys() - after.keys()):
        candidates = after.keys() - before.keys() - set(moves.values())
        best = max(candidates, key=lambda each: (len(before[namespace] & after[each]), each), default=None)
        if best is not None and 2 * len(before[namespace] & after[best]) > len(before[namespace]):
            moves[namespace] = best
    return moves


def _contents(side: Side) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for key in side:
        if key.kind in _PLACED:
            found.setdefault(key.namespace, set()).add((key.kind, key.name))
    return found


def _key(key: Key, moves: dict[str, str]) -> Key:
    if key[:2] == ("", "Namespace"):
        return key._replace(name=moves.get(key.name, key.name))
    return key._replace(namespace=moves.get(key.namespace, key.namespace)) if key.namespace or _is_placed(key) else key


def _is_placed(key: Key) -> bool:
    return key.kind in _PLACED


def _moved(manifest: Manifest, key: Key, moves: dict[str, str]) -> Manifest:
    moved: Manifest = _renamed(manifest, moves)
    if key[:2] == ("", "Namespace"):
        return {**moved, "metadata": {**moved["metadata"], "name": moves.get(key.name, key.name)}}
    return moved


def _renamed(value: Any, moves: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed(each, moves) for each in value]
    if not isinstance(value, dict):
        return value
    renamed = {key: _renamed(each, moves) for key, each in value.items()}
    for name in ("namespace", METADATA_NAME):
        if isinstance(renamed.get(name), str):
            renamed[name] = moves.get(renamed[name], renamed[name])
    if renamed.get("key") == METADATA_NAME and isinstance(renamed.get("values"), list):
        renamed["values"] = [moves.get(each, each) if isinstance(each, str) else each for each in renamed["values"]]
    return renamed
