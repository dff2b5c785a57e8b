"""Whom pods run as, if not as the numeric users of their drafts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neuronpedia_constructs.draft.image import OWN_IMAGES
from neuronpedia_constructs.draft.rules.pod_security import without_numbers
from neuronpedia_constructs.mixins.mixin import Mixin
from neuronpedia_constructs.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.draft.workload import WorkloadDraft


@dataclass(kw_only=True, eq=False)
class RunAsAssignedUser(Mixin):
    """Run pods as the user ID and with the volume group that the cluster assigns to their namespace.

    It is for OpenShift, whose security context constraint `restricted-v2` refuses any number outside of the namespace's
    own range, and sets one where a pod has none. Give it to the environment or the app. All other restrictions remain,
    and the namespace still enforces the Pod Security Standard `restricted`. Other clusters assign no user, and so run
    images as their own users, which the kubelet refuses if that is root or a name.

    The database keeps the number that created its files: docs/security.md says what this means for a move.
    """

    concern: ClassVar[str | None] = "user"

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Leave the numbers to the cluster."""
        draft.user_is_assigned = True
        draft.pod.security_context = without_numbers(draft.pod.security_context)


@dataclass(kw_only=True, eq=False)
class RunAsImageUser(Mixin):
    """Run a workload as the user of its image, which may be root, instead of as an unprivileged numeric user.

    Use it only for your own images that cannot run otherwise. The Pod Security Standard `restricted` forbids such pods,
    so the namespace enforces `baseline` instead, and still warns of violations of `restricted`. All other restrictions
    remain: no capabilities, no privilege escalation, and only volumes are writable. Containers of the pod with
    third-party images keep their numeric user.

    Add it to a single workload. It does not support PostgreSQL, whose image needs capabilities if it runs as root.
    """

    concern: ClassVar[str | None] = "user"

    reason: str
    """Why it is necessary; the reason becomes the annotation `run-as-image-user` of the workload."""

    supported: ClassVar[str] = (
        "workloads of Neuronpedia's own images; give a container of another image a security context of its own"
    )

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Return whether the workload runs one of Neuronpedia's own images."""
        return draft.main.image in OWN_IMAGES

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Make the workload run as the user of its image."""
        draft.image_user_reason = str(self.reason)
        draft.annotations["run-as-image-user"] = str(self.reason)

    def problems(self) -> Iterator[Problem]:
        """Yield a problem if the reason is missing."""
        if not (isinstance(self.reason, str) and self.reason.strip()):
            fix = 'write RunAsImageUser(reason="the image of our fork starts as root")'
            yield Problem.invalid(
                "image-user.reason-missing",
                "run-as-image-user reason",
                self.reason,
                "a string with the reason, for readers of the manifest",
                fix,
            )

    def problems_with_targets(self, targets: Sequence[WorkloadDraft]) -> Iterator[Problem]:
        """Yield a problem if the mixin applies to no workload, or to several."""
        yield from super().problems_with_targets(targets)
        if len(targets) > 1:
            cause = f"RunAsImageUser applies to {', '.join(sorted({draft.name for draft in targets}))}"
            fix = "add it to the one workload that needs it, as in environment.autointerp.with_(...)"
            yield Problem("image-user.several-workloads", "mixin", cause, "a single workload", fix)
