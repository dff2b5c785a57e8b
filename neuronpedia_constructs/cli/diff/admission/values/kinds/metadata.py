"""Metadata: names, labels and annotations.

https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go
(ValidateObjectMetaAccessor, which the server runs for every kind)
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.admission.fault import Fault, forbidden, invalid, keyed, missing
from neuronpedia_constructs.cli.diff.admission.values.formats import FORMATS, is_qualified_name
from neuronpedia_constructs.cli.diff.admission.values.labels import label_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.admission.node import Node

_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
_ANNOTATIONS = 256 * 1024
"""Bytes of all annotations with their keys (ValidateAnnotationsSize)."""
_SMALL = _ANNOTATIONS // 7
"""Characters of an object whose copy breaks no limit, even if each takes six bytes."""

_NAMES = {
    "core.v1.Namespace": "dns-label",
    "core.v1.Service": "dns-label",
    "apps.v1.StatefulSet": "dns-label",
    "policy.v1.PodDisruptionBudget": "path-segment",
    "rbac.v1.ClusterRole": "path-segment",
    "rbac.v1.ClusterRoleBinding": "path-segment",
    "rbac.v1.Role": "path-segment",
    "rbac.v1.RoleBinding": "path-segment",
}
"""The names of kinds, where they are not DNS subdomains. Services: RelaxedServiceNameValidation, on from 1.36."""
_SUBDOMAINS = ("apps.", "autoscaling.", "batch.", "core.", "networking.", "scheduling.", "storage.", "node.")
_UNNAMED = frozenset({"networking.v1.IPAddress"})
_FINALIZERS = {"kubernetes", "orphan", "foregroundDeletion"}


def object_faults(type_: str, root: Node) -> Iterator[Fault]:
    """Yield the faults of the metadata of an object of a type."""
    metadata = root.child("metadata")
    name, path = metadata.text("name"), "metadata.name"
    found = FORMATS[_name_format(type_)]
    if not name:
        if not metadata.text("generateName"):
            yield missing(path)
    elif not found.accepts(name):
        yield invalid(path, name, found.words)
    namespace = metadata.text("namespace")
    if namespace and not FORMATS["dns-label"].accepts(namespace):
        yield invalid("metadata.namespace", namespace, FORMATS["dns-label"].words)
    yield from labels_and_annotations(metadata)
    yield from _owner_faults(metadata)
    yield from _finalizer_faults(metadata)
    yield from _applied_faults(root, metadata)


def _name_format(type_: str) -> str:
    if type_ in _NAMES:
        return _NAMES[type_]
    return "dns-subdomain" if type_.startswith(_SUBDOMAINS) and type_ not in _UNNAMED else "path-segment"


def labels_and_annotations(metadata: Node) -> Iterator[Fault]:
    """Yield the faults of labels and annotations, of an object or of a pod template."""
    yield from label_faults(metadata.labels("labels"), metadata.at("labels"))
    annotations = metadata.labels("annotations")
    path = metadata.at("annotations")
    for key in annotations:
        if not is_qualified_name(key.lower()):
            yield invalid(path, key, FORMATS["annotation-key"].words)
    size = _annotations_size(annotations)
    if size > _ANNOTATIONS:
        yield Fault(path, f"they have {size} bytes with their keys; at most {_ANNOTATIONS} are allowed")


def _owner_faults(metadata: Node) -> Iterator[Fault]:
    owners = metadata.children("ownerReferences")
    if sum(each.flag("controller") is True for each in owners) > 1:
        yield Fault(metadata.at("ownerReferences"), "two owners are controllers; only one may be")


def _finalizer_faults(metadata: Node) -> Iterator[Fault]:
    finalizers = metadata.texts("finalizers")
    for index, each in enumerate(finalizers):
        if not is_qualified_name(each) or ("/" not in each and each not in _FINALIZERS):
            yield invalid(keyed(metadata.at("finalizers"), index), each, "a name with a domain: <domain>/<name>")
    if {"orphan", "foregroundDeletion"} <= set(finalizers):
        yield forbidden(metadata.at("finalizers"), 'as "orphan" and "foregroundDeletion" together')


def _applied_faults(root: Node, metadata: Node) -> Iterator[Fault]:
    """Yield a fault if the copy of an object that `kubectl apply` keeps in an annotation is too large.

    https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/kubectl/pkg/util/apply.go
    """
    annotations = {key: each for key, each in metadata.labels("annotations").items() if key != _LAST_APPLIED}
    applied = {**root.value, "metadata": {**metadata.value, "annotations": annotations}}
    text = json.dumps(applied, ensure_ascii=False, separators=(",", ":"), default=str)
    if len(text) < _SMALL:
        return
    escaped = sum(map(text.count, "<>&"))
    size = _annotations_size(annotations) + len(_LAST_APPLIED) + _bytes(text) + 5 * escaped + len("\n")
    if size > _ANNOTATIONS >= _annotations_size(metadata.labels("annotations")):
        yield Fault(
            "metadata.annotations",
            f"with the copy of the object that kubectl apply keeps there, they have {size} bytes; at most "
            f"{_ANNOTATIONS} are allowed (`kubectl apply --server-side` keeps no copy)",
        )


def _annotations_size(annotations: dict[str, str]) -> int:
    return sum(_bytes(key) + _bytes(each) for key, each in annotations.items())


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
