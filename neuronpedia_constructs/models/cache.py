"""Downloads that survive their pod."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.draft.volumes import Claim
from neuronpedia_constructs.mixins.mixin import Mixin
from neuronpedia_constructs.validation.storage import size_problems, storage_class_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.workload import WorkloadDraft
    from neuronpedia_constructs.validation.problems import Problem


class ModelCache(Mixin):
    """Keep what an inference server downloads on a volume claim of its own, `<instance>-inference-cache`.

    Without it, the model and its SAEs are fetched anew whenever the pod moves or is replaced.

    Args:
        size: size of the claim, a quantity with its unit: "100Gi". Default: what the model downloads at most, and some
            to spare, for models that are known here; others need a size. Kubernetes lets a claim grow, and never
            shrink.
        storage_class: name of the StorageClass; default: the cluster's default.

    The volume is `ReadWriteOnce`, so the server keeps its strategy "Recreate" and its single replica. It holds
    `HF_HOME`, the cache of Hugging Face's libraries.
    """

    concern = "model cache"

    def __init__(self, *, size: str | None = None, storage_class: str | None = None) -> None:
        self.size: Final = size
        self.storage_class: Final = storage_class

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Tell whether the workload is an inference server."""
        return draft.takes_model

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Have the downloads kept."""
        draft.cache = Claim(self.size, self.storage_class)

    def problems(self) -> Iterator[Problem]:
        """List what is wrong with the arguments."""
        if self.size is not None:
            yield from size_problems("cache", self.size)
        yield from storage_class_problems("cache", self.storage_class)
