"""Problems of a model's arguments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

from neuronpedia_constructs.validation.names import is_label_value, matches
from neuronpedia_constructs.validation.problems import Problem, quoted

from .arguments import Backend
from .paging import SaePaging
from .sizing.backtracking import backtracks
from .sizing.patterns import postgres_pattern
from .sizing.sae_sets import known_sets, matching_saes, nearest_sets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .arguments import ModelArguments

DTYPES = ("bfloat16", "float16", "float32")
"""Precisions of weights that every line's server accepts. It never becomes healthy with any other."""

SAE_DTYPES = (*DTYPES, "float64", *(f"torch.{dtype}" for dtype in (*DTYPES, "float64")))
"""Values of `SAE_DTYPE` that every line's server accepts."""

AUTO = "auto"
"""The precision of the checkpoint."""

_MODEL_ID = re.compile(r"\S+")
_EXAMPLE = "google/gemma-2-2b"
_NEURONPEDIA_ID = re.compile(r"[!-~]+")
_DEVICE = re.compile(r"cpu|cuda(:[0-9]+)?")


def model_problems(model: ModelArguments) -> Iterator[Problem]:
    """List problems and warnings about a model's arguments."""
    if not is_label_value(model.name):
        allowed = "the value of a label: letters, digits, '-', '_' and '.', at most 63 characters"
        yield Problem.invalid(
            "model.name-invalid", "model name", model.name, allowed, 'choose a name such as "gemma-2-2b"'
        )
    yield from _dtype_problems(model)
    for name in ("model_id", "override_model_id", "custom_hf_model_id"):
        value = getattr(model, name)
        # An empty text is reported where it would become a variable.
        if value != "" and not matches(_MODEL_ID, value) and (value is not None or name == "model_id"):
            allowed = "a repository on Hugging Face, or an absolute path"
            yield Problem.invalid("model.id-invalid", f"model {name}", value, allowed, f'write {name}="{_EXAMPLE}"')
    if model.device != "" and not matches(_DEVICE, model.device):
        yield Problem.invalid(
            "model.device-invalid",
            "model device",
            model.device,
            '"cpu" or "cuda"',
            'write device="cuda", or device="cpu"',
        )
    if model.neuronpedia_id is not None and not matches(_NEURONPEDIA_ID, model.neuronpedia_id):
        fix = 'write neuronpedia_id="gemma-2-2b", or leave it out'
        yield Problem.invalid(
            "model.neuronpedia-id-invalid",
            "model neuronpedia_id",
            model.neuronpedia_id,
            "the id of a model in the webapp",
            fix,
        )
    for name in ("gated", "public"):
        value = getattr(model, name)
        if not isinstance(value, bool) and not (name == "gated" and value is None):
            yield Problem.invalid(
                "model.flag-invalid", f"model {name}", value, "True or False", f"write {name}=True, or leave it out"
            )
    if model.backend not in get_args(Backend):
        allowed = ", ".join(f'"{name}"' for name in get_args(Backend))
        yield Problem.invalid("model.backend-invalid", "model backend", model.backend, allowed, "leave it out")
    yield from _paging_problems(model.sae_paging)
    yield from _limit_problems(model)
    wrong = list(list_problems(model))
    yield from wrong
    if not wrong:
        yield from _matching_problems(model)


def _dtype_problems(model: ModelArguments) -> Iterator[Problem]:
    for name, dtype, accepted in (
        ("model_dtype", model.model_dtype, (*DTYPES, AUTO)),
        ("sae_dtype", model.dtype_of_saes, SAE_DTYPES),
    ):
        if name == "sae_dtype" and model.sae_dtype is None and dtype == AUTO:
            fix = 'write sae_dtype="bfloat16", or a model_dtype other than "auto"'
            allowed = "a precision of the SAEs, which have no checkpoint to take it from"
            yield Problem("model.sae-dtype-missing", "model sae_dtype", "no value is given", allowed, fix)
        elif dtype not in ("", *accepted):
            yield Problem.invalid(
                "model.dtype-invalid", f"model {name}", dtype, ", ".join(accepted), f'write {name}="{accepted[0]}"'
            )


