"""In which order Argo CD makes the objects of an environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .draft.custom import CustomKind
from .draft.render import KubeObject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WAVES = (
    ("Namespace",),
    ("AuthorizationPolicy", "ConfigMap", "ExternalSecret", "NetworkPolicy", "ObjectStore", "Service", "ServiceAccount"),
    ("Cluster", "StatefulSet"),
    ("db-init",),
)
"""What is made first, and what once that is healthy; everything else comes last, all at once: a volume claim waits for
the pod that mounts it, and a registration for no server."""

_LAST = len(_WAVES)


def ordered(objects: Iterable[KubeObject]) -> Iterator[KubeObject]:
    """Yield objects with their waves; Jobs as hooks, which Argo CD runs at every sync, and does not miss afterwards."""
    for made in objects:
        kind = kind_of(made)
        metadata, others = (
            made.fields["metadata"],
            {name: made.fields[name] for name in made.fields if name != "metadata"},
        )
        app = metadata.get("labels", {}).get("app")
        names = {kind, app} if kind == "Job" else {kind}
        wave = next((number for number, group in enumerate(_WAVES) if names & {*group}), _LAST)
        annotations = {**(metadata.get("annotations") or {}), "argocd.argoproj.io/sync-wave": str(wave)}
        if kind == "Job":
            annotations["argocd.argoproj.io/hook"] = "Sync"
            annotations["argocd.argoproj.io/hook-delete-policy"] = "BeforeHookCreation"
            # Argo CD removes it itself, before the next one of its name.
            kept = {name: value for name, value in others["spec"].items() if name != "ttlSecondsAfterFinished"}
            others = {**others, "spec": kept}
        yield KubeObject(made.kind, made.id, {"metadata": {**metadata, "annotations": annotations}, **others})


def kind_of(made: KubeObject) -> str:
    """Return the kind of an object."""
    return made.kind.name if isinstance(made.kind, CustomKind) else made.kind.__name__.removeprefix("Kube")
