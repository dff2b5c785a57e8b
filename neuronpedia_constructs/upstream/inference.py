"""What the inference servers of all lines have in common."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.pod import Resources
from neuronpedia_constructs.models.draft import InferenceDraft
from neuronpedia_constructs.models.sizing.patterns import postgres_pattern
from neuronpedia_constructs.models.sizing.units import GIB
from neuronpedia_constructs.network.endpoints import INFERENCE as APP
from neuronpedia_constructs.upstream.sources import ModelSources
from neuronpedia_constructs.validation.quantities import amount

from . import servers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from neuronpedia_constructs.configuration.servers.inference import InferenceConfig
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.pod import ContainerDraft
    from neuronpedia_constructs.draft.workload import Strategy
    from neuronpedia_constructs.models.arguments import ModelArguments

SERVICE_SUFFIX = "-inference"
CONFIG_SUFFIX = "-inference-config"
"""The longest suffix of an instance."""

RESOURCES = Resources(requests={"cpu": "1", "memory": "4Gi"}, limits={"cpu": "2", "memory": "8Gi"})
"""Resources of a server without a resource profile; the memory grows with its model."""

MODEL_VARIABLES = frozenset(
    {
        "CUSTOM_HF_MODEL_ID",
        "DEVICE",
        "EXCLUDE_SAE",
        "INCLUDE_SAE",
        "LENS_TOKEN_LIMIT",
        "MAX_LOADED_SAES",
        "MODEL_DTYPE",
        "MODEL_ID",
        "OVERRIDE_MODEL_ID",
        "SAE_DTYPE",
        "SAE_SETS",
        "SECRET",
        "TOKEN_LIMIT",
    }
)
"""Variables that apps/inference parses or uses even if they are empty."""


def describe(
    context: Context, instance: str, config: InferenceConfig, strategy: Strategy, containers: Iterable[ContainerDraft]
) -> InferenceDraft:
    """Return the draft of a server before it has a model. The last container is the server; the others run first."""
    config_map = f"{instance}{CONFIG_SUFFIX}"
    *first, main = containers
    return InferenceDraft(
        name=f"{instance}{SERVICE_SUFFIX}",
        line=context.line.inference,
        config=config_map,
        selector={"app": APP, "instance": instance},
        labels=context.labels(APP, "inference-server"),
        config_maps={config_map: config.variables},
        addresses=config.addresses,
        is_replicable=True,
        strategy=strategy,
        pod=servers.pod(main, first),
    )


def variables(model: ModelArguments) -> dict[str, str]:
    """Return the environment variables of a model, apart from its ids. Arguments that are None are left out."""
    numbers = {"TOKEN_LIMIT": model.token_limit, "MAX_LOADED_SAES": model.max_loaded_saes}
    return {
        "DEVICE": str(model.device),
        "MODEL_DTYPE": str(model.model_dtype),
        "SAE_DTYPE": str(model.dtype_of_saes),
        "SAE_SETS": json.dumps(model.sae_sets, default=str),
        **{name: text for name, value in numbers.items() if (text := str(value))},
        **_list("INCLUDE_SAE", model.include_sae),
        **_list("EXCLUDE_SAE", model.exclude_sae),
    }


def _list(name: str, values: Sequence[str]) -> dict[str, str]:
    return {name: json.dumps(values, default=str)} if values else {}


def ids(model: ModelArguments) -> dict[str, str]:
    """Return the model's ids as given, by environment variable."""
    given = {
        "MODEL_ID": model.model_id,
        "OVERRIDE_MODEL_ID": model.override_model_id,
        "CUSTOM_HF_MODEL_ID": model.custom_hf_model_id,
    }
    return {name: str(value) for name, value in given.items() if value is not None}


def sources(model: ModelArguments, accepted: Iterable[str]) -> ModelSources:
    """Return the rows of the webapp's database that a server with a valid model can serve."""
    return ModelSources(
        model.webapp_id,
        tuple(dict.fromkeys(accepted)),
        tuple(dict.fromkeys(name for entry in model.sae_sets for name in entry.split())),
        tuple(postgres_pattern(pattern) or "" for pattern in model.include_sae),
        tuple(postgres_pattern(pattern) or "" for pattern in model.exclude_sae),
    )


def finalize_cache(draft: InferenceDraft, gibibytes: int) -> None:
    """Size the volume for the download."""
    servers.finalize_cache(draft, gibibytes, known=draft.model is not None and draft.model.download is not None)


def finalize_memory(draft: InferenceDraft, requested: int, limit: int) -> None:
    """Give a server on a CPU the memory in bytes that it needs, unless a profile or a mixin has."""
    if draft.has_gpu is None and draft.main.resources is RESOURCES:
        requests = {**RESOURCES.requests, "memory": _at_least(requested, RESOURCES.requests["memory"])}
        limits = {**RESOURCES.limits, "memory": _at_least(limit, RESOURCES.limits["memory"])}
        draft.main.resources = Resources(requests, limits)


def _at_least(needed: int, given: str) -> str:
    """Return a quantity of memory for so many bytes, at least `given`."""
    gibibytes = -(-needed // GIB)
    return given if (amount(given) or 0) >= gibibytes * GIB else f"{gibibytes}Gi"
