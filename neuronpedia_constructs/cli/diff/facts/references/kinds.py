"""What is known of kinds: the groups of those that objects refer to, and those of the whole cluster."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.cli.diff.objects import Key

if TYPE_CHECKING:
    from collections.abc import Collection

_FILE = Path(__file__).with_name("kinds.json")


@cache
def _contents() -> dict[str, Any]:
    contents: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return contents


def group_of(kind: str) -> str:
    """Return the group of a kind that a reference names without one."""
    groups: dict[str, str] = _contents()["groups"]
    return groups.get(kind, "")


def is_of_cluster(kind: str) -> bool:
    """Return whether objects of a kind have no namespace."""
    return kind in _contents()["cluster"]


def is_kubernetes_own(group: str) -> bool:
    """Return whether a group is served by every API server: https://kubernetes.io/docs/reference/kubernetes-api/.

    Groups such as gateway.networking.k8s.io end like these, but need a CustomResourceDefinition.
    """
    own: Collection[str] = _contents()["kubernetes"]
    return group in own


def is_always_there(target: Key) -> bool:
    """Return whether Kubernetes makes an object in every cluster, or in every namespace."""
    return [target.kind, target.name] in _contents()["always"]


def definition(kind: str, group: str) -> Key:
    """Return the CustomResourceDefinition of a kind. It has the name of the kind here, as nothing tells the plural."""
    return Key("apiextensions.k8s.io", "CustomResourceDefinition", "", f"{kind}.{group}")


def namespace(name: str) -> Key:
    """Return a namespace."""
    return Key("", "Namespace", "", name)


def nodes(words: str) -> Key:
    """Return nodes with a resource or a label."""
    return Key("", "Node", "", words)
