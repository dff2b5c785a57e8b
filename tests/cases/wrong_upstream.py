"""Wrong input, and how the complaint names it: what only one line of upstream can do, and what its servers refuse."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from neuronpedia_constructs import (
    CPU_STANDARD,
    GPU_STANDARD,
    AppConfig,
    GpuProfile,
    GraphConfig,
    InferenceConfig,
    IngressRoute,
    Model,
    ModelCache,
    NlaConfig,
    NlaSource,
    SaePaging,
    models,
)
from tests.support.building import bare
from tests.support.own_mixins import OwnNodes

from .wrong_environments import CPU_MODEL, Case, of_environment

A100 = GpuProfile(cpu="10", memory="70Gi", product="NVIDIA-A100-SXM4-80GB")
L4 = GpuProfile(product="NVIDIA-L4")
GEMMA = replace(models.get("gemma-2-2b-public"), public=False)
ALONE = replace(GEMMA, sae_sets=[])
QWEN = NlaSource(
    id="mine", model_id="qwen2.5-7b-it", verbalizer="mine/av", reconstructor="mine/ar", source="mine/m", layer=20
)
GRAPHS = AppConfig(enable_signin=False, embedding_provider="openai", graph_bucket="graphs")


def served(
    field: str, given: str, model: Model = GEMMA, profile: Any = A100, *, upstream: str = "current", **config: Any
) -> Case:
    """An inference server with something wrong."""

    def build(app: Any) -> object:
        server = bare(app, upstream=upstream).add_inference("m", config=InferenceConfig(**config))
        return server.with_(model, profile)

    return Case(build, "m-inference", field, given)


def graph(
    field: str, given: str, profile: GpuProfile = A100, config: GraphConfig | None = None, **arguments: Any
) -> Case:
    """A graph server with something wrong."""

    def build(app: Any) -> object:
        environment = bare(app, app_config=GRAPHS)
        return environment.add_graph("g", **{"model": "gemma-2-2b", **arguments}, config=config).with_(profile)

    return Case(build, "g-graph", field, given)


def nla(field: str, given: str, profile: GpuProfile = A100, **changes: Any) -> Case:
    """An NLA server with something wrong in its source."""
    source = replace(QWEN, **changes) if changes else "qwen2.5-7b"
    return Case(lambda app: bare(app).add_nla("n", source=source).with_(profile), "n-nla", field, given)


def two_sources(app: Any) -> None:
    environment = bare(app)
    for instance, layer in (("n", 20), ("o", 21)):
        environment.add_nla(instance, source=replace(QWEN, layer=layer), sizing="unchecked", sizing_reason="-").with_(
            A100
        )


def with_sparsity(app: Any, **arguments: Any) -> object:
    return bare(app, **arguments).add_sparsity()


HERE = AppConfig(sparsity_server="https://elsewhere.example.org")

CASES: dict[str, Case] = {
    **{f"upstream {name!r}": of_environment("upstream", name) for name in ("next", "Legacy", "", None)},
    "a setting of the other line": served(
        "InferenceConfig max_tokens", "MAX_TOKENS", CPU_MODEL, CPU_STANDARD, upstream="legacy", max_tokens=9
    ),
    "a variable of the other line": served("InferenceConfig extra", "NNSIGHT", extra={"NNSIGHT": "true"}),
    "backend of the other line": served(
        "model backend", "'vllm'", replace(GEMMA, backend="vllm"), GPU_STANDARD, upstream="legacy"
    ),
    "no SAEs on the legacy line": served("model sae_sets", "[]", ALONE, GPU_STANDARD, upstream="legacy"),
    "tuned weights on the legacy line": served(
        "model model_id", "'google/gemma-2-2b-it'", replace(GEMMA, model_id="google/gemma-2-2b-it"), upstream="legacy"
    ),
    "GPU memory on the legacy line": served(
        "GPU memory", "NVIDIA-L4 has 22.0 GiB", models.get("gemma-2-9b"), L4, upstream="legacy"
    ),
    "context on the legacy line": served(
        "model token_limit", "8193", replace(GEMMA, token_limit=8193), upstream="legacy"
    ),
    **{
        f"short id {given!r}": served("model model_id", repr(given), replace(GEMMA, model_id=given))
        for given in ("gemma-2-2b", "Gemma-2-2B")
    },
    "an unknown backend": served("model backend", "'tgi'", replace(GEMMA, backend="tgi")),  # type: ignore[arg-type]
    "paging on a CPU": served(
        "model sae_paging", "SaePaging", replace(CPU_MODEL, sae_paging=SaePaging()), CPU_STANDARD
    ),
    "vLLM on a CPU": served("model backend", "'vllm'", replace(CPU_MODEL, backend="vllm"), CPU_STANDARD),
    "float16 of Gemma": served("model model_dtype", "'float16'", replace(GEMMA, model_dtype="float16")),
    "a precision that no SAE has": served(
        "model sae_dtype", "no value", replace(GEMMA, model_dtype="auto", sae_dtype=None)
    ),
    "paging by a number": served("model sae_paging", "8", replace(GEMMA, sae_paging=8)),  # type: ignore[arg-type]
    "paging into nothing": served("SaePaging gpu_gib", "0", replace(GEMMA, sae_paging=SaePaging(gpu_gib=0))),
    "more tokens than positions": served("model token_limit", "9000", replace(GEMMA, token_limit=9000)),
    "nothing left to generate": served("model token_limit", "400 tokens", max_tokens=400),
    "only text, and SAEs": served("GENERATION_ONLY", "GENERATION_ONLY", generation_only=True),
    "only text, and points": served(
        "GENERATION_ONLY", "both", ALONE, generation_only=True, static_points="auto", jlens_skip=True
    ),
    "points of no SAEs": served("STATIC_POINTS", "'sae'", ALONE, static_points="sae"),
    "points beside SAEs": served("STATIC_POINTS", "'auto'", static_points="auto"),
    "points without vLLM": served("STATIC_POINTS", "'sae'", replace(GEMMA, backend="eager"), static_points="sae"),
    "GPUs that do not divide the heads": served("GPU count", "3", profile=replace(A100, count=3)),
    "features of nodes": served("GPU feature_discovery", "'yes'", profile=replace(A100, feature_discovery="yes")),  # type: ignore[arg-type]
    "a GPU without CUDA 13": served(
        "GPU product", "7.0", replace(GEMMA, model_dtype="float32"), replace(A100, product="Tesla-V100-SXM2-32GB")
    ),
    "a GPU without bfloat16": served("GPU bfloat16", "Tesla-T4", profile=replace(A100, product="Tesla-T4")),
    "GPU memory": served("GPU memory", "NVIDIA-L4 has 22.0 GiB", models.get("gemma-2-9b"), L4),
    "too small a share": served("VLLM_GPU_MEMORY_UTILIZATION", "0.05", vllm_gpu_memory_utilization=0.05),
    "too large a share": served("VLLM_GPU_MEMORY_UTILIZATION", "0.99", vllm_gpu_memory_utilization=0.99),
    **{
        f"share {given!r}": served(
            "InferenceConfig vllm_gpu_memory_utilization", repr(given), vllm_gpu_memory_utilization=given
        )
        for given in (0, 1.1, -0.5, "0.9")
    },
    "graphs of the legacy line": Case(
        lambda app: bare(app, upstream="legacy", app_config=GRAPHS).add_graph("g", model="gemma-2-2b").with_(A100),
        "g-graph",
        "upstream",
        "'legacy'",
    ),
    "graphs without a bucket": Case(
        lambda app: bare(app).add_graph("g", model="gemma-2-2b").with_(A100),
        "Neuronpedia",
        "AppConfig graph_bucket",
        "bucket",
    ),
    "graph engine": graph("engine", "'nnsight'", engine="nnsight", transcoders="mine/set", source_sets=["set"]),
    "nnsight with lm-saes-crm": graph(
        "config model_engine",
        '"nnsight"',
        config=GraphConfig(model_engine="nnsight"),
        model="qwen3-1.7b",
        source_sets=["lorsa"],
    ),
    "graphs on a GPU without bfloat16": graph("GPU bfloat16", "V100", replace(A100, product="Tesla-V100-SXM2-32GB")),
    "graph model": graph("model", "'llama-3.1-8b'", model="llama-3.1-8b", transcoders="mine/set"),
    "transcoders": graph("transcoders", "'a b'", transcoders="a b"),
    "no transcoders": graph("transcoders", "'mine/model'", model="mine/model"),
    "source sets of a text": graph("source_sets", "'hp'", source_sets="hp"),
    "no size of a cache for graphs": Case(
        lambda app: (
            bare(app, app_config=GRAPHS)
            .add_graph("g", model="mine/model", transcoders="mine/set")
            .with_(A100, ModelCache())
        ),
        "g-graph",
        "cache size",
        "unknown",
    ),
    "no source sets": graph("source_sets", "not known", transcoders="mine/set"),
    "GPU memory of graphs": graph(
        "GPU memory", "NVIDIA-L4 has 22.0 GiB", L4, GraphConfig(lazy_encoder=False), model="qwen3-4b"
    ),
    "NLA model": nla("source verbalizer", "'qwen'", verbalizer="qwen"),
    "NLA id": nla("source id", "'a b'", id="a b"),
    "NLA layer": nla("source layer", "-1", layer=-1),
    "NLA norm": nla("source norm", "'1'", norm="1"),
    "NLA text": nla("source url", "None", url=None),
    "GPU memory of NLA": nla("GPU memory", "NVIDIA-L4 has 22.0 GiB", replace(L4, memory="60Gi")),
    "a reconstructor of 4 and of 8 bits": Case(
        lambda app: (
            bare(app)
            .add_nla("n", config=NlaConfig(fp8_reconstructor=True, int4_reconstructor=True))
            .with_(replace(A100, product="NVIDIA-A40"))
        ),
        "n-nla",
        "NlaConfig int4_reconstructor",
        "exclude each other",
    ),
    "an unknown NLA": Case(
        lambda app: bare(app).add_nla("n", source="qwen3").with_(A100), "n-nla", "source", "'qwen3'"
    ),
    "two NLA sources of one id": Case(two_sources, "o-nla", "source id", "'mine'"),
    "a server here and elsewhere": Case(
        lambda app: with_sparsity(app, app_config=HERE), "Neuronpedia", "AppConfig sparsity_server", "elsewhere"
    ),
}

DOUBTS: dict[str, Case] = {
    "an unknown driver": served("GPU driver", "CUDA 13", profile=GPU_STANDARD),
    "an affinity without the driver": Case(
        lambda app: bare(app).add_inference("m").with_(GEMMA, A100, OwnNodes()),
        "m-inference",
        "GPU driver",
        "a mixin",
    ),
    "an unknown GPU": served("GPU product", "not known", profile=GpuProfile(memory="40Gi", feature_discovery=True)),
    "a tight share": served("VLLM_GPU_MEMORY_UTILIZATION", "0.97", ALONE, vllm_gpu_memory_utilization=0.97),
    "an unknown size": served("memory", "mine", Model("mine", model_id="mine/m", device="cuda", sae_sets=["a"])),
    "a tight GPU on the legacy line": served(
        "GPU memory", "NVIDIA-L4 has 22.0 GiB", models.get("gemma-2-2b"), L4, upstream="legacy"
    ),
    "a GPU that stays idle": served("GPU count", "uses one GPU", profile=replace(A100, count=2), upstream="legacy"),
    "a setting that vLLM ignores": served(
        "MODEL_FROM_PRETRAINED_KWARGS", "no effect", model_from_pretrained_kwargs={"revision": "main"}
    ),
    "only text": served("GENERATION_ONLY", "not registered", ALONE, generation_only=True),
    "points alone": served("STATIC_POINTS", "attention", static_points="sae"),
    "nothing to show": served("model sae_sets", "neither", ALONE, jlens_skip=True),
    "waiting for longer than the route": Case(
        lambda app: (
            bare(app, route=IngressRoute())
            .add_inference("m", config=InferenceConfig(request_lock_timeout=9999))
            .with_(GEMMA, A100)
        ),
        "m-inference",
        "config request_lock_timeout",
        "9999 s",
    ),
    "graphs that nobody asks for": graph(
        "model",
        "'mine/model'",
        model="mine/model",
        transcoders="mine/set",
        sizing="unchecked",
        sizing_reason="measured",
    ),
    "graphs of unknown size": graph("memory", "transcoders", transcoders="mine/set", source_sets=["set"]),
}
