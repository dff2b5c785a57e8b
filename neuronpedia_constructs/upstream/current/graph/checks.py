"""The checks of a graph server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

from neuronpedia_constructs.models.fit import WAY_PAST
from neuronpedia_constructs.models.sizing.gpus import smallest_gpu
from neuronpedia_constructs.models.sizing.units import GIB, gibibytes
from neuronpedia_constructs.upstream.current import sizing
from neuronpedia_constructs.upstream.graph import AttributionEngine
from neuronpedia_constructs.validation.problems import Problem, quoted

from .presets import engine_of, find_models, presets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.models.sizing.gpus import Gpu
    from neuronpedia_constructs.upstream.graph import GraphDraft

    from .presets import Preset

LAZY: Final = "LAZY_ENCODER"

_WORK: Final = 9.4
"""GiB for a graph with circuit-tracer, whose batches are of 48 in the webapp: 24.9 GiB were measured for 128."""

_WIDE: Final = "float32"
"""The precision of twice as many bytes as the one for which sizes are known."""

_CRM_ENGINE: Final = "lm-saes-crm"
_CRM: Final = {"8x": 24, "32x": 44}
"""GiB on the GPU in all with lm-saes-crm, by `SAE_EXPANSION`."""

_HOST: Final = 4 * GIB
"""Assumed bytes of host memory for the process and its libraries, beside the weights on their way to the GPU."""


def check_graph(draft: GraphDraft, preset: Preset | None) -> Iterator[Problem]:
    """List problems of what a server serves, and what does not fit its profile."""
    wrong = [*_check_engine(draft), *_check_model(draft)]
    # Which transcoders a model has depends on the engine.
    if not any(problem.code == "graph.engine-unknown" for problem in wrong):
        wrong += _check_transcoders(draft, preset)
    yield from wrong
    yield from sizing.check_gpu_needed(draft)
    yield from sizing.check_bfloat16(draft)
    yield from sizing.check_count(draft, most=1)
    if all(problem.warning for problem in wrong):
        host = None if preset is None else round(preset.weights_gib * _width(draft) * GIB) + _HOST
        yield from sizing.check_host(draft, host)
        yield from sizing.check_cache(draft, None if preset is None else preset.download_gib)
        yield from _check_gpu(draft, preset)


def is_lazy_needed(draft: GraphDraft, preset: Preset | None) -> bool:
    """Return whether the model fits the GPU only if encoders stay on disk."""
    if draft.gpu is None or preset is None or preset.engine != "circuit-tracer":
        return False
    gpu = draft.gpu
    return not gpu.holds(_need(draft, preset, lazy=False)) and gpu.holds(_need(draft, preset, lazy=True))


def are_names(given: object) -> bool:
    """Return whether a value is a list of names of source sets, at least one."""
    return isinstance(given, (list, tuple)) and bool(given) and all(isinstance(name, str) and name for name in given)


def _need(draft: GraphDraft, preset: Preset, *, lazy: bool) -> int:
    if preset.engine == _CRM_ENGINE:
        needed: float = _CRM.get(_text(draft, "SAE_EXPANSION"), _CRM["8x"])
    else:
        needed = preset.lazy_gib + (0 if lazy else preset.encoders_gib) + _WORK
    return round(needed * _width(draft) * GIB)


def _width(draft: GraphDraft) -> int:
    """Return how many times the known sizes the models have in the configured precision."""
    return 2 if _text(draft, "MODEL_DTYPE") == _WIDE else 1


def _text(draft: GraphDraft, name: str) -> str:
    return draft.config_maps.get(draft.config, {}).get(name, "")


def _check_engine(draft: GraphDraft) -> Iterator[Problem]:
    engines = get_args(AttributionEngine)
    if draft.options.engine not in (None, *engines):
        allowed = " or ".join(f'"{engine}"' for engine in engines)
        yield Problem.invalid("graph.engine-unknown", "engine", draft.options.engine, allowed, "leave it out")
    elif engine_of(draft.options) == _CRM_ENGINE and _text(draft, "MODEL_ENGINE") == "nnsight":
        cause = f'"nnsight" is not allowed with {_CRM_ENGINE}'
        allowed = f'"interp_engine" or "transformerlens": with another one, {_CRM_ENGINE} does not start'
        yield Problem("graph.model-engine-unsupported", "config model_engine", cause, allowed, "leave it out")


def _check_model(draft: GraphDraft) -> Iterator[Problem]:
    model, known = draft.options.model, find_models(draft.options.model)
    names = ", ".join(dict.fromkeys(preset.webapp_model for preset in presets()))
    if not isinstance(model, str) or any(map(str.isspace, model)) or ("/" not in model and not known):
        allowed = f"the id on Hugging Face, <organization>/<name>, or one of {names}"
        yield Problem.invalid("graph.model-unknown", "model", model, allowed, 'write model="google/gemma-2-2b"')
    elif not known:
        cause = f"the webapp makes no graphs of {quoted(model)}, so the server is not registered"
        fix = f"choose one of {names}, if the webapp is to use the server"
        yield Problem("graph.model-not-in-webapp", "model", cause, "direct clients only", fix, warning=True)


def _check_transcoders(draft: GraphDraft, preset: Preset | None) -> Iterator[Problem]:
    options = draft.options
    given = options.transcoders
    if given is not None and not (isinstance(given, str) and given.strip() and not any(map(str.isspace, given))):
        allowed = "the name of a set of transcoders, such as a repository on Hugging Face"
        fix = 'write transcoders="mwhanna/qwen3-4b-transcoders"'
        yield Problem.invalid("graph.transcoders-invalid", "transcoders", given, allowed, fix)
    elif given is None and preset is None:
        cause = f"no transcoders are given for {quoted(options.model)} with {engine_of(options)}"
        allowed = "transcoders of the model, without which the server does not start"
        fix = 'write transcoders="…", the name of their repository on Hugging Face'
        yield Problem("graph.transcoders-missing", "transcoders", cause, allowed, fix)
    elif options.source_sets is not None and not are_names(options.source_sets):
        allowed, fix = "a list of names of source sets", 'write source_sets=["transcoder-hp"]'
        yield Problem.invalid("graph.source-sets-invalid", "source_sets", options.source_sets, allowed, fix)
    elif find_models(options.model) and not (options.source_sets or (preset and preset.source_sets)):
        cause = "the webapp's source sets of these transcoders are not known"
        allowed = "the names of the source sets that hold their features in the webapp"
        fix = 'write source_sets=["…"]; the page of the model in the webapp lists them'
        yield Problem("graph.source-sets-missing", "source_sets", cause, allowed, fix)


def _check_gpu(draft: GraphDraft, preset: Preset | None) -> Iterator[Problem]:
    if draft.sizing_unchecked is not None or not draft.has_gpu:
        return
    gpu = draft.gpu
    if preset is None or gpu is None:
        yield sizing.unchecked("the memory of the model and its transcoders", known=preset is not None)
        return
    # Unless the user decides, encoders stay on disk where they have to.
    lazy = _text(draft, LAZY) != "0"
    need = _need(draft, preset, lazy=lazy)
    if not gpu.holds(need):
        yield _too_small(draft, preset, gpu, lazy=lazy)


def _too_small(draft: GraphDraft, preset: Preset, gpu: Gpu, *, lazy: bool) -> Problem:
    need = _need(draft, preset, lazy=lazy)
    larger = smallest_gpu(lambda other: other.bfloat16 and other.holds(need))
    fits = larger.product if larger else "none"
    cause = f"{draft.name} needs {gibibytes(need)}, and {gpu.product} has {gibibytes(gpu.memory)}; "
    allowed = "room for the model, its transcoders and a graph"
    ways = [f'GpuProfile(product="{fits}")'] if larger else []
    if not lazy and gpu.holds(_need(draft, preset, lazy=True)):
        ways.append("GraphConfig(lazy_encoder=True)")
    fix = f"write {', or '.join([*ways, WAY_PAST.removeprefix('or, ')])}"
    return Problem("gpu.memory-too-small", "GPU memory", f"{cause}smallest that fits: {fits}", allowed, fix)
