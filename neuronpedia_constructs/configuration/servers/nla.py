"""The configuration of an NLA server, apart from its models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from neuronpedia_constructs.configuration.variables import variable
from neuronpedia_constructs.validation import texts, values
from neuronpedia_constructs.validation.problems import Problem

from .sentry import SentryConfig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.context import Context

_SWITCH: Final = values.Boolean("1", "0")
_TEXT: Final = texts.Text()
_BACKENDS: Final[values.OneOf[Literal["vllm", "sglang"]]] = values.OneOf(("vllm", "sglang"))


@dataclass(frozen=True, kw_only=True)
class NlaConfig(SentryConfig):
    """Every setting of a server for natural-language autoencoders (NLA) apart from its models.

    It becomes part of `<instance>-nla-config`. The names in capitals are environment variables that apps/nla/server.py
    or Hugging Face's library reads. None leaves a variable out, so the server uses its own default. What overrides the
    metadata of a checkpoint, `NLA_OVERRIDE_…`, goes into `extra`.
    """

    reader: ClassVar[str] = "nla"
    title: ClassVar[str] = "NlaConfig"

    mem_fraction: float | None = variable("NLA_MEM_FRACTION", values.Fraction(0.01, 1, example=0.38))
    """`NLA_MEM_FRACTION`: the share of the GPU that the verbalizer takes for weights and for keys and values. Default:
    the server's own, 0.38."""
    verbalizer_backend: Literal["vllm", "sglang"] | None = variable("NLA_VERBALIZER_BACKEND", _BACKENDS)
    """`NLA_VERBALIZER_BACKEND`: what runs the verbalizer. Default: the server's own, "vllm"."""
    verbalizer_enforce_eager: bool | None = variable("NLA_VERBALIZER_ENFORCE_EAGER", _SWITCH)
    """`NLA_VERBALIZER_ENFORCE_EAGER`: whether the verbalizer runs without CUDA graphs. Default: False."""
    verbalizer_max_model_len: int | None = variable("NLA_VERBALIZER_MAX_MODEL_LEN", values.Number(1, example=4096))
    """`NLA_VERBALIZER_MAX_MODEL_LEN`: the verbalizer's context in tokens, which models with a long context need.
    Default: the model's own."""
    max_concurrent: int | None = variable("NLA_MAX_CONCURRENT", values.Number(1, example=24))
    """`NLA_MAX_CONCURRENT`: how many descriptions are generated at the same time. Default: derived from memory."""
    max_concurrent_explains: int | None = variable("NLA_MAX_CONCURRENT_EXPLAINS", values.Number(1, example=1))
    """`NLA_MAX_CONCURRENT_EXPLAINS`: how many requests for explanations run at the same time; a further one is refused.
    Default: the server's own, 1."""
    source_max_concurrent: int | None = variable("NLA_SOURCE_MAX_CONCURRENT", values.Number(1, example=4))
    """`NLA_SOURCE_MAX_CONCURRENT`: how many requests the source model works on. Default: the server's own, 4."""
    reconstructor_max_concurrent: int | None = variable("NLA_RECONSTRUCTOR_MAX_CONCURRENT", values.Number(1, example=4))
    """`NLA_RECONSTRUCTOR_MAX_CONCURRENT`: how many requests for scores run. Default: the server's own, 4."""
    reconstruction_batch_size: int | None = variable("NLA_RECONSTRUCTION_BATCH_SIZE", values.Number(1, example=8))
    """`NLA_RECONSTRUCTION_BATCH_SIZE`: batch size of the reconstructor. Default: the server's own, 8."""
    truncate_source: bool | None = variable("NLA_TRUNCATE_SOURCE", _SWITCH)
    """`NLA_TRUNCATE_SOURCE`: whether to drop the source model's layers above the one that is read, without which it
    cannot complete text. Default: the server's own, True."""
    fp8_verbalizer: bool | None = variable("NLA_FP8_VERBALIZER", _SWITCH)
    """`NLA_FP8_VERBALIZER`: whether to convert the verbalizer to 8 bits, which needs compute capability 9.0. Default:
    False."""
    fp8_source: bool | None = variable("NLA_FP8_SOURCE", _SWITCH)
    """`NLA_FP8_SOURCE`: whether to convert the source model to 8 bits. Default: False."""
    fp8_reconstructor: bool | None = variable("NLA_FP8_RECONSTRUCTOR", _SWITCH)
    """`NLA_FP8_RECONSTRUCTOR`: whether to convert the reconstructor to 8 bits. Default: False."""
    int4_reconstructor: bool | None = variable("NLA_INT4_RECONSTRUCTOR", _SWITCH)
    """`NLA_INT4_RECONSTRUCTOR`: whether to convert the reconstructor to 4 bits. Default: False."""
    kv_cache_dtype: str | None = variable("NLA_KV_CACHE_DTYPE", texts.Text(example="fp8_e4m3"))
    """`NLA_KV_CACHE_DTYPE`: precision of the verbalizer's keys and values. Default: that of the model."""
    max_new_tokens_limit: int | None = variable("NLA_MAX_NEW_TOKENS_LIMIT", values.Number(1, example=1024))
    """`NLA_MAX_NEW_TOKENS_LIMIT`: maximum length of a description in tokens. Default: derived from memory."""
    max_input_chars: int | None = variable("NLA_MAX_INPUT_CHARS", values.Number(1, example=65536))
    """`NLA_MAX_INPUT_CHARS`: maximum length of a text, in characters. Default: the server's own, 65536."""
    hf_hub_offline: bool | None = variable("HF_HUB_OFFLINE", _SWITCH)
    """`HF_HUB_OFFLINE`: whether to load models only from the cache. Default: False."""

    def problems(self, context: Context) -> Iterator[Problem]:
        """List the problems of each argument, and of their combinations."""
        yield from super().problems(context)
        if self.fp8_reconstructor is True and self.int4_reconstructor is True:
            cause = "fp8_reconstructor and int4_reconstructor exclude each other"
            allowed, fix = "one of them; with both, the server does not start", "leave one of them out"
            yield Problem("configuration.values-exclusive", self.place("int4_reconstructor"), cause, allowed, fix)
