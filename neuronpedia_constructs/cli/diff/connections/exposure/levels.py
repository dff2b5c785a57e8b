"""Namespaces that admit more than before: https://kubernetes.io/docs/concepts/security/pod-security-admission/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.cli.diff.connections.values import labels
from neuronpedia_constructs.cli.diff.objects import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.objects import Manifest, Side

_LABEL: Final = "pod-security.kubernetes.io/enforce"
_LEVELS: Final = ("privileged", "baseline", "restricted")


def lowered_levels(old: Side, new: Side) -> Iterator[str]:
    """Tell namespaces whose Pod Security level goes down."""
    for key, namespace in new.items():
        if key[:2] == ("", "Namespace") and key in old:
            was, now = _level(old[key]), _level(namespace)
            if _LEVELS.index(now) < _LEVELS.index(was):
                yield f"Namespace {key.name} now enforces the Pod Security level {now}, no longer {was}"


def _level(namespace: Manifest) -> str:
    """Return what a namespace enforces. What is no level counts as the strictest, as in the admission itself.

    https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/pod-security-admission/api/helpers.go
    """
    value = labels(at(namespace, ("metadata", "labels"))).get(_LABEL, "privileged")
    return value if value in _LEVELS else "restricted"
