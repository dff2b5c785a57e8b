"""Graph servers: what a line has to define, and what describes one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self

from neuronpedia_constructs.models.draft import ModelServerDraft
from neuronpedia_constructs.validation.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.configuration.servers.graph import GraphConfig
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.workload import Strategy
    from neuronpedia_constructs.validation.problems import Problem

AttributionEngine = Literal["circuit-tracer", "lm-saes-crm"]
"""What makes the graphs: circuit-tracer from transcoders, lm-saes-crm from modules that replace MLPs and attention."""

SUFFIX = "-graph"


@dataclass(frozen=True)
class GraphOptions:
    """What a graph server serves, as the user says it."""

    model: str
    """The model's repository on Hugging Face, or the webapp's id of a model that it knows."""
    transcoders: str | None
    """The transcoders, or the repository of replacement modules; None for those that are usual for the model."""
    engine: str | None
    """What makes the graphs; None for what is usual for the model."""
    source_sets: tuple[str, ...] | None
    """The webapp's source sets; None for those of known transcoders."""

    @classmethod
    def of(cls, model: object, transcoders: object, engine: object, source_sets: object) -> Self:
        """Return the options for arguments of any type; wrong ones have their own problems."""
        given: Any = tuple(source_sets) if isinstance(source_sets, list) else source_sets
        return cls(plain(model), plain(transcoders), plain(engine), plain(given))


@dataclass
class GraphDraft(ModelServerDraft):
    """The draft of a graph server."""

    line: GraphLine = field(kw_only=True)
    """The line of upstream that its image holds."""
    config: str = field(kw_only=True)
    """Name of the ConfigMap with its environment variables."""
    options: GraphOptions = field(kw_only=True)
    """What it serves."""


class GraphLine(Protocol):
    """The graph server of a line."""

    def describe(
        self, context: Context, instance: str, options: GraphOptions, config: GraphConfig, strategy: Strategy
    ) -> GraphDraft:
        """Return the draft of a server."""
        ...

    def finalize(self, draft: GraphDraft) -> None:
        """Complete a draft from what it serves and from its profile."""
        ...

    def problems(self, draft: GraphDraft) -> Iterator[Problem]:
        """List problems of a draft."""
        ...

    def registered(self, draft: GraphDraft) -> tuple[str, tuple[str, ...]] | None:
        """Return the webapp's ids of the model and of its source sets; None if they are not known."""
        ...
