"""A service of an environment, before there is a construct for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from neuronpedia_constructs.scope import MixinScope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from constructs import IConstruct

    from neuronpedia_constructs.draft.workload import WorkloadDraft
    from neuronpedia_constructs.problems import Problem


def _nothing(draft: WorkloadDraft) -> Iterable[Problem]:
    del draft
    return ()


class Service:
    """The draft of one service, and the mixins that were given to it alone."""

    def __init__(
        self,
        draft: WorkloadDraft,
        wider: MixinScope | None,
        *,
        check: Callable[[WorkloadDraft], Iterable[Problem]] = _nothing,
        complete: Callable[[WorkloadDraft], object] = _nothing,
    ) -> None:
        self.draft = draft
        self.mixins = MixinScope(wider)
        self.check = check
        """Lists what is wrong with the draft once its mixins are applied, beyond what holds for every workload."""
        self.complete = complete
        """Fills in what follows from the mixins, once they are applied."""
        self.construct: IConstruct | None = None
        """The construct of the service, where it has one."""

    @property
    def name(self) -> str:
        """The name of the workload, its Service and its ServiceAccount."""
        return self.draft.name

    @property
    def target(self) -> IConstruct:
        """What mixins are asked about, and those of others applied to: anything that has this draft."""
        return self.construct or cast("IConstruct", self)
