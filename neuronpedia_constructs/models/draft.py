"""The draft of an inference server, and the mixins that are for those alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.workload import WorkloadDraft
from neuronpedia_constructs.mixins.mixin import Mixin

if TYPE_CHECKING:
    from neuronpedia_constructs.draft.volumes import ClaimSpec

    from .requirements import ModelRequirements
    from .sizing.gpus import Gpu


@dataclass
class InferenceDraft(WorkloadDraft):
    """The draft of an inference server."""

    model: ModelRequirements | None = None
    """What its model requires; None: it has none yet."""
    has_gpu: bool | None = None
    """Whether a resource profile gave it a GPU; None: it has no profile."""
    gpu: Gpu | None = None
    """That GPU, where it is known."""
    cache: ClaimSpec | None = None
    """Where it keeps what it downloads; None: on the node, until its pod is gone."""
    sizing_unchecked: str | None = None
    """Why its memory is not checked; None: it is."""


class InferenceMixin(Mixin):
    """A mixin for inference servers alone."""

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Tell whether the workload is an inference server."""
        return isinstance(draft, InferenceDraft)

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Change the draft of an inference server."""
        if isinstance(draft, InferenceDraft):
            self.apply_to_server(draft)

    def apply_to_server(self, draft: InferenceDraft) -> None:
        """Change the draft of an inference server."""
        raise NotImplementedError
