"""The configuration of an inference server, apart from its model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from neuronpedia_constructs.validation import texts, values

from .variables import Config, variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.validation.problems import Problem

_TEXT = texts.Text()
_YES = values.Boolean()
_SWITCH = values.Boolean("1", "0")


@dataclass(frozen=True, kw_only=True)
class InferenceConfig(Config):
    """Every setting of an inference server apart from its model; it becomes part of `<instance>-inference-config`.

    The names in capitals are the server's environment variables, which it reads in
    apps/inference/neuronpedia_inference/args.py, or variables of the libraries that load its models. None leaves a
    variable out, so the server uses its own default. Settings of the model are arguments of `Model`.
    """

    reader: ClassVar[str] = "inference"
    title: ClassVar[str] = "InferenceConfig"

    lens_token_limit: int | None = variable("LENS_TOKEN_LIMIT", values.Number(1))
    """`LENS_TOKEN_LIMIT`: maximum prompt length for the lens, in tokens. Default: the server's own, 1024."""
    request_lock_timeout: int | None = variable("REQUEST_LOCK_TIMEOUT", values.Number(0, example=300))
    """`REQUEST_LOCK_TIMEOUT`: how long a request waits for the previous one, in seconds; 0 means no limit. Default:
    the server's own, 300."""
    model_from_pretrained_kwargs: Mapping[str, Any] | None = variable("MODEL_FROM_PRETRAINED_KWARGS", values.Json())
    """`MODEL_FROM_PRETRAINED_KWARGS`: additional arguments for TransformerLens when it loads the model. Default:
    none."""
    sentry_dsn: str | None = variable("SENTRY_DSN", texts.SENTRY_DSN)
    """`SENTRY_DSN`: the Sentry project for errors. Default: none."""

    jlens_skip: bool | None = variable("JLENS_SKIP", _YES)
    """`JLENS_SKIP`: whether to skip the Jacobian lens, which is otherwise loaded if one is published. Default:
    False."""
    jlens_source: str | None = variable("JLENS_SOURCE", texts.Folder())
    """`JLENS_SOURCE`: a folder with a fitted lens, instead of a download. Default: none."""
    jlens_dataset: str | None = variable("JLENS_DATASET", _TEXT)
    """`JLENS_DATASET`: the dataset that the lens was fitted on. Default: the server's own, Salesforce-wikitext."""
    jlens_hf_repo: str | None = variable("JLENS_HF_REPO", _TEXT)
    """`JLENS_HF_REPO`: the Hugging Face repository of the lens. Default: the server's own,
    neuronpedia/jacobian-lens."""
    jlens_hf_path: str | None = variable("JLENS_HF_PATH", _TEXT)
    """`JLENS_HF_PATH`: the path of the lens in that repository. Default: derived from the model and the dataset."""
    neuronpedia_model_id: str | None = variable("NEURONPEDIA_MODEL_ID", _TEXT)
    """`NEURONPEDIA_MODEL_ID`: the model's id in Neuronpedia, which selects the lens. Default: derived from
    `MODEL_ID`."""

    hf_hub_offline: bool | None = variable("HF_HUB_OFFLINE", _SWITCH)
    """`HF_HUB_OFFLINE`: whether to load models only from the cache. Default: False."""
    hf_hub_enable_hf_transfer: bool | None = variable("HF_HUB_ENABLE_HF_TRANSFER", _SWITCH)
    """`HF_HUB_ENABLE_HF_TRANSFER`: whether to download over several connections. Default: False."""

    def problems(self, context: Context) -> Iterator[Problem]:
        """List the problems of each argument, and of their combinations."""
        yield from super().problems(context)
        if self.jlens_skip is True:
            for argument in ("jlens_source", "jlens_dataset", "jlens_hf_repo", "jlens_hf_path", "neuronpedia_model_id"):
                if getattr(self, argument) is not None:
                    yield self.unused(argument, "without jlens_skip=True", f"leave jlens_skip or {argument} out")
