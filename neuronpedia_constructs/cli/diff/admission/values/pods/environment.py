"""Variables of containers (ValidateEnv, ValidateEnvFrom)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.admission.fault import Fault, forbidden, invalid, missing
from neuronpedia_constructs.cli.diff.admission.values.formats import is_qualified_name

from .resources import env_resource_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.admission.node import Node

_SOURCES = ("configMapKeyRef", "fieldRef", "fileKeyRef", "resourceFieldRef", "secretKeyRef")
_FROM = ("configMapRef", "secretRef")
_SUBSCRIPT = re.compile(r"(metadata\.(?:labels|annotations))\['(.*)'\]")
_OF_VARIABLES = {
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.host",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
}
_OF_FILES = {"metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"}


def environment_faults(container: Node) -> Iterator[Fault]:
    """Yield the faults of the variables of a container."""
    for variable in container.children("env"):
        if variable.has("valueFrom"):
            yield from _source_faults(variable)
    for source in container.children("envFrom"):
        given = [name for name in _FROM if source.has(name)]
        if len(given) != 1:
            yield Fault(source.path, "it must have one of configMapRef and secretRef")
        for name in given:
            if not source.child(name).text("name"):
                yield missing(source.at(name, "name"))


def _source_faults(variable: Node) -> Iterator[Fault]:
    source = variable.child("valueFrom")
    given = [name for name in _SOURCES if source.has(name)]
    if len(given) != 1:
        has = f"; it has {' and '.join(given)}" if given else ""
        yield Fault(source.path, f"it must have one of {', '.join(_SOURCES)}{has}")
    elif variable.text("value"):
        yield forbidden(source.path, "together with a value")
    for name in ("configMapKeyRef", "secretKeyRef"):
        if source.has(name) and not source.child(name).text("name"):
            yield missing(source.at(name, "name"))
    if source.has("fieldRef"):
        yield from field_faults(source.child("fieldRef"), in_volume=False)
    if source.has("resourceFieldRef"):
        yield from env_resource_faults(source.child("resourceFieldRef"), in_volume=False)


def field_faults(selector: Node, *, in_volume: bool) -> Iterator[Fault]:
    """Yield what validateObjectFieldSelector refuses."""
    path, allowed = selector.text("fieldPath"), _OF_FILES if in_volume else _OF_VARIABLES
    if not path:
        return
    subscript = _SUBSCRIPT.fullmatch(path)
    if subscript is None:
        if path not in allowed:
            yield invalid(selector.at("fieldPath"), path, f"{', '.join(sorted(allowed))}, or one label or annotation")
    elif not is_qualified_name(subscript[2].lower() if subscript[1] == "metadata.annotations" else subscript[2]):
        yield invalid(selector.at("fieldPath"), path, "with the key of a label or an annotation")
