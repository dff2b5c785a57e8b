"""In which order Argo CD makes the objects of an environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.kubernetes.custom_resources import CustomKind
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.draft.kubernetes.retention import ARGO_CD_KEEP, KEEP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ARGO_CD = "argocd.argoproj.io"

_FIRST = (
    "AuthorizationPolicy",
    "ConfigMap",
    "ExternalSecret",
    "NetworkPolicy",
    "ObjectStore",
    "Service",
    "ServiceAccount",
)
_WAVES = {"Namespace": 0, **dict.fromkeys(_FIRST, 1), "Cluster": 2, "StatefulSet": 2}
"""What is made first, and what once that is healthy."""

_DATABASE_JOB = 3
_UNATTENDED = "db-index"
_LAST = 4
"""Everything else, all at once: a volume claim waits for the pod that mounts it, and a registration for no server."""


def ordered(objects: Iterable[KubeObject]) -> Iterator[KubeObject]:
    """Yield objects with their waves, and what must never go with what says so.

    Jobs are hooks, which Argo CD runs at every sync and does not miss afterwards. The build of an index is not: a sync
    would last as long.
    """
    for made in objects:
        kind, metadata = kind_of(made), made.fields["metadata"]
        own = metadata.get("annotations") or {}
        app = metadata["labels"].get("app")
        wave = _DATABASE_JOB if (kind, app) == ("Job", "db-init") else _WAVES.get(kind, _LAST)
        annotations = {**own, f"{_ARGO_CD}/sync-wave": str(wave), **(ARGO_CD_KEEP if own.keys() >= KEEP.keys() else {})}
        fields = {**made.fields, "metadata": {**metadata, "annotations": annotations}}
        if kind == "Job" and app == _UNATTENDED:
            # Argo CD would miss a Job that is removed once it is done.
            fields["spec"] = {**fields["spec"], "ttlSecondsAfterFinished": None}
        elif kind == "Job":
            annotations |= {f"{_ARGO_CD}/hook": "Sync", f"{_ARGO_CD}/hook-delete-policy": "BeforeHookCreation"}
        yield KubeObject(made.kind, made.id, fields)


def kind_of(made: KubeObject) -> str:
    """Return the kind of an object."""
    return made.kind.name if isinstance(made.kind, CustomKind) else made.kind.__name__.removeprefix("Kube")
