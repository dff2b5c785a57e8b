"""What stays in the cluster when whatever deploys an environment would remove it: the database, and what it is in."""

from __future__ import annotations

from typing import Final

KEEP: Final = {
    "helm.sh/resource-policy": "keep",
    "kustomize.toolkit.fluxcd.io/prune": "disabled",
}
"""Annotations by which Helm and Flux leave an object alone. Argo CD has one of its own, which `ArgoCd` adds."""

ARGO_CD_KEEP: Final = {"argocd.argoproj.io/sync-options": "Prune=false,Delete=false"}
"""The same for Argo CD."""
