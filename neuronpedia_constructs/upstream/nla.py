"""Servers for natural-language autoencoders (NLA): what a line has to define, and what describes one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from neuronpedia_constructs.models.draft import ModelServerDraft
from neuronpedia_constructs.validation.plain import PlainArguments
from neuronpedia_constructs.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.configuration.servers.nla import NlaConfig
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.workload import Strategy

SUFFIX = "-nla"

_LAYERS = 10_000
_MODELS = ("verbalizer", "reconstructor", "source")


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

    def problems(self) -> Iterator[Problem]:
        """List the problems of the arguments."""
        for name in _MODELS:
            given = getattr(self, name)
            needed = name == "verbalizer"
            if not isinstance(given, str) or (given and ("/" not in given or any(map(str.isspace, given)))):
                allowed = "a repository on Hugging Face, <organization>/<name>, or an absolute path"
                yield Problem.invalid("nla.model-invalid", f"source {name}", given, allowed, f'write {name}="…/…"')
            elif needed and not given:
                yield Problem.invalid("nla.model-invalid", f"source {name}", given, "a model", f'write {name}="…/…"')
        for name in ("id", "model_id"):
            given = getattr(self, name)
            if not isinstance(given, str) or not given or any(map(str.isspace, given)):
                allowed = "an id of the webapp, without spaces"
                yield Problem.invalid("nla.id-invalid", f"source {name}", given, allowed, f'write {name}="qwen2.5-7b"')
        if not isinstance(self.layer, int) or isinstance(self.layer, bool) or not 0 <= self.layer < _LAYERS:
            yield Problem.invalid(
                "nla.layer-invalid",
                "source layer",
                self.layer,
                f"a whole number from 0 to {_LAYERS - 1}",
                "write layer=20",
            )
        for name in ("display_name", "description", "url", "author"):
            given = getattr(self, name)
            if not isinstance(given, str):
                yield Problem.invalid("nla.text-invalid", f"source {name}", given, "a string", f"leave {name} out")
        norm = self.norm
        if not isinstance(norm, (int, float)) or isinstance(norm, bool) or not abs(norm) < float("inf"):
            yield Problem.invalid("nla.norm-invalid", "source norm", norm, "a number", "leave norm out")

    @property
    def is_valid(self) -> bool:
        """Whether there are none."""
        return not any(self.problems())


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
