"""Deployment with Argo CD."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from neuronpedia_constructs.draft.kubernetes.retention import ARGO_CD_KEEP, KEEP
from neuronpedia_constructs.validation.problems import Problem

from .mixin import Mixin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.draft.workload import WorkloadDraft

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
"""The wave of each object: Argo CD waits until a wave is healthy before it starts the next one."""

_DATABASE_JOB = 3
_LAST = 4
"""Everything else, in one wave: a volume claim waits for the pod that mounts it, and a registration for no server."""


@dataclass(kw_only=True, eq=False)
class ArgoCd(Mixin):
    """Let Argo CD create the objects of an environment in order.

    The sync waves are: the namespace; objects that pods refer to; the database; the Job `db-init`; everything else.
    Jobs are not hooks, so a Job runs only if its content, and so its name, has changed. Argo CD does not report Jobs of
    earlier releases as a difference, and prunes them if the Application prunes.

    Give it to an environment, or to the app.
    """

    concern: ClassVar[str | None] = "Argo CD"

    def amend(self, manifest: dict[str, Any]) -> None:
        """Set the wave of an object, and protect it from deletion if it holds data."""
        kind, metadata = manifest["kind"], manifest["metadata"]
        app = metadata["labels"].get("app")
        wave = _DATABASE_JOB if (kind, app) == ("Job", "db-init") else _WAVES.get(kind, _LAST)
        annotations = metadata.setdefault("annotations", {})
        is_kept = annotations.keys() >= KEEP.keys()
        annotations |= {f"{_ARGO_CD}/sync-wave": str(wave), **(ARGO_CD_KEEP if is_kept else {})}
        if kind == "Job":
            # An earlier release's Job is no longer in Git. Without pruning, the Application would never be in sync.
            annotations[f"{_ARGO_CD}/compare-options"] = "IgnoreExtraneous"

    def problems_with_targets(self, targets: Sequence[WorkloadDraft]) -> Iterator[Problem]:
        """List a problem if it was given to a single workload."""
        yield from super().problems_with_targets(targets)
        if targets and not {"db-init", "webapp"} <= {draft.name for draft in targets}:
            cause = f"ArgoCd reaches only {', '.join(sorted({draft.name for draft in targets}))}"
            yield Problem("argo-cd.scope", "mixin", cause, "an environment, or the app", "give it to the environment")
