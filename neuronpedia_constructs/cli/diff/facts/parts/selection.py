"""Which nodes a pod may run on, in short words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .fields import elements, first, mapping, maps, text

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = {
    "In": "{key} in ({values})",
    "NotIn": "{key} not in ({values})",
    "Exists": "{key}",
    "DoesNotExist": "no {key}",
    "Gt": "{key} > {values}",
    "Lt": "{key} < {values}",
}
_TERMS = "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"


def selection(spec: dict[str, Any]) -> tuple[str, ...]:
    """Return what a pod demands of its node's labels: `gpu=l4`, `cuda > 12`. Preferences are left out.

    https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
    """
    chosen = [f"{key}={value}" for key, value in sorted(mapping(spec.get("nodeSelector")).items(), key=str)]
    terms = {" and ".join(_expressions(term)) for term in maps(first(spec, _TERMS))} - {""}
    return (*chosen, *([" or ".join(sorted(terms))] if terms else ()))


def _expressions(term: dict[str, Any]) -> Iterator[str]:
    """Yield what a term demands. A node must meet all of it."""
    for expression in (*maps(term.get("matchExpressions")), *maps(term.get("matchFields"))):
        key, operator = text(expression.get("key")), text(expression.get("operator"))
        values = sorted(str(value) for value in elements(expression.get("values")))
        words = "{key}={values}" if operator == "In" and len(values) == 1 else _WORDS.get(operator, "")
        if words:
            yield words.format(key=key, values=", ".join(values))
