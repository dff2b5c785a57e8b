"""Where a value is in an object."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.draft.kubernetes.bridge import Manifest

_PREFIXES = ("spec.jobTemplate.spec.template.spec.", "spec.template.spec.", "spec.jobTemplate.spec.", "spec.")


def as_text(manifest: Manifest) -> str:
    """Return an object as JSON, to search it as a whole, which is faster than to look at each text."""
    return json.dumps(manifest, ensure_ascii=False, default=str)


Trail = tuple[str, ...]
"""The way to a value in an object: fields, and entries of lists, which are in brackets."""


def places(value: Any) -> Iterator[tuple[Trail, Any]]:
    """Yield everything in an object except lists, from the outside in."""
    stack: list[tuple[Trail, Any]] = [((), value)]
    while stack:
        trail, found = stack.pop()
        if isinstance(found, list):
            entries = [((*trail, f"[{_name(entry, index)}]"), entry) for index, entry in enumerate(found)]
            stack += entries[::-1]
            continue
        yield trail, found
        if isinstance(found, dict):
            stack += [((*trail, key), entry) for key, entry in found.items()][::-1]


def _name(entry: object, index: int) -> object:
    return entry.get("name", index) if isinstance(entry, dict) else index


def fields(trail: Trail) -> Trail:
    """Return the fields on the way to a value, without entries of lists."""
    return tuple(step for step in trail if step[0] != "[")


def shown(trail: Trail) -> str:
    """Return the way to a value, without what goes without saying: that a pod is in a template."""
    steps = (step if step[0] == "[" else f".{step}" if step.isidentifier() else f"[{step!r}]" for step in trail)
    text = "".join(steps).removeprefix(".")
    prefix = next((prefix for prefix in _PREFIXES if text.startswith(prefix)), "")
    return text[len(prefix) :]


def pod_templates(manifest: Manifest) -> Iterator[dict[str, Any]]:
    """Yield the pod template of an object, if it has one."""
    spec = manifest.get("spec")
    job = spec.get("jobTemplate") if isinstance(spec, dict) else None
    for around in (spec, job.get("spec") if isinstance(job, dict) else None):
        template = around.get("template") if isinstance(around, dict) else None
        if isinstance(template, dict) and isinstance(template.get("spec"), dict):
            yield template


def containers(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the init containers and the containers of a pod."""
    return [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]
