"""What a line of Neuronpedia's own services has to define."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.configuration.servers.inference import InferenceConfig
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.pod import Resources
    from neuronpedia_constructs.draft.workload import Strategy
    from neuronpedia_constructs.models.arguments import ModelArguments
    from neuronpedia_constructs.models.draft import InferenceDraft
    from neuronpedia_constructs.models.sizing.gpus import Gpu
    from neuronpedia_constructs.upstream.sources import ModelSources
    from neuronpedia_constructs.validation.problems import Problem

    from .graph import GraphLine
    from .nla import NlaLine
    from .sparsity import SparsityLine

LineName = Literal["current", "legacy"]
"""The names of the lines."""


class Size(NamedTuple):
    """The memory of an inference server in bytes, without its own Python process."""

    loaded: int
    """On the GPU once it has started; on a CPU, in the host's memory."""
    peak: int
    """The same, while it serves its worst request."""
    host_peak: int
    """The most in the host's memory."""
    smallest: Gpu | None
    """The smallest known GPU that fits; None without a GPU."""
    saes: int
    """Number of selected SAEs."""


class InferenceLine(Protocol):
    """The inference server of a line."""

    def describe(self, context: Context, instance: str, config: InferenceConfig, strategy: Strategy) -> InferenceDraft:
        """Return the draft of a server before it has a model."""
        ...

    def variables(self, model: ModelArguments) -> dict[str, str]:
        """Return the environment variables that configure a model."""
        ...

    def sources(self, model: ModelArguments) -> ModelSources:
        """Return the rows of the webapp's database that a server with this model can serve."""
        ...

    def finalize(self, draft: InferenceDraft) -> None:
        """Complete a draft from its model, its profile and its configuration."""
        ...

    def problems(self, draft: InferenceDraft) -> Iterator[Problem]:
        """List problems of a draft that has a model."""
        ...

    def size(self, model: ModelArguments) -> Size | None:
        """Return the memory of a server with this model; None if the architecture is unknown or arguments are wrong."""
        ...

    def engine(self, variables: Mapping[str, str]) -> str | None:
        """Return the engine that the webapp knows a server by, a value of its enum `InferenceEngine`.

        None means that the webapp must not use the server.
        """
        ...


@dataclass(frozen=True)
class AutointerpLine:
    """The autointerp server of a line."""

    working_dir: str | None
    """Folder in the image to start in. None: the image's own."""
    resources: Resources
    starting: int
    """Seconds that it has to load what it needs before it listens."""


@dataclass(frozen=True)
class Line:
    """A line of Neuronpedia's own services: what their images hold, and how to run it."""

    name: LineName
    inference: InferenceLine
    autointerp: AutointerpLine
    graph: GraphLine | None = None
    """None if the line has no graph server that can be deployed; likewise for the others."""
    nla: NlaLine | None = None
    sparsity: SparsityLine | None = None
    unread: Mapping[str, frozenset[str]] = field(kw_only=True)
    """The environment variables that only the other lines' programs read, by program."""
