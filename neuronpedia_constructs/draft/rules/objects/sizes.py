"""The size that an object may have."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from neuronpedia_constructs.validation.problems import Problem

from .places import containers, places, pod_templates, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.draft.kubernetes.bridge import Manifest

_LAST_APPLIED: Final = "kubectl.kubernetes.io/last-applied-configuration"
"""The annotation in which `kubectl apply`, and Argo CD, keep the whole object."""

ANNOTATIONS: Final = 256 * 1024
"""Bytes of all annotations of an object, with their keys:
https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/"""

CONFIG_MAP: Final = 1024 * 1024
"""Bytes of all values of a ConfigMap: https://kubernetes.io/docs/concepts/configuration/configmap/"""

TEXT: Final = 128 * 1024 - 1
"""Bytes of one argument of a program, or of one variable with its name and "=": `MAX_ARG_STRLEN` of Linux,
https://man7.org/linux/man-pages/man2/execve.2.html"""

_LISTS: Final = {"hostnames": 16, "parentRefs": 32, "rules": 16}
_LISTS_OF_RULE: Final = {"backendRefs": 16, "filters": 16, "matches": 64}
"""How many items lists of an HTTPRoute, and of each of its rules, may have:
https://gateway-api.sigs.k8s.io/reference/spec/#httproutespec"""

_SMALL: Final = ANNOTATIONS // 12
"""Characters of an object that breaks no limit, even if each is six bytes and all of them are in annotations."""

_ESCAPED: Final = re.compile("[<>&\u2028\u2029]")
"""What Go writes in JSON as six characters."""


def size_problems(manifest: Manifest) -> Iterator[Problem]:
    """Yield a problem if an object, or a text that a program gets from it, is too large.

    Args:
        manifest: the object. It has the types that its kind requires.
    """
    if manifest["kind"] == "HTTPRoute":
        yield from _list_problems(manifest["spec"])
    if len(_json(manifest)) < _SMALL:
        return
    for template in pod_templates(manifest):
        yield from _text_problems(template["spec"])
    data = {**(manifest.get("data") or {}), **(manifest.get("binaryData") or {})}
    values = sum(map(_size, data.values())) if manifest["kind"] == "ConfigMap" else 0
    annotations = sum(map(_size, [entry for pair in _annotations(manifest).items() for entry in pair]))
    name = f"{manifest['kind']} {manifest['metadata']['name']}"
    if values > CONFIG_MAP:
        cause = f"the values of {name} have {values} bytes"
        allowed = f"at most {CONFIG_MAP} bytes in a ConfigMap"
        yield Problem("object.config-map-too-large", "size", cause, allowed, _fix(manifest))
    elif annotations > ANNOTATIONS:
        cause = f"the annotations of {name} have {annotations} bytes"
        allowed = f"at most {ANNOTATIONS} bytes in the annotations of an object"
        yield Problem("object.annotations-too-large", "size", cause, allowed, _fix(_annotations(manifest)))
    elif (applied := annotations + len(_LAST_APPLIED) + applied_size(manifest)) > ANNOTATIONS:
        cause = f"with the copy that kubectl apply keeps in an annotation, those of {name} have {applied} bytes"
        allowed = f"at most {ANNOTATIONS} bytes in the annotations of an object"
        yield Problem("object.too-large-to-apply", "size", cause, allowed, _fix(manifest))


def applied_size(manifest: Manifest) -> int:
    """Return the bytes of an object in the annotation of `kubectl apply`, which is JSON as Go writes it."""
    text = _json({**manifest, "metadata": {"annotations": {}, **manifest["metadata"]}})
    return _size(text) + sum(6 - _size(found) for found in _ESCAPED.findall(text)) + len("\n")


def variable_problem(name: str, value: str, place: str) -> Iterator[Problem]:
    """Yield a problem if the value of a variable is too long for a program to start with."""
    size = _size(f"{name}={value}")
    if size > TEXT:
        cause = f"it has {size} bytes with its name, and no program starts with it"
        allowed = f"at most {TEXT} bytes, which is the limit of Linux"
        yield Problem("object.variable-too-long", place, cause, allowed, "shorten it, or mount it as a file")


def _list_problems(spec: dict[str, Any]) -> Iterator[Problem]:
    """Yield a problem for each list of an HTTPRoute that is too long."""
    lists = [(name, spec.get(name), most) for name, most in _LISTS.items()]
    for number, rule in enumerate(spec.get("rules") or ()):
        lists += [(f"rules[{number}].{name}", rule.get(name), most) for name, most in _LISTS_OF_RULE.items()]
    for name, found, most in lists:
        if isinstance(found, list) and len(found) > most:
            cause = f"it has {len(found)} items"
            fix = "spread them over several HTTPRoutes"
            yield Problem("object.list-too-long", f"spec.{name}", cause, f"at most {most} in an HTTPRoute", fix)


def _text_problems(pod: dict[str, Any]) -> Iterator[Problem]:
    for container in containers(pod):
        place = f"container {container['name']}"
        for entry in container.get("env") or ():
            yield from variable_problem(entry["name"], entry.get("value") or "", f"variable {entry['name']} of {place}")
        for field in ("command", "args"):
            for argument in container.get(field) or ():
                if (size := _size(argument)) > TEXT:
                    cause = f"an argument has {size} bytes, and no program starts with it"
                    allowed = f"at most {TEXT} bytes, which is the limit of Linux"
                    fix = "shorten it, or mount it as a file"
                    yield Problem("object.argument-too-long", f"{field} of {place}", cause, allowed, fix)


def _annotations(manifest: Manifest) -> Mapping[str, str]:
    return manifest["metadata"].get("annotations") or {}


def _fix(value: Mapping[str, Any]) -> str:
    """Return what to do about something too large, judging by its longest text."""
    texts = [(_size(found), shown(trail)) for trail, found in places(value) if isinstance(found, str)]
    size, place = max(texts, default=(0, ""))
    if size > ANNOTATIONS // 4:
        return f"shorten or split {place}, which has {size} bytes"
    if value.get("kind") == "ConfigMap":
        return "split it into several ConfigMaps"
    return "split what it describes, for example into two environments"


def _json(manifest: Manifest) -> str:
    return json.dumps(manifest, ensure_ascii=False, separators=(",", ":"), default=str)


def _size(text: object) -> int:
    return len(str(text).encode("utf-8", "surrogatepass"))
