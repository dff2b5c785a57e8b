"""Inference servers that answer everybody."""

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
"""The variable that holds the secret, by the name of the container."""


@dataclass(kw_only=True, eq=False)
class PublicInference(Mixin):
    """Give inference servers, and the webapp that uses them, the well-known secret "public".

    Neuronpedia's clients send it by default, so the servers answer everybody who reaches them. Given to an environment,
    it makes all of its servers public; a webapp sends one secret to all of its servers, so it can't use them if only
    some are.
    """

    concern: ClassVar[str | None] = "public inference"

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Tell whether the workload is an inference server or the webapp."""
        return draft.main.name in _VARIABLES

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Set the well-known secret."""
        draft.main.env[_VARIABLES[draft.main.name]] = PUBLIC


def secret_problems(drafts: Sequence[WorkloadDraft]) -> Iterator[Problem]:
    """List inference servers that demand another secret than the one that the webapp sends to all of them."""
    (sent,) = (draft.main.env.get("INFERENCE_SERVER_SECRET") for draft in drafts if draft.name == "webapp")
    for draft in drafts:
        if isinstance(draft, InferenceDraft) and draft.main.env.get("SECRET") != sent:
            cause = "the webapp sends another one, so it cannot use this server"
            fix = "give the environment PublicInference() if all of its servers are public; else leave it as it is"
            yield Problem(
                "inference.secret-differs",
                "SECRET",
                cause,
                "one secret for all servers of a webapp",
                fix,
                draft.name,
                warning=True,
            )
