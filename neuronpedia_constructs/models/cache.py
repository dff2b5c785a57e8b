"""Downloads that outlive their pod."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neuronpedia_constructs.draft.volumes import ClaimSpec
from neuronpedia_constructs.validation.storage import size_problems, storage_class_problems

from .draft import ModelServerMixin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.validation.problems import Problem

    from .draft import ModelServerDraft


@dataclass(kw_only=True, eq=False)
class ModelCache(ModelServerMixin):
    """Keep a server that runs a model's downloads on its own volume claim, `<instance>-inference-cache`.

    Without it, every new pod downloads the model and its SAEs again. The volume is `ReadWriteOnce`, so the server keeps
    the strategy "Recreate" and a single replica. The volume holds `HF_HOME`, the cache of Hugging Face's libraries.
    """

    concern: ClassVar[str | None] = "model cache"

    size: str | None = None
    """Size of the claim, a quantity with a unit such as "100Gi". Default: the maximum download of a known model, plus
    some spare space. Required for other models. A claim can grow but never shrink."""
    storage_class: str | None = None
    """Name of the StorageClass. Default: the cluster's default."""

    def apply_to_server(self, draft: ModelServerDraft) -> None:
        """Keep the downloads."""
        draft.cache = ClaimSpec(self.size, self.storage_class)

    def problems(self) -> Iterator[Problem]:
        """List the problems of the arguments."""
        if self.size is not None:
            yield from size_problems("cache", self.size)
        yield from storage_class_problems("cache", self.storage_class)
