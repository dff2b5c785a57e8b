"""What stays in the cluster when an app is deleted: the database, what it is in, and what its pod needs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .objects import KubeObject

KEEP: Final = {
    "helm.sh/resource-policy": "keep",
    "kustomize.toolkit.fluxcd.io/prune": "disabled",
}
"""Annotations by which Helm and Flux leave an object alone. Argo CD has one of its own, which `ArgoCd` adds."""

ARGO_CD_KEEP: Final = {"argocd.argoproj.io/sync-options": "Prune=false,Delete=false"}
"""The same for Argo CD."""


def kept(made: KubeObject) -> KubeObject:
    """Return an object that stays."""
    metadata = made.fields["metadata"]
    annotations = {**(metadata.get("annotations") or {}), **KEEP}
    return replace(made, fields={**made.fields, "metadata": {**metadata, "annotations": annotations}})


_INSTANCE: Final = "app.kubernetes.io/instance"


def unclaimed(labels: Mapping[str, str]) -> dict[str, str]:
    """Return labels for what a command prints, rather than an app: without the one by which Argo CD may know its own.

    It would remove what has that label and is not in Git.
    """
    return {name: value for name, value in labels.items() if name != _INSTANCE}
