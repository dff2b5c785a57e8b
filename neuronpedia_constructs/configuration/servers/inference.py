"""The configuration of an inference server, apart from its model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from neuronpedia_constructs.configuration.variables import variable
from neuronpedia_constructs.validation import texts, values

from .sentry import SentryConfig
from .values import Budget, Points, Sizes, StaticPoints

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.validation.problems import Problem

_TEXT = texts.Text()
_YES = values.Boolean()
_SWITCH = values.Boolean("1", "0")


@dataclass(frozen=True, kw_only=True)
class InferenceConfig(SentryConfig):
    """Every setting of an inference server apart from its model; it becomes part of `<instance>-inference-config`.

    The names in capitals are the server's environment variables, which it reads in
    apps/inference/neuronpedia_inference/args.py, or variables of the libraries that load its models. None leaves a
    variable out, so the server uses its own default. Settings of the model are arguments of `Model`. "Current line"
    marks what only the current line's server reads.
    """

    reader: ClassVar[str] = "inference"
    title: ClassVar[str] = "InferenceConfig"

    lens_token_limit: int | None = variable("LENS_TOKEN_LIMIT", values.Number(1))
    """`LENS_TOKEN_LIMIT`: maximum prompt length for the lens, in tokens. On the current line, vLLM's context is as long
    as the larger of this and `token_limit`. Default: the server's own, 1024; on the current line 512 more than
    `token_limit` if that is larger, so that text can be generated after the longest prompt."""
    request_lock_timeout: int | None = variable("REQUEST_LOCK_TIMEOUT", values.Number(0, example=300))
    """`REQUEST_LOCK_TIMEOUT`: how long a request waits for the previous one, in seconds; 0 means no limit. Default:
    the server's own, 300."""
    model_from_pretrained_kwargs: Mapping[str, Any] | None = variable("MODEL_FROM_PRETRAINED_KWARGS", values.Json())
    """`MODEL_FROM_PRETRAINED_KWARGS`: additional arguments for TransformerLens when it loads the model, on the current
    line for the library Transformers, without vLLM. Default: none."""

    vllm_gpu_memory_utilization: float | None = variable(
        "VLLM_GPU_MEMORY_UTILIZATION", values.Fraction(0.01, 1, example=0.8)
    )
    """`VLLM_GPU_MEMORY_UTILIZATION`: the share of the GPU that vLLM takes for weights and for keys and values. What is
    left is for SAEs, the lens and requests. Current line. Default: computed for a known GPU, otherwise the server's
    own, 0.9."""
    max_tokens: int | None = variable("MAX_TOKENS", values.Number(1, example=4096))
    """`MAX_TOKENS`: maximum length of prompt and generated text together, in tokens. Current line. Default: the
    server's own, 4096, or less if memory is short."""
    max_concurrent_requests: int | None = variable("MAX_CONCURRENT_REQUESTS", values.Number(1, example=8))
    """`MAX_CONCURRENT_REQUESTS`: how many requests vLLM works on at the same time; the others wait. Current line.
    Default: the server's own, up to 8 as memory allows."""
    max_num_batched_tokens: int | None = variable("MAX_NUM_BATCHED_TOKENS", values.Number(1, example=2048))
    """`MAX_NUM_BATCHED_TOKENS`: how many tokens of prompts vLLM works on in one step. Current line. Default: vLLM's
    own."""
    transient_budget_mib: int | None = variable("TRANSIENT_BUDGET_MIB", values.Number(1, example=2048))
    """`TRANSIENT_BUDGET_MIB`: MiB on the GPU that requests share. Current line. Default: measured after the start."""
    generation_only: bool | None = variable("GENERATION_ONLY", _YES)
    """`GENERATION_ONLY`: whether to only generate text, faster and without activations, steering and lens. It needs
    vLLM and a model without SAEs, and the webapp does not use such a server. Current line. Default: False."""
    static_points: Points | Sequence[tuple[str, int]] | None = variable("STATIC_POINTS", StaticPoints())
    """`STATIC_POINTS`: the points at which activations can be read and written, which makes vLLM faster: "auto" for
    the output of each layer, "sae" for what the SAEs need, "sae+auto", or a list of names with layers. Current line.
    Default: all points."""
    vllm_cudagraph_capture_sizes: Sequence[int] | None = variable("VLLM_CUDAGRAPH_CAPTURE_SIZES", Sizes())
    """`VLLM_CUDAGRAPH_CAPTURE_SIZES`: batch sizes for which CUDA graphs are recorded with `generation_only` or
    `static_points`. Current line. Default: the server's own, powers of two up to 256."""
    vllm_use_flashinfer_sampler: bool | None = variable("VLLM_USE_FLASHINFER_SAMPLER", _SWITCH)
    """`VLLM_USE_FLASHINFER_SAMPLER`: whether vLLM samples with FlashInfer, which needs nvcc and ninja in the image.
    Current line. Default: False."""
    jlens_gpu_budget_gib: float | Literal["auto", "off"] | None = variable("JLENS_GPU_BUDGET_GIB", Budget())
    """`JLENS_GPU_BUDGET_GIB`: GiB on the GPU for the Jacobian lens, "auto" or "off". Current line. Default: the
    server's own, "auto": what is free, but for 4 GiB."""

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
