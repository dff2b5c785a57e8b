"""The configuration of a graph server, apart from its model and its transcoders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Literal, get_args

from neuronpedia_constructs.configuration.variables import variable
from neuronpedia_constructs.validation import texts, values

from .sentry import SentryConfig

ModelEngine = Literal["interp_engine", "transformerlens", "nnsight"]
"""What runs the model of a graph server."""

Precision = Literal["bfloat16", "float16", "float32"]

_ENGINES: Final[values.OneOf[ModelEngine]] = values.OneOf(get_args(ModelEngine))
_PRECISIONS: Final[values.OneOf[Precision]] = values.OneOf(get_args(Precision))
_EXPANSIONS: Final[values.OneOf[Literal["8x", "32x"]]] = values.OneOf(("8x", "32x"))
_TOPKS: Final[values.OneOf[Literal["k64", "k128", "k256"]]] = values.OneOf(("k64", "k128", "k256"))
_SWITCH: Final = values.Boolean("1", "0")


@dataclass(frozen=True, kw_only=True)
class GraphConfig(SentryConfig):
    """Every setting of a graph server apart from its model and its transcoders.

    It becomes part of `<instance>-graph-config`. The names in capitals are environment variables that apps/graph or
    Hugging Face's library reads. None leaves a variable out, so the server uses its own default.
    """

    reader: ClassVar[str] = "graph"
    title: ClassVar[str] = "GraphConfig"

    lazy_encoder: bool | None = variable("LAZY_ENCODER", _SWITCH)
    """`LAZY_ENCODER`: whether to read the transcoders' encoders from disk as requests need them, which takes far less
    memory on the GPU, and more time. Default: only if the model does not fit a known GPU without it."""
    model_engine: ModelEngine | None = variable("MODEL_ENGINE", _ENGINES)
    """`MODEL_ENGINE`: what runs the model; "nnsight" only with circuit-tracer. Default: the server's own,
    "interp_engine"."""
    model_dtype: Precision | None = variable("MODEL_DTYPE", _PRECISIONS)
    """`MODEL_DTYPE`: precision of the weights. Default: the server's own, "bfloat16"."""
    token_limit: int | None = variable("TOKEN_LIMIT", values.Number(1, example=64))
    """`TOKEN_LIMIT`: maximum prompt length in tokens. Default: the server's own, 64."""
    max_feature_nodes: int | None = variable("MAX_FEATURE_NODES", values.Number(1, example=10000))
    """`MAX_FEATURE_NODES`: maximum number of features in a graph, unless a request says so. Default: the server's own,
    10000."""
    update_interval: int | None = variable("UPDATE_INTERVAL", values.Number(1, example=1000))
    """`UPDATE_INTERVAL`: after how many features progress is logged. Default: the server's own, 1000."""
    sae_expansion: Literal["8x", "32x"] | None = variable("SAE_EXPANSION", _EXPANSIONS)
    """`SAE_EXPANSION`: width of the replacement modules, with lm-saes-crm. Default: the server's own, "8x"."""
    sae_topk: Literal["k64", "k128", "k256"] | None = variable("SAE_TOPK", _TOPKS)
    """`SAE_TOPK`: active features of a replacement module, with lm-saes-crm. Default: the server's own, "k64"."""
    np_transcoder_source_set: str | None = variable("NP_TRANSCODER_SOURCE_SET", texts.Text(example="transcoder-8x"))
    """`NP_TRANSCODER_SOURCE_SET`: the webapp's source set of the transcoders, with lm-saes-crm. Default: none."""
    np_lorsa_source_set: str | None = variable("NP_LORSA_SOURCE_SET", texts.Text(example="lorsa-8x"))
    """`NP_LORSA_SOURCE_SET`: the webapp's source set of the attention modules, with lm-saes-crm. Default: none."""
    hf_hub_offline: bool | None = variable("HF_HUB_OFFLINE", _SWITCH)
    """`HF_HUB_OFFLINE`: whether to load models only from the cache. Default: False."""
    hf_hub_enable_hf_transfer: bool | None = variable("HF_HUB_ENABLE_HF_TRANSFER", _SWITCH)
    """`HF_HUB_ENABLE_HF_TRANSFER`: whether to download over several connections. Default: False."""
