"""The way out for an image that cannot run as the user that it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neuronpedia_constructs.draft.image import OWN_IMAGES
from neuronpedia_constructs.mixins.mixin import Mixin
from neuronpedia_constructs.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.draft.workload import WorkloadDraft


@dataclass(kw_only=True, eq=False)
class RunAsImageUser(Mixin):
    """Run one workload as the user of its image, which may be root, in place of a numeric user without privileges.

    Only for an image of your own that cannot do without. The Pod Security Standard `restricted` allows no such pod, so
    the namespace enforces `baseline` instead; it goes on to warn of what `restricted` does not allow. All other
    confinements stay: no capabilities, no privilege escalation, nothing to write to but the volumes. Containers of the
    pod that run images of others keep their numeric user.

    It is given to a single workload. PostgreSQL, whose image would want capabilities as root, is not one of those.
    """

    concern: ClassVar[str | None] = "user"

    reason: str
    """Why; it becomes the annotation `run-as-image-user` of the workload."""

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Tell whether the workload runs one of Neuronpedia's own images."""
        return draft.main.image in OWN_IMAGES

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Have the workload run as the user of its image."""
        draft.image_user_reason = str(self.reason)
        draft.annotations["run-as-image-user"] = str(self.reason)

    def problems(self) -> Iterator[Problem]:
        """List a missing reason."""
        if not (isinstance(self.reason, str) and self.reason.strip()):
            fix = 'write RunAsImageUser(reason="the image of our fork starts as root")'
            yield Problem.invalid(
                "image-user.reason-missing",
                "run-as-image-user reason",
                self.reason,
                "a text, for whoever reads dist/",
                fix,
            )

    def problems_with_targets(self, reached: Sequence[WorkloadDraft]) -> Iterator[Problem]:
        """List it where it reaches nothing, or more than a single workload."""
        yield from super().problems_with_targets(reached)
        if len(reached) > 1:
            cause = f"RunAsImageUser reaches {', '.join(sorted({draft.name for draft in reached}))}"
            fix = "give it to the one workload that needs it, such as environment.autointerp"
            yield Problem("image-user.several-workloads", "mixin", cause, "a single workload", fix)
