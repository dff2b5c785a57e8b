"""The schema of Kubernetes' own kinds: which fields a type has, and what they hold."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE = Path(__file__).with_name("schema.json")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a type.

    `since` and `until` are minor versions such as "1.30". None means the oldest, or the newest.
    """

    type: str
    """A scalar ("string", "int32", "quantity", …), the name of a type, or "[]" or "{}" and the type of the elements."""
    required: bool = False
    enum: tuple[str, ...] = ()
    merge: str | None = None
    """What `kubectl apply` tells the elements of a list by: a field, or "" where they are plain values.

    None: it replaces the whole list.
    """
    retain_keys: bool = False
    """Whether `kubectl apply` removes the live fields that the new manifest lacks, whoever set them."""
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind in one version of its API."""

    type: str
    since: str | None = None
    until: str | None = None


def kind_of(api_version: object, kind: object) -> Kind | None:
    """Return what is known of a kind, or None for one that is not Kubernetes' own, or not served in this version."""
    return kinds().get(f"{api_version} {kind}")


@cache
def kinds() -> Mapping[str, Kind]:
    """Return all kinds by apiVersion and kind: `apps/v1 Deployment`."""
    return MappingProxyType({name: Kind(**entry) for name, entry in _contents()["kinds"].items()})


@cache
def fields_of(type_: str) -> Mapping[str, Field]:
    """Return the fields of a type by name. Scalars, lists and maps have none, and so do types of any content."""
    return MappingProxyType({name: _field(entry) for name, entry in _contents()["types"].get(type_, {}).items()})


def is_list(type_: str) -> bool:
    """Return whether a type is a list."""
    return type_.startswith("[]")


def is_map(type_: str) -> bool:
    """Return whether a type is a map whose keys are data: labels, not the fields of an object."""
    return type_.startswith("{}")


def element_of(type_: str) -> str | None:
    """Return the type of the elements of a list or a map, or None for another type."""
    return type_[2:] if type_[:2] in {"[]", "{}"} else None


@cache
def versions() -> tuple[str, str]:
    """Return the oldest and the newest version of Kubernetes that the schema knows: ("1.28", "1.37")."""
    oldest, newest = _contents()["versions"]
    return oldest, newest


@cache
def _contents() -> dict[str, Any]:
    contents: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return contents


def _field(entry: str | dict[str, Any]) -> Field:
    if isinstance(entry, str):
        return Field(entry)
    return Field(
        entry["type"],
        required=entry.get("required", False),
        enum=tuple(entry.get("enum", ())),
        merge=entry.get("merge"),
        retain_keys=entry.get("retainKeys", False),
        since=entry.get("since"),
        until=entry.get("until"),
    )
