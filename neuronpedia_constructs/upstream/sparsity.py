"""The sparsity server: what a line has to define."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from neuronpedia_constructs.models.draft import ModelServerDraft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.configuration.servers.sparsity import SparsityConfig
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.validation.problems import Problem


@dataclass
class SparsityDraft(ModelServerDraft):
    """The draft of the sparsity server."""

    line: SparsityLine = field(kw_only=True)
    """The line of upstream that its image holds."""


class SparsityLine(Protocol):
    """The sparsity server of a line."""

    def describe(self, context: Context, config: SparsityConfig) -> SparsityDraft:
        """Return the draft of the server."""
        ...

    def finalize(self, draft: SparsityDraft) -> None:
        """Complete a draft from its profile."""
        ...

    def problems(self, draft: SparsityDraft) -> Iterator[Problem]:
        """List problems of a draft."""
        ...
