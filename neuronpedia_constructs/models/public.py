"""Public inference servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neuronpedia_constructs.configuration.secrets.variables import PUBLIC
from neuronpedia_constructs.mixins.mixin import Mixin
from neuronpedia_constructs.validation.problems import Problem

from .draft import InferenceDraft

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.draft.workload import WorkloadDraft

_VARIABLES = {"inference": "SECRET", "webapp": "INFERENCE_SERVER_SECRET"}
"""The variable with the secret, by container name."""


@dataclass(kw_only=True, eq=False)
class PublicInference(Mixin):
    """Give inference servers, and the webapp that uses them, the well-known secret "public".

    Neuronpedia's clients send it by default, so the servers accept anyone who can reach them. Given to an environment,
    it makes all of its servers public. A webapp sends one secret to all its servers, so it cannot use them if only some
    are public.
    """

    concern: ClassVar[str | None] = "public inference"

    supported: ClassVar[str] = "inference servers and the webapp; give it to the environment"

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Return whether the workload is an inference server or the webapp."""
        return draft.main.name in _VARIABLES

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Set the well-known secret."""
        draft.main.env[_VARIABLES[draft.main.name]] = PUBLIC


def secret_problems(drafts: Sequence[WorkloadDraft]) -> Iterator[Problem]:
    """List inference servers whose secret differs from the one that the webapp sends."""
    (sent,) = (draft.main.env.get("INFERENCE_SERVER_SECRET") for draft in drafts if draft.name == "webapp")
    for draft in drafts:
        if isinstance(draft, InferenceDraft) and draft.main.env.get("SECRET") != sent:
            cause = "the webapp sends another secret, so it cannot use this server"
            fix = "add PublicInference() to the environment, which makes all its servers public, or use public=False"
            yield Problem(
                "inference.secret-differs",
                "SECRET",
                cause,
                "the same secret for all servers of a webapp",
                fix,
                draft.name,
                warning=True,
            )