def _paging_problems(paging: object) -> Iterator[Problem]:
    if isinstance(paging, SaePaging):
        yield from paging.problems()
    elif paging is not None:
        fix = "write sae_paging=SaePaging(), or leave it out"
        yield Problem.invalid("model.paging-invalid", "model sae_paging", paging, "SaePaging(...)", fix)


def _limit_problems(model: ModelArguments) -> Iterator[Problem]:
    for name, value in (("token_limit", model.token_limit), ("max_loaded_saes", model.max_loaded_saes)):
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            yield Problem.invalid(
                "model.limit-invalid", f"model {name}", value, "a whole number from 1", f"write {name}=400"
            )


def list_problems(model: ModelArguments) -> Iterator[Problem]:
    """List the problems of the SAE sets and of each filter."""
    lists = {"sae_sets": model.sae_sets, "include_sae": model.include_sae, "exclude_sae": model.exclude_sae}
    for name, values in lists.items():
        if not isinstance(values, tuple) or not all(isinstance(value, str) for value in values):
            yield Problem.invalid(
                "model.list-invalid", f"model {name}", values, "a list of strings", f"write {name}=[{str(values)!r}]"
            )
        elif name == "sae_sets":
            yield from _set_problems(model, values)
        else:
            for value in values:
                if not _is_expression(value):
                    fix = "correct it; '^' and '$' mark the ends of an SAE's id"
                    yield Problem.invalid("model.pattern-invalid", f"model {name}", value, "a regular expression", fix)
                elif backtracks(value):
                    allowed = "a pattern without repetitions in repeated groups, and with few in a row"
                    cause = f"{quoted(value)} may never finish matching"
                    fix = 'write it plainly, such as "^(9|20|31)-"'
                    yield Problem("model.pattern-backtracks", f"model {name}", cause, allowed, fix)
                elif postgres_pattern(value) is None:
                    allowed = "a regular expression that PostgreSQL supports too: it selects the webapp's sources"
                    yield Problem.invalid(
                        "model.pattern-unsupported",
                        f"model {name}",
                        value,
                        allowed,
                        'write it plainly, such as "^(9|20|31)-"',
                    )


def _set_problems(model: ModelArguments, sets: Sequence[str]) -> Iterator[Problem]:
    """List sets that Neuronpedia does not have; the server would silently start without them."""
    known = known_sets(model.saes_id) if isinstance(model.saes_id, str) else None
    for name in (name for entry in sets for name in entry.split() or [entry]):
        if known is not None and name not in known:
            nearest = nearest_sets(model.saes_id, name) or list(known[:5])
            allowed = f"a set of {model.saes_id}; the nearest are: {', '.join(nearest)}"
            yield Problem.invalid(
                "model.sae-set-unknown", "model sae_sets", name, allowed, f'write "{nearest[0]}", or remove it'
            )


def _matching_problems(model: ModelArguments) -> Iterator[Problem]:
    """List filters that match nothing, and warn if fewer SAEs stay loaded than match."""
    if not isinstance(model.saes_id, str) or not known_sets(model.saes_id) or not model.sae_sets:
        return
    of_sets = matching_saes(model.saes_id, model.sae_sets, (), ())
    included = matching_saes(model.saes_id, model.sae_sets, model.include_sae, ())
    matched = matching_saes(model.saes_id, model.sae_sets, model.include_sae, model.exclude_sae)
    if not matched:
        name = "exclude_sae" if included else "include_sae"
        cause = f"{quoted(list(getattr(model, name)))} matches none of {len(of_sets)} SAEs"
        fix = f"correct it; ids look like {of_sets[0].id!r}"
        yield Problem("model.no-saes", f"model {name}", cause, "expressions that match at least one SAE", fix)
    elif isinstance(model.max_loaded_saes, int) and 0 < model.max_loaded_saes < len(matched):
        cause = f"{model.max_loaded_saes} is less than the {len(matched)} matching SAEs"
        allowed = f"{len(matched)}; otherwise requests load the others from disk"
        fix = f"write max_loaded_saes={len(matched)}, or select fewer SAEs with sae_sets and include_sae"
        yield Problem("model.saes-exceed-limit", "model max_loaded_saes", cause, allowed, fix, warning=True)


def _is_expression(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True
