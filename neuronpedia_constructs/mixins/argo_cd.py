"""Deployments by Argo CD."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.validation.problems import Problem

from .mixin import Mixin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.draft.workload import WorkloadDraft


class ArgoCd(Mixin):
    """Have Argo CD make the objects of an environment in their order, and run `db-init` at every sync.

    Sync waves: the namespace; what pods refer to; the database; the Job `db-init`; everything else. Jobs are hooks of
    the phase `Sync`: Argo CD does not take a Job that is done and gone for one that is missing.

    It is given to an environment, or to the app.
    """

    concern = "Argo CD"

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Give the objects of the workload their waves."""
        draft.sync_waves = True

    def problems_of_reach(self, reached: Sequence[WorkloadDraft]) -> Iterator[Problem]:
        """List it where it was given to a single service."""
        yield from super().problems_of_reach(reached)
        if reached and not {"db-init", "webapp"} <= {draft.name for draft in reached}:
            given = f"ArgoCd, which reached {', '.join(sorted({draft.name for draft in reached}))} alone"
            yield Problem("mixin", given, "an environment, or the app", "give it to the environment")
