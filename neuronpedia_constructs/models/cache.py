"""Downloads that survive their pod."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neuronpedia_constructs.draft.volumes import ClaimSpec
from neuronpedia_constructs.validation.storage import size_problems, storage_class_problems

from .draft import InferenceMixin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.validation.problems import Problem

    from .draft import InferenceDraft


@dataclass(kw_only=True, eq=False)
class ModelCache(InferenceMixin):
    """Keep what an inference server downloads on a volume claim of its own, `<instance>-inference-cache`.

    Without it, the model and its SAEs are downloaded again whenever the pod moves or is replaced. The volume is
    `ReadWriteOnce`, so the server keeps its strategy "Recreate" and its single replica. It holds `HF_HOME`, the cache
    of Hugging Face's libraries.
    """

    concern: ClassVar[str | None] = "model cache"

    size: str | None = None
    """Size of the claim, a quantity with its unit: "100Gi". Default: what the model downloads at most, and some to
    spare, for models that are known here; others need a size. Kubernetes lets a claim grow, and never shrink."""
    storage_class: str | None = None
    """Name of the StorageClass. Default: the cluster's default."""

    def apply_to_server(self, draft: InferenceDraft) -> None:
        """Have the downloads kept."""
        draft.cache = ClaimSpec(self.size, self.storage_class)

    def problems(self) -> Iterator[Problem]:
        """List what is wrong with the arguments."""
        if self.size is not None:
            yield from size_problems("cache", self.size)
        yield from storage_class_problems("cache", self.storage_class)
