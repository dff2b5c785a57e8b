"""Objects that remain in the cluster when an app is deleted: the database, its namespace, and what its pod needs."""

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
"""Annotations that stop Helm and Flux from deleting an object. `ArgoCd` adds the one for Argo CD."""

ARGO_CD_KEEP: Final = {"argocd.argoproj.io/sync-options": "Prune=false,Delete=false"}
"""The annotation that stops Argo CD from deleting an object."""


def kept(made: KubeObject) -> KubeObject:
    """Return an object with the annotations that keep it."""
    metadata = made.fields["metadata"]
    annotations = {**(metadata.get("annotations") or {}), **KEEP}
    return replace(made, fields={**made.fields, "metadata": {**metadata, "annotations": annotations}})


_INSTANCE: Final = "app.kubernetes.io/instance"


def unclaimed(labels: Mapping[str, str]) -> dict[str, str]:
    """Return labels for objects that a command prints, without the label that Argo CD may track its objects by.

    Argo CD would delete an object that has the label but is not in Git.
    """
    return {name: value for name, value in labels.items() if name != _INSTANCE}
