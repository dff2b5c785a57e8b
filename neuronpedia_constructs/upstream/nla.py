"""Servers for natural-language autoencoders (NLA): what a line has to define, and what describes one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from neuronpedia_constructs.models.draft import ModelServerDraft
from neuronpedia_constructs.validation.plain import PlainArguments

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.configuration.servers.nla import NlaConfig
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.workload import Strategy
    from neuronpedia_constructs.validation.problems import Problem

SUFFIX = "-nla"


@dataclass(frozen=True, kw_only=True)
class NlaSource(PlainArguments):
    """A natural-language autoencoder: the models that an NLA server runs, and the webapp's row for them.

    The row is one of the table `NlaSource`; a server registers its URL there. Names of models are those of their
    repositories on Hugging Face, or absolute paths.
    """

    id: str
    """The webapp's id of the source, unique for its model, such as "qwen2.5-7b"."""
    model_id: str
    """The webapp's id of the model that is described, in the table `Model`, such as "qwen2.5-7b-it"."""
    verbalizer: str
    """`NLA_VERBALIZER_MODEL`: the model that describes activations."""
    reconstructor: str
    """`NLA_RECONSTRUCTOR_MODEL`: the model that turns descriptions back into activations, for scores. "" for none."""
    source: str
    """`NLA_SOURCE_MODEL`: the model whose activations are described. "" for none."""
    layer: int
    """The layer whose output is described, from 0."""
    display_name: str = ""
    """The name that people see. Default: none."""
    description: str = ""
    """What people read about it. Default: none."""
    url: str = ""
    """A page about it. Default: none."""
    author: str = ""
    """Who made it. Default: unknown."""
    norm: float = 0.0
    """The usual norm of an activation, for scaling. Default: 0, not known."""


@dataclass
class NlaDraft(ModelServerDraft):
    """The draft of an NLA server."""

    line: NlaLine = field(kw_only=True)
    """The line of upstream that its image holds."""
    config: str = field(kw_only=True)
    """Name of the ConfigMap with its environment variables."""
    source: NlaSource = field(kw_only=True)
    """What it serves."""


class NlaLine(Protocol):
    """The NLA server of a line."""

    def describe(
        self, context: Context, instance: str, source: NlaSource, config: NlaConfig, strategy: Strategy
    ) -> NlaDraft:
        """Return the draft of a server."""
        ...

    def presets(self) -> Mapping[str, NlaSource]:
        """Return known sources by name."""
        ...

    def finalize(self, draft: NlaDraft) -> None:
        """Complete a draft from what it serves and from its profile."""
        ...

    def problems(self, draft: NlaDraft) -> Iterator[Problem]:
        """List problems of a draft."""
        ...
