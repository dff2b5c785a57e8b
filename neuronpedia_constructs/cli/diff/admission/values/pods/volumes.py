"""Volumes of pods (ValidateVolumes)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.admission.fault import Fault, duplicate, forbidden, missing
from neuronpedia_constructs.cli.diff.admission.values.kinds.metadata import labels_and_annotations
from neuronpedia_constructs.cli.diff.kubernetes.schema import fields_of

from .environment import field_faults
from .resources import env_resource_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.admission.node import Node

_NAMED = {"configMap": "name", "secret": "secretName"}
_OF_CLAIM_METADATA = {"annotations", "creationTimestamp", "labels"}


@cache
def _sources() -> frozenset[str]:
    return frozenset(fields_of("core.v1.Volume")) - {"name"}


@cache
def _projections() -> frozenset[str]:
    return frozenset(fields_of("core.v1.VolumeProjection"))


def volume_faults(pod: Node) -> Iterator[Fault]:
    """Yield the faults of the volumes of a pod."""
    names = set[str]()
    for volume in pod.children("volumes"):
        name = volume.text("name")
        if name and name in names:
            yield duplicate(volume.at("name"), name, "names of volumes")
        names.add(name)
        given = sorted(each for each in volume.value if each in _sources() and volume.has(each))
        if len(given) != 1:
            has = f"; it has {' and '.join(given)}" if given else ""
            yield Fault(volume.path, f"it must have one source, such as emptyDir or configMap{has}")
        yield from _source_faults(volume)


def _source_faults(volume: Node) -> Iterator[Fault]:
    for source, name in _NAMED.items():
        if volume.has(source) and not volume.child(source).text(name):
            yield missing(volume.at(source, name))
    for file in volume.child("downwardAPI").children("items"):
        yield from _file_faults(file)
    if volume.has("projected"):
        yield from _projected_faults(volume.child("projected"))
    if volume.has("ephemeral"):
        yield from _ephemeral_faults(volume.child("ephemeral"))


def _file_faults(file: Node) -> Iterator[Fault]:
    if file.has("fieldRef") == file.has("resourceFieldRef"):
        yield Fault(file.path, "it must have one of fieldRef and resourceFieldRef")
    elif file.has("fieldRef"):
        yield from field_faults(file.child("fieldRef"), in_volume=True)
    else:
        yield from env_resource_faults(file.child("resourceFieldRef"), in_volume=True)


def _projected_faults(projected: Node) -> Iterator[Fault]:
    paths = set[str]()
    for source in projected.children("sources"):
        given = sorted(each for each in source.value if each in _projections() and source.has(each))
        if len(given) > 1:
            yield forbidden(source.path, f"as {' and '.join(given)} together")
        for name in ("configMap", "secret"):
            if source.has(name) and not source.child(name).text("name"):
                yield missing(source.at(name, "name"))
        for file in source.child("downwardAPI").children("items"):
            yield from _file_faults(file)
        for name in ("configMap", "secret", "downwardAPI"):
            for item in source.child(name).children("items"):
                path = item.text("path")
                if path and path in paths:
                    yield duplicate(item.at("path"), path, "paths of a projected volume")
                paths.add(path)


def _ephemeral_faults(ephemeral: Node) -> Iterator[Fault]:
    template = ephemeral.child("volumeClaimTemplate")
    if not ephemeral.has("volumeClaimTemplate"):
        yield missing(template.path)
    metadata = template.child("metadata")
    yield from labels_and_annotations(metadata)
    for name in metadata.value:
        if metadata.has(name) and name not in _OF_CLAIM_METADATA:
            yield forbidden(metadata.at(name), "for the claim of an ephemeral volume")
