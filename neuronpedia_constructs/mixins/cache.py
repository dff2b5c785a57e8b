"""Downloads that survive their pod."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.draft.claims import Claim
from neuronpedia_constructs.draft.quantity import has_unit
from neuronpedia_constructs.names import is_dns_name
from neuronpedia_constructs.problems import Problem, quoted

from .mixin import Mixin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.workload import WorkloadDraft


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


def size_problems(what: str, size: object) -> Iterator[Problem]:
    """List what is wrong with the size of a volume."""
    if not has_unit(size):
        yield Problem(f"{what} size", quoted(size), 'a quantity with a unit, such as "100Gi"', 'write size="100Gi"')


def storage_class_problems(what: str, storage_class: object) -> Iterator[Problem]:
    """List what is wrong with the class of a volume claim, which may be missing."""
    if storage_class is not None and not is_dns_name(storage_class):
        fix = 'write it as "standard", or leave it out for the default class'
        yield Problem(f"{what} storage_class", quoted(storage_class), "the name of a StorageClass", fix)
