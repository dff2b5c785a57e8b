"""An object as an API server stores it: with its defaults, and without what means nothing."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from neuronpedia_constructs.validation.quantities import canonical

from .derived import DERIVED
from .schema import element_of, fields_of, is_list, is_map, kind_of

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Manifest

    from .schema import Field

_FILE: Final = Path(__file__).with_name("defaults.json")
_SERVERS: Final = (
    "creationTimestamp",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
)
"""Metadata that the server writes: a file that was read from a cluster has it."""
_WRITTEN: Final = ("kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision")
"""Annotations that kubectl and controllers write."""


def stored(manifest: Manifest) -> Manifest:
    """Return an object as an API server stores it. One of a kind that is not Kubernetes' own is only tidied up."""
    kind = kind_of(manifest.get("apiVersion"), manifest.get("kind"))
    found: Manifest = _stored(manifest, kind.type if kind else "object")
    if kind and "spec" in fields_of(kind.type):
        found.pop("status", None)
    metadata = found.get("metadata")
    if isinstance(metadata, dict):
        for name in _SERVERS:
            metadata.pop(name, None)
        annotations = metadata.get("annotations")
        if isinstance(annotations, dict):
            metadata["annotations"] = {name: text for name, text in annotations.items() if name not in _WRITTEN}
            if not metadata["annotations"]:
                del metadata["annotations"]
    return found


def _stored(value: Any, type_: str) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        element = element_of(type_) if is_list(type_) else None
        return [_stored(each, element or "object") for each in value]
    if not isinstance(value, dict):
        return _scalar(value, type_)
    fields = fields_of(type_)
    if is_map(type_) or not fields:
        element = element_of(type_) or "object"
        return {name: made for name, each in value.items() if (made := _stored(each, element)) is not None}
    found: Manifest = {}
    for name, each in value.items():
        field = fields.get(name)
        made = _stored(each, field.type if field else "object")
        if made is not None and not (field and _means_nothing(type_, name, field, made)):
            found[name] = made
    _fill_in(found, type_)
    return found


def _scalar(value: Any, type_: str) -> Any:
    if type_ == "quantity" and isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return canonical(str(value))
    if type_ in {"int32", "int64", "integer"} and isinstance(value, float) and value.is_integer():
        return int(value)
    if type_ == "byte" and isinstance(value, str):
        # encoding/base64 of Go skips line breaks, which a block of YAML ends with.
        return value.replace("\n", "").replace("\r", "")
    return value


def _means_nothing(type_: str, name: str, field: Field, value: Any) -> bool:
    """Return whether Go reads a value as if it were not there."""
    absent = _table()["absent"]
    if value not in ([], {}, "", 0) or f"{type_}.{name}" in absent["but"]:
        return False
    if value == [] or (value == {} and is_map(field.type)):
        return True
    if f"{type_}.{name}" in absent["also"]:
        return True
    if value == {}:
        return name in absent["structs"]
    if value == "":
        return field.type == "string" and name not in absent["pointers"]
    return name in absent["false" if value is False else "zero"]


def _fill_in(found: Manifest, type_: str) -> None:
    derive = DERIVED.get(type_)
    if derive and type_ == "batch.v1.Job":
        derive(found)
    for path, default in _defaults(type_):
        *parents, name = path
        place: Any = found
        for parent in parents:
            place = place.setdefault(parent, {}) if isinstance(place, dict) else None
        if isinstance(place, dict) and name not in place:
            place[name] = copy.deepcopy(default)
            kind = _type_at(type_, path)
            if isinstance(default, dict) and kind:
                _fill_in(place[name], kind)
    if derive and type_ != "batch.v1.Job":
        derive(found)


def _type_at(type_: str, path: tuple[str, ...]) -> str | None:
    for name in path:
        field = fields_of(type_).get(name)
        if field is None:
            return None
        type_ = field.type
    return type_


@cache
def _defaults(type_: str) -> tuple[tuple[tuple[str, ...], Any], ...]:
    fields = _table()["types"].get(type_, {}).get("fields", {})
    return tuple((tuple(path.split(".")), default) for path, default in fields.items())


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    for name in ("false", "zero", "structs", "pointers", "also", "but"):
        table["absent"][name] = frozenset(table["absent"][name])
    return table
