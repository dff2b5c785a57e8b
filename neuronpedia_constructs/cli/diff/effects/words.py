"""Why something happens, in the words that a person uses for the fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from neuronpedia_constructs.cli.diff.kubernetes.differences import ORDER, Difference

from .settings import CHECKSUM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from neuronpedia_constructs.cli.diff.kubernetes.differences import Path

_SHORT: Final = 60
"""Longer values are not printed."""
_SETTINGS: Final = 6
"""More settings are counted."""
_FEW: Final = 6
"""More differing fields are counted."""

_LISTED: Final = {
    "containers": "container",
    "initContainers": "init container",
    "volumes": "volume",
    "volumeMounts": "mount",
    "ports": "port",
    "imagePullSecrets": "image pull Secret",
    "tolerations": "tolerations",
    "envFrom": "configuration",
}
"""Lists whose elements come and go."""

_FIELDS: Final = {
    "affinity": "affinity",
    "args": "arguments",
    "automountServiceAccountToken": "mounted service account token",
    "command": "command",
    "dnsConfig": "DNS settings",
    "dnsPolicy": "DNS settings",
    "envFrom": "configuration",
    "hostAliases": "host aliases",
    "imagePullPolicy": "pull policy",
    "imagePullSecrets": "image pull Secrets",
    "labels": "labels",
    "lifecycle": "lifecycle hooks",
    "livenessProbe": "liveness probe",
    "nodeSelector": "node selector",
    "ports": "ports",
    "priorityClassName": "priority class",
    "readinessProbe": "readiness probe",
    "schedulerName": "scheduler",
    "securityContext": "security context",
    "serviceAccountName": "service account",
    "startupProbe": "start-up probe",
    "terminationGracePeriodSeconds": "grace period",
    "tolerations": "tolerations",
    "topologySpreadConstraints": "topology spread constraints",
    "volumeMounts": "mounts",
    "volumes": "volumes",
    "workingDir": "working directory",
}
"""Fields of pods and containers, as a person calls them."""
_VALUED: Final = {
    "dnsPolicy",
    "imagePullPolicy",
    "priorityClassName",
    "schedulerName",
    "serviceAccountName",
    "terminationGracePeriodSeconds",
    "workingDir",
}
"""Fields whose values are short and say something."""


def why(fields: Iterable[Difference], keys: Callable[[str], list[str]]) -> tuple[str, ...]:
    """Return the reasons why the pods of a workload are replaced.

    Args:
        fields: how the stored workloads differ.
        keys: returns the keys of a ConfigMap that differ.
    """
    settings: dict[str, None] = {}
    found: dict[str, None] = {}
    for field in fields:
        path = template_part(field.path)
        if not path:
            continue
        if names := _settings(path, keys):
            settings.update(dict.fromkeys(names))
        else:
            found.update(dict.fromkeys(_reasons(path, field)))
    return (*_listed(settings), *found)


def template_part(path: Path) -> Path:
    """Return the part of a path that lies in the pod template of a workload; empty if it lies elsewhere."""
    for before in (("spec", "template"), ("spec", "jobTemplate", "spec", "template")):
        if path[: len(before)] == before:
            return path[len(before) :]
    return ()


def named(fields: Sequence[Difference]) -> tuple[str, ...]:
    """Return what changes in an object itself, field by field."""
    found = dict.fromkeys(_named(each) for each in fields)
    return (*list(found)[:_FEW], *([f"{len(found) - _FEW} more fields"] if len(found) > _FEW else ()))


def _named(field: Difference) -> str:
    if ORDER in field.path:
        return f"order of {Difference(field.path[:-1], None, None).place}"
    values = [field.old, field.new]
    if any(isinstance(each, (dict, list)) or (isinstance(each, str) and "\n" in each) for each in values):
        sign = "+ " if field.old is None else "- " if field.new is None else ""
        return f"{sign}{field.place}"
    return f"{field.place} {shown(field.old)} → {shown(field.new)}"


def _listed(settings: Iterable[str]) -> Iterator[str]:
    names = list(settings)
    if names:
        more = f" and {len(names) - _SETTINGS} more" if len(names) > _SETTINGS else ""
        yield f"configuration {', '.join(names[:_SETTINGS])}{more}"


def _settings(path: Path, keys: Callable[[str], list[str]]) -> list[str]:
    """Return the names of settings that a path changes."""
    if path[:2] == ("metadata", "annotations") and path[2:] and path[2].startswith(CHECKSUM):
        name = path[2].removeprefix(CHECKSUM)
        return keys(name) or [name]
    match path:
        case (_, "containers" | "initContainers", _, "env", variable, *_) if variable != ORDER:
            return [_name(variable)]
    return []


def _reasons(path: Path, field: Difference) -> Iterator[str]:
    """Yield the reason for one difference in a pod template."""
    if path[:1] == ("metadata",):
        yield "labels" if path[1:2] == ("labels",) else f"annotation {'.'.join(path[2:]) or 'of the pod'}"
        return
    inner = path[1:]
    if inner[:1] in {("containers",), ("initContainers",)} and inner[2:]:
        # The container is not named: most pods have one server.
        inner = inner[2:]
    match inner:
        case (list_, element) if list_ in _LISTED and element.startswith("["):
            yield f"{'+' if field.old is None else '-'} {_LISTED[list_]} {_name(element)}"
        case (list_, element, *_) if list_ in _LISTED and element.startswith("["):
            yield f"{_LISTED[list_]} {_name(element)}"
        case _:
            yield from _of_field(inner, field)


def _of_field(inner: Path, field: Difference) -> Iterator[str]:
    name = inner[0] if inner else "pod"
    if ORDER in inner:
        yield f"order of {_FIELDS.get(name, _LISTED.get(name, name))}" if name != "env" else "order of variables"
    elif name == "image":
        yield f"image {shortened(field.old, field.new)}"
    elif name == "resources":
        yield from _of_resources(inner, field)
    elif name in _VALUED or (len(inner) == 1 and name not in _FIELDS and _is_short(field)):
        yield f"{_FIELDS.get(name, name)} {shown(field.old)} → {shown(field.new)}"
    else:
        yield _FIELDS.get(name, ".".join(inner).replace(".[", "["))


def _of_resources(inner: Path, field: Difference) -> Iterator[str]:
    match inner:
        case (_, "requests" | "limits" as kind, name):
            yield f"{name} {kind.removesuffix('s')} {shown(field.old)} → {shown(field.new)}"
        case _:
            yield "resources"


def shortened(old: Any, new: Any) -> str:
    """Return a change of image: only the tags if the rest is the same."""
    one, other = str(old), str(new)
    before, after = (re.fullmatch(r"(.*/)?([^/:@]+)([:@].+)?", each) for each in (one, other))
    if before and after and before[1] == after[1] and before[2] == after[2] and before[3] and after[3]:
        return f"{before[3].lstrip(':@')} → {after[3].lstrip(':@')}"
    return f"{shown(old)} → {shown(new)}"


def shown(value: Any) -> str:
    """Return a value as a person reads it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, list)):
        return "…"
    text = str(value)
    return text if len(text) <= _SHORT * 2 and "\n" not in text else f"{text[:_SHORT].splitlines()[0]}…"


def _is_short(field: Difference) -> bool:
    return not isinstance(field.old, (dict, list)) and not isinstance(field.new, (dict, list))


def _name(part: str) -> str:
    return part.strip("[]")
