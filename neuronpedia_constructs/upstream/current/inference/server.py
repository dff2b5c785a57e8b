"""The current line's inference server, which runs its model on vLLM, or in PyTorch without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.configuration import dotenv
from neuronpedia_constructs.models.fit import check_cache, check_profile, uses_bfloat16
from neuronpedia_constructs.models.sizing.gpus import smallest_gpu
from neuronpedia_constructs.models.sizing.units import GIB
from neuronpedia_constructs.upstream import inference, servers
from neuronpedia_constructs.upstream.current import gpu_nodes
from neuronpedia_constructs.upstream.line import Size

from . import containers, loading, memory
from .fit import BUDGET, UTILIZATION, check_fit, fitting, host_memory, need_of
from .limits import check_limits, lens_limit
from .model import check_ids, check_mode, check_use
from .settings import backend

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.configuration.servers.inference import InferenceConfig
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.workload import Strategy
    from neuronpedia_constructs.models.arguments import ModelArguments
    from neuronpedia_constructs.models.draft import InferenceDraft
    from neuronpedia_constructs.upstream.sources import ModelSources
    from neuronpedia_constructs.validation.problems import Problem

_LENS = "LENS_TOKEN_LIMIT"
_LENS_DEFAULT = 1024


class CurrentInference:
    """The inference server of upstream's apps/inference at ebb8426f."""

    def describe(self, context: Context, instance: str, config: InferenceConfig, strategy: Strategy) -> InferenceDraft:
        """Return the draft of a server before it has a model."""
        config_map = f"{instance}{inference.CONFIG_SUFFIX}"
        draft = inference.describe(context, instance, config, strategy, containers.describe(config_map, config))
        containers.add_programs(draft)
        dotenv.hide(draft, draft.main, folder=containers.FOLDER)
        return draft

    def variables(self, model: ModelArguments) -> dict[str, str]:
        """Return the environment variables that configure a model."""
        forced = {} if model.backend == "auto" else {"FORCE_BACKEND": str(model.backend)}
        return {**inference.ids(model), **inference.variables(model), **forced}

    def sources(self, model: ModelArguments) -> ModelSources:
        """Return the rows of the webapp's database that a server with this model can serve: under any name."""
        return inference.sources(model, accepted=())

    def finalize(self, draft: InferenceDraft) -> None:
        """Derive from model and profile: vLLM's share of the GPU, space for downloads, time to start, memory."""
        model, vllm = draft.model, bool(draft.model and backend(draft, draft.model) == "vllm")
        if model and model.is_valid:
            for name, value in _derived(draft, model, vllm=vllm).items():
                draft.config_maps[draft.config].setdefault(name, value)
        need = need_of(draft, model) if model else None
        if need and model and not model.on_gpu:
            inference.finalize_memory(draft, *host_memory(need, vllm=False, on_gpu=False))
        inference.finalize_cache(draft, loading.cache_gibibytes(draft, vllm=vllm))
        servers.finalize_shared_memory(draft, f"{1 + max(draft.gpus, 1)}Gi")
        fetched = containers.finalize(draft, vllm=vllm)
        if draft.progress_deadline is None:
            starting = loading.seconds(model, vllm=vllm) + (loading.fetching_seconds(model) if fetched else 0)
            draft.progress_deadline = starting + servers.SCHEDULING
        gpu_nodes.finalize(draft, cuda=13, bfloat16=model is not None and uses_bfloat16(model))

    def problems(self, draft: InferenceDraft) -> Iterator[Problem]:
        """List problems and warnings about a server's model, its profile and its settings."""
        model = draft.model
        if model is None:
            return
        yield from check_ids(model)
        if not model.is_valid:
            return
        vllm = backend(draft, model) == "vllm"
        yield from check_mode(draft, model)
        yield from check_use(draft, model)
        yield from check_limits(draft, model)
        volume = draft.pod.volumes.get(servers.CACHE_VOLUME)
        yield from check_cache(draft, volume, loading.cache_gibibytes(draft, vllm=vllm))
        mismatches = list(check_profile(draft, model))
        yield from mismatches
        if model.on_gpu is not None and not mismatches:
            yield from gpu_nodes.check(draft, cuda="13", driver="R580")
            yield from check_fit(draft, model)

    def size(self, model: ModelArguments) -> Size | None:
        """Return the memory of a server with this model."""
        need = memory.need_of(model, context=max(model.token_limit, lens_limit(model)))
        if need is None:
            return None
        vllm = bool(model.on_gpu) and model.backend != "eager"
        smallest = smallest_gpu(fitting(model, need, vllm=vllm)) if model.on_gpu else None
        loaded = need.share + need.resident_saes if vllm else need.weights + need.resident_saes
        peak = loaded + (memory.BESIDE if vllm else need.request)
        _, host = host_memory(need, vllm=vllm, on_gpu=bool(model.on_gpu))
        return Size(loaded, peak, host, smallest, len(model.saes))

    def engine(self, variables: Mapping[str, str]) -> str | None:
        """Return the engine that the webapp knows a server by; none if it would refuse the webapp's requests."""
        return None if variables.get("GENERATION_ONLY", "").lower() == "true" else "TRANSFORMER_LENS"


def _derived(draft: InferenceDraft, model: ModelArguments, *, vllm: bool) -> dict[str, str]:
    """Return the variables that follow from the model and the profile, unless they have been set."""
    found: dict[str, str] = {}
    if lens_limit(model) != _LENS_DEFAULT:
        found[_LENS] = str(lens_limit(model))
    if draft.gpus > 1:
        found["NUM_GPUS"] = str(draft.gpus)
    need = need_of(draft, model)
    if model.sae_paging:
        known = need is not None and (draft.gpu is not None or model.sae_paging.gpu_gib is not None)
        found[BUDGET] = f"{need.resident_saes * 10 // GIB / 10:g}" if need and known else "auto"
        if model.sae_paging.pinned_host_gib is not None:
            found["SAE_PINNED_HOST_GIB"] = f"{model.sae_paging.pinned_host_gib:g}"
    if vllm:
        # FlashInfer compiles its sampler on first use, for which many images lack the compiler.
        found["VLLM_USE_FLASHINFER_SAMPLER"] = "0"
        found["VLLM_ENGINE_READY_TIMEOUT_S"] = str(loading.engine_seconds(model))
        if need and draft.gpu:
            share = memory.utilization(draft.gpu.memory, need.resident_saes)
            found |= {UTILIZATION: f"{share:g}"} if share > 0 else {}
    return found
