"""What the objects of a file refer to."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from neuronpedia_constructs.cli.diff.facts.parts.fields import annotations_of, found, maps, text
from neuronpedia_constructs.cli.diff.facts.parts.pods import containers, pod_spec
from neuronpedia_constructs.cli.diff.facts.parts.selection import selection
from neuronpedia_constructs.cli.diff.objects import Key

from .kinds import definition, group_of, is_kubernetes_own, is_of_cluster, namespace, nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.objects import Manifest, Side


class Reference(NamedTuple):
    """A reference of an object to another."""

    target: Key
    keys: tuple[str, ...] = ()
    """Keys of a Secret or a ConfigMap, listeners of a Gateway, versions of a kind. Empty for the whole object."""
    optional: bool = False
    """Whether a pod starts without it."""


@cache
def _tables() -> dict[str, Any]:
    tables: dict[str, Any] = json.loads(Path(__file__).with_name("fields.json").read_text(encoding="utf-8"))
    return tables


def wanted(side: Side) -> Iterator[tuple[Key, Reference]]:
    """Yield the references of a file, each with the object that it is of."""
    for key, manifest in side.items():
        for reference in references(key, manifest):
            if reference.target != key:
                yield key, reference


def references(key: Key, manifest: Manifest) -> Iterator[Reference]:
    """Yield what an object refers to: other objects, its namespace, its kind, and nodes with a label or a resource."""
    if key.namespace:
        yield Reference(namespace(key.namespace))
    if not is_kubernetes_own(key.group):
        yield Reference(definition(key.kind, key.group), (manifest["apiVersion"].rpartition("/")[2],))
    yield from _of_rows(_tables()["objects"].get(f"{key.group}/{key.kind}", ()), manifest, key)
    yield from _of_annotations(manifest, key)
    spec = pod_spec(manifest)
    if spec is None:
        return
    yield from _of_rows(_tables()["pod"], spec, key)
    for container in containers(spec):
        yield from _of_rows(_tables()["container"], container, key)
    for words in (*selection(spec), *_devices(spec)):
        yield Reference(nodes(words))


def _devices(spec: dict[str, Any]) -> set[str]:
    """Return the resources that only some nodes have: names with a domain, as `nvidia.com/gpu`."""
    resources = {
        name
        for container in containers(spec)
        for field in ("requests", "limits")
        for amounts in found(container, f"resources.{field}")
        for name, amount in (amounts.items() if isinstance(amounts, dict) else ())
        if amount not in (0, "0")
    }
    return {name for name in resources if isinstance(name, str) and "/" in name}


def _of_rows(rows: list[dict[str, Any]], part: Any, key: Key) -> Iterator[Reference]:
    """Yield the references of one part of an object, by the rows of a table."""
    for row in rows:
        for place in maps(found(part, row["in"])):
            name = text(place.get(row.get("name", "name")))
            if name:
                keys = (text(each) for each in found(place, row["keys"])) if "keys" in row else row.get("fixed", ())
                yield Reference(
                    _target(row, place, name, key), tuple(each for each in keys if each), place.get("optional") is True
                )


def _target(row: dict[str, Any], place: dict[str, Any], name: str, key: Key) -> Key:
    """Return what a row's place refers to. A place that has a `name` may also say kind, group and namespace."""
    kind: str = row["kind"]
    group = None
    if "name" not in row:
        kind = text(place.get("kind")) or kind
        version = text(place.get("apiVersion"))
        group = version.rpartition("/")[0] if version else place.get("group", place.get("apiGroup"))
    own = text(place.get("namespace")) if "elsewhere" in row else ""
    return Key(
        group if isinstance(group, str) else group_of(kind),
        kind,
        "" if is_of_cluster(kind) else own or key.namespace,
        name,
    )


def _of_annotations(manifest: Manifest, key: Key) -> Iterator[Reference]:
    """Yield the references in annotations, whose values are names, or namespaces and names with a slash between."""
    given = annotations_of(manifest)
    for annotation, kind in _tables()["annotations"].items():
        where, _, name = text(given.get(annotation)).rpartition("/")
        if name:
            of_cluster = is_of_cluster(kind)
            yield Reference(Key(group_of(kind), kind, "" if of_cluster else where or key.namespace, name))
