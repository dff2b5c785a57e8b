"""The check that a model fits the GPU and the host's memory, on vLLM and without it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neuronpedia_constructs.models.fit import WAY_PAST, check_bfloat16, check_host, unchecked, uses_bfloat16
from neuronpedia_constructs.models.sizing.gpus import smallest_gpu
from neuronpedia_constructs.models.sizing.units import GIB, gibibytes
from neuronpedia_constructs.validation.problems import Problem, quoted

from . import memory
from .limits import context
from .settings import backend, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neuronpedia_constructs.models.arguments import ModelArguments
    from neuronpedia_constructs.models.draft import InferenceDraft
    from neuronpedia_constructs.models.sizing.gpus import Gpu

    from .memory import Need

UTILIZATION = "VLLM_GPU_MEMORY_UTILIZATION"
BUDGET = "SAE_GPU_BUDGET_GIB"

_CUDA_13 = (7, 5)
"""The oldest compute capability that CUDA 13 supports."""

_LOADED = "what is loaded"


def need_of(draft: InferenceDraft, model: ModelArguments) -> Need | None:
    """Return the memory need of a server, with the SAEs that it may keep on the GPU."""
    # A wrong number of GPUs has its own problem.
    need = memory.need_of(model, context=context(draft, model), gpus=max(draft.gpus, 1))
    if need is None or not model.sae_paging:
        return need
    given = model.sae_paging.gpu_gib
    if given is not None:
        return replace(need, resident_saes=min(round(given * GIB), need.all_saes))
    found = memory.budget(need, draft.gpu.memory) if draft.gpu else need.largest_sae
    return replace(need, resident_saes=max(found, need.largest_sae))


def check_fit(draft: InferenceDraft, model: ModelArguments) -> Iterator[Problem]:
    """List what does not fit, and warn about what may not fit at peak or cannot be checked."""
    gpu, runs = draft.gpu, backend(draft, model)
    if gpu:
        yield from check_bfloat16(model, gpu)
        yield from _check_capability(gpu)
    if runs == "vllm":
        yield from _check_division(draft, model)
    if draft.sizing_unchecked is not None:
        return
    need = need_of(draft, model)
    if need is None:
        yield unchecked(model)
        return
    if model.on_gpu:
        yield from _check_gpu(draft, model, need) if gpu else [_unknown_gpu(model, need)]
    yield from _check_host(draft, model, need)


def fitting(model: ModelArguments, need: Need, *, vllm: bool) -> Callable[[Gpu], bool]:
    """Return the condition that a GPU must meet to run a model."""
    bfloat16 = uses_bfloat16(model)

    def fits(gpu: Gpu) -> bool:
        enough = memory.fits(need, gpu.memory) if vllm else gpu.holds(need.eager + memory.CONTEXT)
        return enough and gpu.compute_capability >= _CUDA_13 and (gpu.bfloat16 or not bfloat16)

    return fits


def _check_capability(gpu: Gpu) -> Iterator[Problem]:
    if gpu.compute_capability < _CUDA_13:
        capability = ".".join(map(str, gpu.compute_capability))
        cause = f"{gpu.product} has compute capability {capability}, which CUDA 13 does not support"
        fix = 'select a newer GPU, such as GpuProfile(product="NVIDIA-L4")'
        yield Problem("gpu.too-old", "GPU product", cause, "a GPU with compute capability 7.5 or newer", fix)


def _check_division(draft: InferenceDraft, model: ModelArguments) -> Iterator[Problem]:
    heads = model.architecture.heads if model.architecture else None
    if heads and draft.gpus > 0 and heads % draft.gpus:
        divisors = [str(count) for count in range(1, heads + 1) if heads % count == 0]
        allowed = f"a number of GPUs that divides the {heads} heads of {model.name}: {', '.join(divisors)}"
        fix = f"write count={max(int(count) for count in divisors if int(count) < draft.gpus)}"
        yield Problem.invalid("gpu.count-does-not-divide", "GPU count", draft.gpus, allowed, fix)


def _check_gpu(draft: InferenceDraft, model: ModelArguments, need: Need) -> Iterator[Problem]:
    gpu = draft.gpu
    if gpu is None:
        return
    vllm = backend(draft, model) == "vllm"
    given = text(draft, UTILIZATION) if vllm else None
    computed = f"{memory.utilization(gpu.memory, need.resident_saes):g}"
    if not fitting(model, need, vllm=vllm)(replace(gpu, compute_capability=(99, 0))):
        yield _too_small(draft, model, need, gpu)
    elif given is not None and given != computed:
        yield from _check_given(float(given), computed, need, gpu)


def _too_small(draft: InferenceDraft, model: ModelArguments, need: Need, gpu: Gpu) -> Problem:
    vllm = backend(draft, model) == "vllm"
    parts = {"weights": need.weights, "SAEs": need.resident_saes}
    if vllm:
        parts |= {"keys and values": need.key_values, "vLLM": memory.ENGINE, "requests and CUDA": memory.BESIDE}
    else:
        parts |= {"the worst request": need.request, "CUDA": memory.CONTEXT}
    total = sum(parts.values())
    larger = smallest_gpu(fitting(model, need, vllm=vllm))
    unknown = f"; at least, as the width of {', '.join(need.unknown)} is not known" if need.unknown else ""
    cause = (
        f"{model.name} needs {gibibytes(total)}, and {gpu.product} has {gibibytes(gpu.memory)}; "
        f"smallest that fits: {larger.product if larger else 'none'}{unknown}"
    )
    ways = [f'GpuProfile(product="{larger.product}")'] if larger else []
    if model.sae_paging is None and need.largest_sae <= memory.budget(need, gpu.memory):
        ways.append("sae_paging=SaePaging() in the model, which keeps the SAEs in host memory")
    elif vllm and draft.gpus == 1:
        ways.append("count=2 in the GpuProfile")
    ways += ["load fewer SAEs with sae_sets, include_sae or max_loaded_saes", WAY_PAST.removeprefix("or, ")]
    allowed = "room for " + ", ".join(f"{name} {gibibytes(part)}" for name, part in parts.items() if part)
    return Problem("gpu.memory-too-small", "GPU memory", cause, allowed, f"write {', or '.join(ways)}")


def _check_given(given: float, computed: str, need: Need, gpu: Gpu) -> Iterator[Problem]:
    """List the problem of a share of the GPU that leaves too little for the model, or for the SAEs."""
    share, rest = int(given * gpu.memory), gpu.memory - int(given * gpu.memory)
    fix = f"leave it out: the library sets {computed}"
    if share < need.share:
        cause = f"{quoted(given)} of {gpu.product} is {gibibytes(share)}"
        allowed = f"{gibibytes(need.share)} for weights, keys and values, and vLLM itself"
        yield Problem("gpu.utilization-too-small", UTILIZATION, cause, allowed, fix)
    elif rest < need.resident_saes + memory.CONTEXT:
        cause = f"{quoted(given)} of {gpu.product} leaves {gibibytes(rest)}"
        allowed = f"{gibibytes(need.resident_saes + memory.CONTEXT)} for SAEs and CUDA"
        yield Problem("gpu.utilization-too-large", UTILIZATION, cause, allowed, fix)
    elif rest < need.resident_saes + memory.BESIDE:
        cause = f"{quoted(given)} of {gpu.product} leaves {gibibytes(rest)}"
        allowed = f"{gibibytes(need.resident_saes + memory.BESIDE)} for SAEs, CUDA, the lens and requests"
        yield Problem("gpu.utilization-tight", UTILIZATION, cause, allowed, fix, warning=True)


def _unknown_gpu(model: ModelArguments, need: Need) -> Problem:
    cause = f"the GPU is not known, so vLLM takes its default of {memory.MOST:g} of the GPU, and nothing is checked"
    allowed = f"a known GPU: {model.name} has SAEs of {gibibytes(need.resident_saes)} beside vLLM"
    fix = 'write GpuProfile(product="NVIDIA-L4"), or stands_for="NVIDIA-L4" if nodes have no such label'
    return Problem("gpu.unknown", "GPU product", cause, allowed, fix, warning=True)


def _check_host(draft: InferenceDraft, model: ModelArguments, need: Need) -> Iterator[Problem]:
    loaded, peak = host_memory(need, vllm=backend(draft, model) == "vllm", on_gpu=bool(model.on_gpu))
    why, when = _LOADED, "loading an SAE" if model.on_gpu else "the worst request"
    if model.sae_paging and model.on_gpu:
        loaded += need.all_saes + memory.PAGING
        peak = max(peak + need.all_saes, loaded)
        why = "all SAEs, and what the server keeps free beside them"
    yield from check_host(draft, model, loaded=loaded, peak=peak, why=why, when=when)


def host_memory(need: Need, *, vllm: bool, on_gpu: bool) -> tuple[int, int]:
    """Return the host memory of a server: what it cannot run without, and the most that it may need."""
    if vllm:
        return memory.VLLM_PROCESSES, memory.VLLM_PROCESSES + need.read
    if on_gpu:
        return memory.PROCESS + need.weights, memory.PROCESS + need.weights + need.read
    held = memory.PROCESS + need.weights + need.resident_saes
    return held, held + max(need.request, need.read)
