"""A model as the legacy line's server is told of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from neuronpedia_constructs.models.model_problems import AUTO, DTYPES
from neuronpedia_constructs.models.sizing.architectures import find_repository
from neuronpedia_constructs.upstream.inference import ids
from neuronpedia_constructs.upstream.lines import read
from neuronpedia_constructs.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.models.arguments import ModelArguments


def translated(model: ModelArguments) -> dict[str, str]:
    """Return the model's ids as TransformerLens and SAELens have them, by environment variable."""
    return {name: _translated(value) for name, value in ids(model).items()}


def _translated(model_id: str) -> str:
    repository = find_repository(model_id)
    return model_id if repository is None else _short_ids().get(repository, repository)


@cache
def _short_ids() -> dict[str, str]:
    """Return names in TransformerLens and SAELens, where they differ from those on Hugging Face."""
    found: dict[str, str] = read("legacy", "model_ids.json")
    return found


def model_problems(model: ModelArguments) -> Iterator[Problem]:
    """List arguments that only another line could use."""
    if model.model_dtype == AUTO:
        fix = f'write model_dtype="{DTYPES[0]}"'
        yield Problem.invalid("model.dtype-invalid", "model model_dtype", AUTO, ", ".join(DTYPES), fix)
    for name, value, default in (("backend", model.backend, "auto"), ("sae_paging", model.sae_paging, None)):
        if value not in (default, "eager"):
            allowed = 'the argument only with upstream="current": the legacy line\'s server has TransformerLens alone'
            yield Problem.invalid("model.not-of-line", f"model {name}", value, allowed, f"leave {name} out")
    if model.sae_sets == ():
        allowed = 'at least one set: with none, the server loads all of them; upstream="current" can run without SAEs'
        yield Problem.invalid("model.sae-sets-missing", "model sae_sets", [], allowed, "name the sets that you need")
    yield from _id_problems(model)
    architecture, limit = model.architecture, model.token_limit
    if architecture and isinstance(limit, int) and limit > architecture.context:
        context = architecture.context
        allowed = f"at most {context}: TransformerLens gives {architecture.name} no longer context"
        yield Problem.invalid(
            "model.token-limit-too-high", "model token_limit", limit, allowed, f"write token_limit={context}"
        )


def _id_problems(model: ModelArguments) -> Iterator[Problem]:
    """List a tuned model whose SAEs are those of its base, which this server does not know."""
    name = "custom_hf_model_id" if model.custom_hf_model_id else "model_id"
    given = getattr(model, name)
    if model.saes_id not in (given, find_repository(given)):
        fix = f'write model_id="{model.saes_id}", override_model_id="{given}"'
        allowed = f"{model.saes_id}, for which SAELens has the SAEs: under another name, the server finds none"
        yield Problem.invalid("model.saes-not-found", f"model {name}", given, allowed, fix)
