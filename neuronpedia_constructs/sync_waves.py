"""In which order Argo CD makes the objects of an environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .draft.custom import CustomKind
from .draft.render import KubeObject

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
_LAST = 4
"""Everything else, all at once: a volume claim waits for the pod that mounts it, and a registration for no server."""


def ordered(objects: Iterable[KubeObject]) -> Iterator[KubeObject]:
    """Yield objects with their waves; Jobs as hooks, which Argo CD runs at every sync, and does not miss afterwards."""
    for made in objects:
        kind, metadata = kind_of(made), made.fields["metadata"]
        is_hook = kind == "Job"
        is_first_job = is_hook and metadata["labels"]["app"] == "db-init"
        wave = _DATABASE_JOB if is_first_job else _WAVES.get(kind, _LAST)
        annotations = {**(metadata.get("annotations") or {}), f"{_ARGO_CD}/sync-wave": str(wave)}
        if is_hook:
            annotations |= {f"{_ARGO_CD}/hook": "Sync", f"{_ARGO_CD}/hook-delete-policy": "BeforeHookCreation"}
        fields = {**made.fields, "metadata": {**metadata, "annotations": annotations}}
        yield KubeObject(made.kind, made.id, fields)


def kind_of(made: KubeObject) -> str:
    """Return the kind of an object."""
    return made.kind.name if isinstance(made.kind, CustomKind) else made.kind.__name__.removeprefix("Kube")
