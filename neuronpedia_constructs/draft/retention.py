"""What stays in the cluster when whatever deploys an environment would remove it: the database, and what it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

KEEP: Final = {
    "helm.sh/resource-policy": "keep",
    "kustomize.toolkit.fluxcd.io/prune": "disabled",
}
"""Annotations by which Helm and Flux leave an object alone. Argo CD has one of its own, which `ArgoCd` adds."""

ARGO_CD_KEEP: Final = {"argocd.argoproj.io/sync-options": "Prune=false,Delete=false"}
"""The same for Argo CD."""

_INSTANCE: Final = "app.kubernetes.io/instance"


def unclaimed(labels: Mapping[str, str]) -> dict[str, str]:
    """Return labels for what a command prints, rather than an app: without the one by which Argo CD may know its own.

    It would remove what has that label and is not in Git.
    """
    return {name: value for name, value in labels.items() if name != _INSTANCE}
