"""The rules for one object."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from neuronpedia_constructs.draft.rules.labels import annotation_problems, label_problems
from neuronpedia_constructs.validation.names import is_config_key
from neuronpedia_constructs.validation.problems import Problem, quoted

from .amounts import amount_problems
from .names import name_problems
from .numbers import number_problems
from .places import places, pod_templates
from .pods import pod_problems
from .sizes import size_problems
from .texts import text_problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.draft.kubernetes.bridge import Manifest

    from .places import Trail

_GROUPS: Final = ("", "apps", "autoscaling", "batch", "networking.k8s.io", "policy", "postgresql.cnpg.io")
"""The API groups of Kubernetes' own kinds, and of CloudNativePG, whose fields are named like those of pods."""

_LABELS: Final = {"labels": "label", "matchLabels": "label of a selector", "nodeSelector": "node selector"}
"""Fields with labels, and what these are called."""

_DATA: Final = frozenset({"annotations", *_LABELS})
"""Fields whose keys are data, not fields."""


def object_problems(manifest: Manifest, text: str) -> Iterator[Problem]:
    """Yield the problems of an object, which has the types that its kind requires.

    Args:
        manifest: the object.
        text: the same, as JSON.
    """
    is_own = manifest["apiVersion"].rpartition("/")[0] in _GROUPS
    yield from text_problems(manifest, text)
    yield from size_problems(manifest)
    for trail, value in places({key: manifest[key] for key in manifest if key not in ("apiVersion", "kind", "data")}):
        if isinstance(value, str):
            if is_own and not (len(trail) > 1 and trail[-2] in _DATA):
                yield from name_problems(trail, value)
        elif isinstance(value, dict):
            yield from _dictionary_problems(trail, value)
        elif is_own and isinstance(value, (int, float)) and not isinstance(value, bool):
            yield from number_problems(trail, value)
    if manifest["kind"] == "ConfigMap":
        yield from config_problems(manifest["metadata"]["name"], manifest.get("data") or {})
    claims = [claim["metadata"]["name"] for claim in manifest.get("spec", {}).get("volumeClaimTemplates") or ()]
    for template in pod_templates(manifest):
        yield from pod_problems(manifest["kind"], template["spec"], claims)


def _dictionary_problems(trail: Trail, value: dict[str, Any]) -> Iterator[Problem]:
    field = trail[-1] if trail else ""
    if field in _LABELS:
        yield from label_problems(_LABELS[field], value)
    elif trail[-2:] == ("metadata", "annotations"):
        yield from annotation_problems(value)
    elif field == "resources" and value.keys() & {"limits", "requests"}:
        yield from amount_problems(trail, value.get("requests") or {}, value.get("limits") or {})


def config_problems(name: str, data: Mapping[str, object]) -> Iterator[Problem]:
    """Yield a problem for each invalid key or value of a ConfigMap."""
    for key, value in data.items():
        if not is_config_key(key):
            allowed = "letters, digits, '-', '_' and '.', at most 253 characters"
            field = f"key of ConfigMap {name}"
            yield Problem.invalid("workload.config-key-invalid", field, key, allowed, 'write it as "MY_VARIABLE"')
        elif not isinstance(value, str):
            plain = isinstance(value, (int, float))
            fix = f'write it as "{value}"' if plain else "write a string"
            cause = f"{quoted(value) if plain else 'a value of type ' + type(value).__name__} is not a string"
            yield Problem("workload.config-value-invalid", f"{key} of ConfigMap {name}", cause, "a string", fix)


def of_object(problem: Problem, manifest: dict[str, Any]) -> Problem:
    """Return a problem with the object that has it."""
    return replace(problem, field=f"{problem.field} of {manifest['kind']} {manifest['metadata']['name']}")
