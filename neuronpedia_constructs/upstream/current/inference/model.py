"""A model as the current line's server is told of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from neuronpedia_constructs.upstream.inference import ids
from neuronpedia_constructs.upstream.lines import read
from neuronpedia_constructs.validation.problems import Problem

from .settings import backend, choices, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.models.arguments import ModelArguments
    from neuronpedia_constructs.models.draft import InferenceDraft

_ARGUMENTS = {
    "MODEL_ID": "model_id",
    "OVERRIDE_MODEL_ID": "override_model_id",
    "CUSTOM_HF_MODEL_ID": "custom_hf_model_id",
}

_WITH_SAES = ("sae", "sae+auto")
"""Values of `STATIC_POINTS` that include the places that SAEs read."""

_NO_FLOAT16 = ("gemma-2", "gemma-3")
"""Beginnings of the names of architectures that vLLM refuses to run in float16, as they are numerically unstable."""


@cache
def short_names() -> dict[str, str]:
    """Return repositories on Hugging Face by the names that models have on Neuronpedia and in TransformerLens."""
    found: dict[str, str] = read("current", "model_ids.json")
    return found


def check_ids(model: ModelArguments) -> Iterator[Problem]:
    """List ids that are neither of a repository on Hugging Face nor a folder."""
    for variable, given in ids(model).items():
        argument = _ARGUMENTS[variable]
        known = short_names().get(given.lower())
        if given and "/" not in given:
            allowed = "the id on Hugging Face, <organization>/<name>, or an absolute path; "
            allowed += "short names are those of the legacy line"
            fix = (
                f'write {argument}="{known}"' if known else f"look it up, and write {argument}=… with its organization"
            )
            yield Problem.invalid("model.id-short", f"model {argument}", given, allowed, fix)


def check_mode(draft: InferenceDraft, model: ModelArguments) -> Iterator[Problem]:
    """List settings of the server that exclude each other."""
    runs = backend(draft, model)
    chosen = choices(draft)
    if runs == "vllm" and model.on_gpu is False:
        fix = 'leave backend out, or write device="cuda"'
        yield Problem.invalid("model.backend-without-gpu", "model backend", "vllm", "vLLM only on CUDA", fix)
    if model.sae_paging and model.on_gpu is False:
        fix = "leave sae_paging out: without a GPU, all SAEs are in host memory anyway"
        yield Problem.invalid("model.paging-without-gpu", "model sae_paging", model.sae_paging, "None on a CPU", fix)
    if runs == "eager":
        for name in chosen:
            allowed = "the setting only with vLLM"
            yield Problem.invalid("inference.mode-without-vllm", name, chosen[name], allowed, "leave it out")
        return
    if len(chosen) > 1:
        cause = "GENERATION_ONLY and STATIC_POINTS are both set"
        yield Problem("inference.modes-conflict", "GENERATION_ONLY", cause, "one of the two", "leave one of them out")
    if text(draft, "MODEL_FROM_PRETRAINED_KWARGS") is not None:
        cause = "model_from_pretrained_kwargs has no effect with vLLM"
        fix = 'leave it out, or write backend="eager" into the model'
        yield Problem(
            "configuration.value-unused",
            "MODEL_FROM_PRETRAINED_KWARGS",
            cause,
            "a value without vLLM",
            fix,
            warning=True,
        )
    yield from _check_saes(model, chosen)
    if model.model_dtype == "float16" and model.architecture and model.architecture.name.startswith(_NO_FLOAT16):
        allowed = f"bfloat16 or float32: {model.architecture.name} is unstable in float16, and vLLM refuses it"
        fix = 'write model_dtype="bfloat16", or backend="eager"'
        yield Problem.invalid("model.float16-refused", "model model_dtype", "float16", allowed, fix)


def _check_saes(model: ModelArguments, chosen: dict[str, str]) -> Iterator[Problem]:
    if "GENERATION_ONLY" in chosen and model.sae_sets:
        cause = "the server refuses to start with GENERATION_ONLY and SAEs: it could read no activations"
        fix = 'write sae_sets=[], or static_points="sae" instead of generation_only'
        yield Problem("inference.generation-only-with-saes", "GENERATION_ONLY", cause, "no SAEs", fix)
    points = chosen.get("STATIC_POINTS")
    if points is None:
        return
    if points in _WITH_SAES and not model.sae_sets:
        allowed = 'SAEs, which the points are for; without, "auto" or a list of points'
        fix = 'write static_points="auto", or name SAE sets'
        yield Problem.invalid("inference.static-points-without-saes", "STATIC_POINTS", points, allowed, fix)
    elif points not in _WITH_SAES and model.sae_sets:
        allowed = '"sae" or "sae+auto" for a server with SAEs: it refuses requests for SAEs at other points'
        fix = 'write static_points="sae"'
        yield Problem.invalid("inference.static-points-with-saes", "STATIC_POINTS", points, allowed, fix)


def check_use(draft: InferenceDraft, model: ModelArguments) -> Iterator[Problem]:
    """Warn that the webapp cannot use all of a server, as it never asks what a server can do."""
    chosen = choices(draft)
    if "GENERATION_ONLY" in chosen:
        cause = "the webapp would send it requests that it refuses, so it is not registered"
        fix = "leave it out if the webapp is to use the server"
        yield Problem("inference.generation-only", "GENERATION_ONLY", cause, "direct clients only", fix, warning=True)
    elif "STATIC_POINTS" in chosen:
        cause = (
            "the webapp sends it all requests for its model, and it refuses those for other points, such as attention"
        )
        fix = "leave it out, or add another server of the model without it"
        yield Problem("inference.static-points", "STATIC_POINTS", cause, "sources at these points", fix, warning=True)
    elif not model.sae_sets and text(draft, "JLENS_SKIP") == "true":
        cause = "with neither SAEs nor a lens, the webapp uses the server only for steering by vectors"
        yield Problem(
            "inference.nothing-to-show", "model sae_sets", cause, "SAE sets, or a lens", "name SAE sets", warning=True
        )
