"""The draft of an inference server, and the base of mixins for inference servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

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
    """Requirements of its model; None before it has one."""
    has_gpu: bool | None = None
    """Whether its resource profile has a GPU; None without a profile."""
    gpu: Gpu | None = None
    """The GPU of the profile, if known."""
    cache: ClaimSpec | None = None
    """The claim for downloads; None keeps them on the node until the pod is deleted."""
    sizing_unchecked: str | None = None
    """Why the memory check is skipped; None if it is not."""


class InferenceMixin(Mixin):
    """A mixin for inference servers only."""

    supported: ClassVar[str] = "inference servers; give it to one, as in environment.add_inference(…).with_(…)"

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Return whether the workload is an inference server."""
        return isinstance(draft, InferenceDraft)

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Change the draft of an inference server."""
        if isinstance(draft, InferenceDraft):
            self.apply_to_server(draft)

    def apply_to_server(self, draft: InferenceDraft) -> None:
        """Change the draft of an inference server."""
        raise TypeError(f"{type(self).__name__} must override apply_to_server to change {draft.name}")
