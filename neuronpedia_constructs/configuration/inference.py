"""What an inference server can be told, beyond its model."""

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
    """What an inference server can be told beyond its model; it becomes part of `<instance>-inference-config`.

    The names in capitals are the server's own environment variables, which it reads in
    apps/inference/neuronpedia_inference/args.py, or those of the libraries that it loads models with. None leaves a
    variable out, so that the server's own default holds. What belongs to the model is an argument of `Model`.
    """

    reader: ClassVar[str] = "inference"
    title: ClassVar[str] = "InferenceConfig"

    lens_token_limit: int | None = variable("LENS_TOKEN_LIMIT", values.Number(1))
    """`LENS_TOKEN_LIMIT`: longest prompt of the lens, in tokens. Default: the server's own, 1024."""
    request_lock_timeout: int | None = variable("REQUEST_LOCK_TIMEOUT", values.Number(0, example=300))
    """`REQUEST_LOCK_TIMEOUT`: how long a request waits for the one before it, in seconds; 0: for ever. Default: the
    server's own, 300."""
    model_from_pretrained_kwargs: Mapping[str, Any] | None = variable("MODEL_FROM_PRETRAINED_KWARGS", values.Json())
    """`MODEL_FROM_PRETRAINED_KWARGS`: further arguments for TransformerLens when it loads the model. Default: none."""
    sentry_dsn: str | None = variable("SENTRY_DSN", texts.SENTRY_DSN)
    """`SENTRY_DSN`: where errors are reported. Default: nowhere."""

    jlens_skip: bool | None = variable("JLENS_SKIP", _YES)
    """`JLENS_SKIP`: whether to do without the Jacobian lens, which is loaded where one is published. Default: no."""
    jlens_source: str | None = variable("JLENS_SOURCE", texts.Folder())
    """`JLENS_SOURCE`: a folder with a fitted lens, in place of a download. Default: none."""
    jlens_dataset: str | None = variable("JLENS_DATASET", _TEXT)
    """`JLENS_DATASET`: the data set that the lens was fitted on. Default: the server's own, Salesforce-wikitext."""
    jlens_hf_repo: str | None = variable("JLENS_HF_REPO", _TEXT)
    """`JLENS_HF_REPO`: the repository of lenses at Hugging Face. Default: the server's own,
    neuronpedia/jacobian-lens."""
    jlens_hf_path: str | None = variable("JLENS_HF_PATH", _TEXT)
    """`JLENS_HF_PATH`: the lens in it. Default: found by the model and the data set."""
    neuronpedia_model_id: str | None = variable("NEURONPEDIA_MODEL_ID", _TEXT)
    """`NEURONPEDIA_MODEL_ID`: the model's name in Neuronpedia, by which the lens is found. Default: found by
    `MODEL_ID`."""

    hf_hub_offline: bool | None = variable("HF_HUB_OFFLINE", _SWITCH)
    """`HF_HUB_OFFLINE`: whether to load models from the cache alone. Default: no."""
    hf_hub_enable_hf_transfer: bool | None = variable("HF_HUB_ENABLE_HF_TRANSFER", _SWITCH)
    """`HF_HUB_ENABLE_HF_TRANSFER`: whether to download over several connections at once. Default: no."""

    def problems(self, context: Context) -> Iterator[Problem]:
        """List what is wrong with the arguments, each by itself and between them."""
        yield from super().problems(context)
        if self.jlens_skip is True:
            for argument in ("jlens_source", "jlens_dataset", "jlens_hf_repo", "jlens_hf_path", "neuronpedia_model_id"):
                if getattr(self, argument) is not None:
                    yield self.unused(argument, "without jlens_skip=True", f"leave jlens_skip or {argument} out")
