"""The base class of mixins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import jsii
from constructs import IMixin

from neuronpedia_constructs.draft.kubernetes.bridge import pass_by_reference
from neuronpedia_constructs.draft.mixin_scope import MixinScope
from neuronpedia_constructs.draft.workload import WorkloadDraft
from neuronpedia_constructs.validation.plain import PlainArguments
from neuronpedia_constructs.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from constructs import IConstruct


@jsii.implements(IMixin)
class Mixin(PlainArguments):
    """A change for one workload, for every workload of an environment, or for a whole app.

    Your own mixin overrides `apply_to_draft`, or `amend` for fields that drafts do not have, and `supports_draft` if it
    does not support every workload. The library's mixins are dataclasses. They are not frozen, because jsii stores its
    own reference on them.
    """

    concern: ClassVar[str | None] = None
    """What only one mixin decides, such as "model". Of two mixins with the same concern, only the one in the narrower
    scope applies; two in one scope are an error. None: the mixin has no concern and always applies."""

    amends_workloads: ClassVar[bool] = True
    """Whether `amend` also gets the objects of workloads. False: only objects that belong to no single workload."""

    supported: ClassVar[str] = ""
    """Which workloads the mixin supports, and what to do for others: for the message that it reaches none. Internal."""

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Change the draft of a workload. By default, change nothing."""
        if type(self).amend is Mixin.amend:
            raise TypeError(f"{type(self).__name__} must override apply_to_draft or amend to change {draft.name}")

    def amend(self, manifest: dict[str, Any]) -> None:
        """Change a finished object. By default, change nothing.

        It is called with every object of the workloads that the mixin supports. Given to an environment or an app, it
        is also called with the objects that belong to no single workload: the Namespace, NetworkPolicies, routes and
        ExternalSecrets. It is only called if the drafts have no problems.

        Args:
            manifest: the object as it will be written, with Kubernetes' names: `apiVersion`, `kind`, `metadata` and so
                on. You cannot change `apiVersion`, `kind`, the name or the namespace.
        """

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Return whether the mixin supports a workload. By default, it supports all."""
        del draft
        return True

    def problems(self) -> Iterable[Problem]:
        """List the problems of the mixin's own arguments. By default, there are none."""
        return ()

    def problems_with_targets(self, targets: Sequence[WorkloadDraft]) -> Iterable[Problem]:
        """List the problems with the workloads that the mixin supports and reaches."""
        return no_targets(self, targets)

    def supports(self, construct: IConstruct) -> bool:
        """Return whether the mixin can be given to a construct: an app, an environment, or a supported workload."""
        draft = getattr(construct, "draft", None)
        if isinstance(draft, WorkloadDraft):
            return self.supports_draft(draft)
        return MixinScope.of(construct) is not None

    def apply_to(self, construct: IConstruct) -> None:
        """Give the mixin to a construct. It applies when the app is synthesized."""
        scope = MixinScope.of(construct)
        if scope is not None:
            scope.offer(self)


pass_by_reference(Mixin)


def no_targets(mixin: IMixin, targets: Sequence[WorkloadDraft]) -> Iterable[Problem]:
    """List a problem if a mixin reaches no workload."""
    if targets:
        return []
    supported = mixin.supported if isinstance(mixin, Mixin) else ""
    only, _, instead = supported.partition("; ")
    why = f"supports only {only}" if only else "supports no workload here: see its supports_draft"
    return [
        Problem(
            "mixin.no-target",
            "mixin",
            f"{type(mixin).__name__} reaches no workload: it {why}",
            "a mixin that supports at least one workload in its scope",
            instead or "remove it, or give it to another construct",
        )
    ]
