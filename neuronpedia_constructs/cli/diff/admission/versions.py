"""What not every supported version of Kubernetes knows: new fields and kinds, and those that are gone."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.cli.diff.kubernetes.schema import element_of, fields_of, kind_of, kinds, versions

from .fault import Fault, below, keyed, shown
from .values.older import older_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.objects import Manifest

_REMOVED = Path(__file__).with_name("removed.json")
_UNLISTED = ("List", "Review")
_REQUESTS = {"Binding", "ComponentStatus", "Event", "Eviction", "Scale", "Status", "TokenRequest"}
"""Kinds that the schema leaves out, as no manifest of an application holds them."""


def too_new(manifest: Manifest) -> Iterator[Fault]:
    """Yield what the oldest supported version does not know, or the newest no longer does."""
    kind = kind_of(manifest.get("apiVersion"), manifest.get("kind"))
    if kind is None:
        return
    if kind.since is not None:
        yield Fault("kind", f"{manifest['apiVersion']} {manifest['kind']} exists from Kubernetes {kind.since}")
    if kind.until is not None:
        yield Fault("kind", f"{manifest['apiVersion']} {manifest['kind']} exists until Kubernetes {kind.until}")
    yield from _faults(kind.type, manifest, "")
    yield from older_faults(manifest)


def removed_faults(manifest: Manifest) -> Iterator[Fault]:
    """Yield a fault for a kind that the newest version does not serve under its apiVersion.

    https://kubernetes.io/docs/reference/using-api/deprecation-guide/
    """
    version, kind = manifest.get("apiVersion"), manifest.get("kind")
    if not isinstance(version, str) or not isinstance(kind, str) or kind_of(version, kind) is not None:
        return
    gone = _removed().get(f"{version} {kind}")
    if gone is not None:
        now = f"{gone['now']} serves it now" if "now" in gone else "nothing replaces it"
        yield Fault("apiVersion", f"Kubernetes {gone['removed']} removed {version} {kind}; {now}")
    elif version in _stable() and kind not in _REQUESTS and not kind.endswith(_UNLISTED):
        others = [each.partition(" ")[0] for each in kinds() if each.partition(" ")[2] == kind]
        serves = f"; {others[-1]} serves it" if others else ""
        yield Fault("kind", f"{version} has no kind {shown(kind)} in Kubernetes {' to '.join(versions())}{serves}")


@cache
def _stable() -> frozenset[str]:
    return frozenset(each.partition(" ")[0] for each in kinds())


@cache
def _removed() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(_REMOVED.read_text(encoding="utf-8"))
    return found


def _faults(type_: str, value: Any, path: str) -> Iterator[Fault]:
    element = element_of(type_)
    if element is not None:
        if not _has_versions(element):
            return
        pairs = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
        for key, each in pairs:
            yield from _faults(element, each, keyed(path, key))
        return
    if not isinstance(value, dict):
        return
    fields = fields_of(type_)
    for name, each in value.items():
        field = fields.get(name)
        if field is None or each is None:
            continue
        place = below(path, name)
        if field.since is not None:
            yield Fault(place, f"Kubernetes knows it from {field.since}; older versions refuse it")
        if field.until is not None:
            yield Fault(place, f"Kubernetes knows it until {field.until}; newer versions refuse it")
        if _has_versions(field.type):
            yield from _faults(field.type, each, place)


@cache
def _has_versions(type_: str) -> bool:
    """Return whether a type, or one below it, has a field that not every version knows."""
    waiting, seen = [type_], set[str]()
    while waiting:
        name = waiting.pop()
        while (element := element_of(name)) is not None:
            name = element
        if name in seen:
            continue
        seen.add(name)
        for field in fields_of(name).values():
            if field.since is not None or field.until is not None:
                return True
            waiting.append(field.type)
    return False
