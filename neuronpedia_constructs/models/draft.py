"""The drafts of servers that run models, and the bases of mixins for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from neuronpedia_constructs.draft.workload import WorkloadDraft
from neuronpedia_constructs.mixins.mixin import Mixin

if TYPE_CHECKING:
    from neuronpedia_constructs.draft.volumes import ClaimSpec
    from neuronpedia_constructs.upstream.line import InferenceLine

    from .arguments import ModelArguments
    from .sizing.gpus import Gpu


@dataclass
class ModelServerDraft(WorkloadDraft):
    """The draft of a server that runs a model: an inference, graph, NLA or sparsity server."""

    has_gpu: bool | None = None
    """Whether its resource profile has a GPU; None without a profile."""
    gpu: Gpu | None = None
    """The GPU of the profile, if known."""
    gpus: int = 1
    """Number of GPUs of the profile."""
    feature_discovery: bool | None = None
    """Whether its nodes have the labels of NVIDIA's GPU feature discovery; None if that is not known."""
    cache: ClaimSpec | None = None
    """The claim for downloads; None keeps them on the node until the pod is deleted."""
    sizing_unchecked: str | None = None
    """Why the memory check is skipped; None if it is not."""


@dataclass
class InferenceDraft(ModelServerDraft):
    """The draft of an inference server."""

    line: InferenceLine = field(kw_only=True)
    """The line of upstream that its image holds."""
    config: str = field(kw_only=True)
    """Name of the ConfigMap with its environment variables."""
    model: ModelArguments | None = None
    """Its model; None before it has one."""


class ModelServerMixin(Mixin):
    """A mixin for all servers that run models."""

    supported: ClassVar[str] = (
        "inference, graph, NLA and sparsity servers; give it to one, as in environment.add_inference(…).with_(…)"
    )

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Return whether the workload is a server that runs a model."""
        return isinstance(draft, ModelServerDraft)

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Change the draft of such a server."""
        if isinstance(draft, ModelServerDraft):
            self.apply_to_server(draft)

    def apply_to_server(self, draft: ModelServerDraft) -> None:
        """Change the draft of such a server."""
        raise TypeError(f"{type(self).__name__} must override apply_to_server to change {draft.name}")


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
