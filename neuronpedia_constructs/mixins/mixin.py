"""What a mixin is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import jsii
from constructs import IMixin

from neuronpedia_constructs.draft.kubernetes.bridge import pass_by_reference
from neuronpedia_constructs.draft.mixin_scope import MixinScope
from neuronpedia_constructs.draft.workload import WorkloadDraft
from neuronpedia_constructs.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from constructs import IConstruct


@jsii.implements(IMixin)
class Mixin:
    """One concern that can be added to a workload, to every workload of an environment, or to those of a whole app.

    A mixin of your own overrides `apply_to_draft`, or `amend` for fields that no draft has, and `supports_draft` if it
    is not meant for every workload. Ours are dataclasses, which are not frozen because the jsii bridge notes on them
    what they are on its other side.
    """

    concern: ClassVar[str | None] = None
    """What the mixin decides alone, such as "model". Of two mixins with the same concern, the one given to the narrower
    scope is applied and the other is not; both at one scope are an error. None: nothing, it only adds."""

    amends_workloads: ClassVar[bool] = True
    """Whether `amend` is called with the objects of workloads, too. False: only with those of no single workload."""

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Change the draft of a workload. Default: nothing."""
        if type(self).amend is Mixin.amend:
            raise TypeError(f"{type(self).__name__} has to override apply_to_draft, or amend, to change {draft.name}")

    def amend(self, manifest: dict[str, Any]) -> None:
        """Change a finished object. Default: nothing.

        It is called with every object of the workloads that the mixin supports. Given to an environment or an app, it
        is also called with the objects that belong to no single workload: the Namespace, NetworkPolicies, routes and
        ExternalSecrets. All problems of the drafts have to be mended before.

        Args:
            manifest: the object as it will be written, with Kubernetes' own names: `apiVersion`, `kind`, `metadata` and
                the rest. Neither these two nor the name and the namespace can be changed.
        """

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Tell whether the mixin is meant for a workload; default: for every one."""
        del draft
        return True

    def problems(self) -> Iterable[Problem]:
        """List what is wrong with the mixin's own arguments; default: nothing."""
        return ()

    def problems_with_targets(self, reached: Sequence[WorkloadDraft]) -> Iterable[Problem]:
        """List what is wrong with the workloads that the mixin is meant for and can reach where it was given."""
        return no_targets(self, reached)

    def supports(self, construct: IConstruct) -> bool:
        """Tell whether the mixin can be given to a construct: an app, an environment, or a workload it is meant for."""
        draft = getattr(construct, "draft", None)
        if isinstance(draft, WorkloadDraft):
            return self.supports_draft(draft)
        return MixinScope.of(construct) is not None

    def apply_to(self, construct: IConstruct) -> None:
        """Give the mixin to a construct; it is applied when the app is synthesized."""
        scope = MixinScope.of(construct)
        if scope is not None:
            scope.offer(self)


pass_by_reference(Mixin)


def no_targets(mixin: IMixin, reached: Sequence[WorkloadDraft]) -> Iterable[Problem]:
    """List it as a problem when a mixin reached nothing: whoever gave it expected it to do something."""
    if reached:
        return []
    allowed = "a mixin that supports at least one workload of the construct that it is given to"
    return [
        Problem(
            "mixin.no-target",
            "mixin",
            f"{type(mixin).__name__} reaches no workload",
            allowed,
            "remove it, or give it elsewhere",
        )
    ]
