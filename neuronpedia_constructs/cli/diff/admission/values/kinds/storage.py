"""Claims, volumes and classes of storage.

https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go,
https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/storage/validation/validation.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.admission.fault import Fault, forbidden, invalid, keyed, missing
from neuronpedia_constructs.cli.diff.admission.values.amounts import amount
from neuronpedia_constructs.cli.diff.admission.values.labels import selector_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.admission.node import Node

_ALONE = "ReadWriteOncePod"
_VOLUME_FIELDS = {
    "accessModes",
    "capacity",
    "claimRef",
    "mountOptions",
    "nodeAffinity",
    "persistentVolumeReclaimPolicy",
    "storageClassName",
    "volumeAttributesClassName",
    "volumeMode",
}
"""The fields of a PersistentVolume that are no sources."""


def claim_spec_faults(spec: Node) -> Iterator[Fault]:
    """Yield what ValidatePersistentVolumeClaimSpec refuses."""
    yield from _access_mode_faults(spec)
    yield from selector_faults(spec.child("selector"))
    requests = spec.child("resources").mapping("requests")
    path = keyed(spec.at("resources", "requests"), "storage")
    if "storage" not in requests:
        yield missing(path, "the size of the volume")
    elif (amount(requests["storage"]) or 0) <= 0:
        yield invalid(path, requests["storage"], "above 0")
    for name in ("dataSource", "dataSourceRef"):
        source = spec.child(name)
        if spec.has(name) and not source.text("apiGroup") and source.text("kind") != "PersistentVolumeClaim":
            yield invalid(source.at("kind"), source.text("kind"), '"PersistentVolumeClaim" without an apiGroup')


def _access_mode_faults(spec: Node) -> Iterator[Fault]:
    modes = spec.texts("accessModes")
    if not modes:
        yield missing(spec.at("accessModes"), "at least one access mode")
    elif _ALONE in modes and len(set(modes)) > 1:
        yield invalid(spec.at("accessModes"), modes, f"without other modes where {_ALONE} is one of them")


def volume_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidatePersistentVolumeSpec refuses of the whole."""
    spec = root.child("spec")
    yield from _access_mode_faults(spec)
    capacity = spec.mapping("capacity")
    if "storage" not in capacity:
        yield missing(keyed(spec.at("capacity"), "storage"), "the size of the volume")
    elif (amount(capacity["storage"]) or 0) <= 0:
        yield invalid(keyed(spec.at("capacity"), "storage"), capacity["storage"], "above 0")
    sources = [name for name in spec.value if name not in _VOLUME_FIELDS and spec.has(name)]
    if len(sources) != 1:
        yield Fault("spec", f"it must have one volume, such as csi; it has {', '.join(sources) or 'none'}")
    if spec.has("local") and not spec.has("nodeAffinity"):
        yield missing(spec.at("nodeAffinity"), "given for a local volume")


def priority_class_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidatePriorityClass refuses.

    https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/scheduling/validation/validation.go
    """
    name, value = root.child("metadata").text("name"), root.number("value") or 0
    if name in ("system-cluster-critical", "system-node-critical"):
        return
    if name.startswith("system-"):
        yield forbidden("metadata.name", 'with "system-" at its beginning')
    if value > 10**9:
        yield invalid("value", value, f"at most {10**9}")


def storage_class_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidateStorageClass refuses of parameters."""
    if "" in root.mapping("parameters"):
        yield Fault("parameters", "the name of a parameter is empty, which is not allowed")
