"""Models for inference servers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neuronpedia_constructs.configuration.secrets.variables import PUBLIC, by_name

from .arguments import ModelArguments
from .model_problems import list_problems, model_problems
from .requirements import ModelRequirements, ModelSources
from .sizing.download import download
from .sizing.memory import estimate
from .sizing.patterns import postgres_pattern
from .sizing.sae_sets import matching_saes
from .sizing.units import dtype_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.validation.problems import Problem

    from .draft import InferenceDraft
    from .sizing.download import Download
    from .sizing.memory import MemoryNeed
    from .sizing.sae_sets import Sae


@dataclass(kw_only=True, eq=False)
class Model(ModelArguments):
    """A language model, and the sparse autoencoders (SAEs) to load with it.

    The names in capitals are environment variables of the inference server, which reads them in
    apps/inference/neuronpedia_inference/args.py. Arguments are checked when the app is synthesized. To change a model,
    write `dataclasses.replace(models.get("gpt2-small"), sae_sets=["res-jb"])`.
    """

    concern: ClassVar[str | None] = "model"

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables of the inference server. Arguments that are None are left out."""
        numbers = {"TOKEN_LIMIT": self.token_limit, "MAX_LOADED_SAES": self.max_loaded_saes}
        optional = {
            "OVERRIDE_MODEL_ID": self.override_model_id,
            "CUSTOM_HF_MODEL_ID": self.custom_hf_model_id,
            "INCLUDE_SAE": _json(self.include_sae),
            "EXCLUDE_SAE": _json(self.exclude_sae),
        }
        return {
            "MODEL_ID": str(self.model_id),
            "DEVICE": str(self.device),
            "MODEL_DTYPE": str(self.model_dtype),
            "SAE_DTYPE": str(self.dtype_of_saes),
            "SAE_SETS": json.dumps(self.sae_sets, default=str),
            **{name: text for name, value in numbers.items() if (text := str(value))},
            **{name: str(value) for name, value in optional.items() if value is not None},
        }

    @property
    def saes(self) -> list[Sae]:
        """The SAEs that the server loads, if known; empty if the arguments are invalid."""
        if any(not problem.warning for problem in list_problems(self)):
            return []
        return matching_saes(self.saes_id, self.sae_sets, self.include_sae, self.exclude_sae)

    @property
    def memory(self) -> MemoryNeed | None:
        """The server's memory need; None if the architecture is unknown or the arguments are invalid."""
        dtypes = (dtype_size(str(self.model_dtype)), dtype_size(str(self.dtype_of_saes)))
        if not (self.architecture and all(dtypes)) or self._is_wrong:
            return None
        return estimate(
            self.architecture,
            self.saes,
            model_dtype=self.model_dtype,
            sae_dtype=self.dtype_of_saes,
            max_loaded_saes=self.max_loaded_saes,
            token_limit=self.token_limit,
            device=self.device,
        )

    @property
    def download(self) -> Download | None:
        """The size of the server's download; None if the architecture is unknown or the SAE sets are invalid."""
        return download(self.architecture, self.saes) if self.architecture and self.saes else None

    @property
    def _is_wrong(self) -> bool:
        return any(not problem.warning for problem in self.problems())

    @property
    def _sources(self) -> ModelSources | None:
        """The sources that the server can serve; None if the arguments are invalid."""
        if self._is_wrong:
            return None
        names = (self.model_id, self.override_model_id, self.custom_hf_model_id)
        return ModelSources(
            self.webapp_id,
            tuple(dict.fromkeys(name for name in names if name)),
            tuple(dict.fromkeys(name for entry in self.sae_sets for name in entry.split())),
            tuple(postgres_pattern(pattern) or "" for pattern in self.include_sae),
            tuple(postgres_pattern(pattern) or "" for pattern in self.exclude_sae),
        )

    def apply_to_server(self, draft: InferenceDraft) -> None:
        """Set the server's configuration, and label it with the model."""
        bfloat16 = "bfloat16" in f"{self.model_dtype} {self.dtype_of_saes}"
        draft.model = ModelRequirements(self.name, self.device, bfloat16, self.memory, self.download, self._sources)
        draft.labels["model"] = str(self.name)
        for data in draft.config_maps.values():
            data.update(self.variables)
        if self.is_gated:
            draft.main.env["HF_TOKEN"] = by_name()["HF_TOKEN"].reference()
        if self.public:
            draft.main.env["SECRET"] = PUBLIC

    def problems(self) -> Iterator[Problem]:
        """List problems and warnings about the arguments."""
        return model_problems(self)


def _json(values: Sequence[str]) -> str | None:
    return json.dumps(values, default=str) if values else None
