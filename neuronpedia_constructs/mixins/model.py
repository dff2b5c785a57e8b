"""Models: what an inference server serves."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, TypedDict

from neuronpedia_constructs.draft.workload import SecretKey, ServedModel
from neuronpedia_constructs.names import is_label_value
from neuronpedia_constructs.problems import Problem, quoted
from neuronpedia_constructs.settings import INFERENCE_SECRETS

from .mixin import Mixin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Unpack

    from neuronpedia_constructs.draft.workload import WorkloadDraft

MODEL_DTYPES = ("bfloat16", "float16", "float32")
"""What the server accepts as `MODEL_DTYPE`; it never becomes healthy with anything else."""

SAE_DTYPES = (*MODEL_DTYPES, "float64")
"""What the server accepts as `SAE_DTYPE`."""


class ModelOptions(TypedDict, total=False):
    """The arguments of `Model` that `Model.replace` can change."""

    name: str
    model_id: str
    override_model_id: str | None
    custom_hf_model_id: str | None
    device: str
    model_dtype: str
    sae_dtype: str
    token_limit: int
    max_loaded_saes: int
    sae_sets: Sequence[str]
    include_sae: Sequence[str]
    exclude_sae: Sequence[str]
    gated: bool


class Model(Mixin):
    """A language model and the sparse autoencoders (SAEs) that are loaded with it.

    Args:
        name: what the model is called; it becomes the label `model`.
        model_id: `MODEL_ID`, the key by which TransformerLens and SAELens know it: "gemma-2-2b".
        override_model_id: `OVERRIDE_MODEL_ID`, the weights to load instead; default: those of `model_id`.
        custom_hf_model_id: `CUSTOM_HF_MODEL_ID`, a Hugging Face checkpoint to load into the architecture of `model_id`;
            default: none.
        device: `DEVICE`, "cpu" or "cuda".
        model_dtype: `MODEL_DTYPE`, precision of the weights; default `bfloat16`.
        sae_dtype: `SAE_DTYPE`, precision of the SAEs; default: that of the weights.
        token_limit: `TOKEN_LIMIT`, longest prompt in tokens; default 400.
        max_loaded_saes: `MAX_LOADED_SAES`, SAEs that stay in memory; default 500.
        sae_sets: `SAE_SETS`, names of sets in SAELens's directory: ["gemmascope-res-16k"].
        include_sae: `INCLUDE_SAE`, regular expressions of which one has to match the id of an SAE; default: all are
            loaded.
        exclude_sae: `EXCLUDE_SAE`, regular expressions of which none may match it; default: none.
        gated: whether Hugging Face gives the weights only to those who accepted a licence, so that `HF_TOKEN` has to be
            there; default False.

    The names in capitals are environment variables of the inference server, which reads them in
    apps/inference/neuronpedia_inference/args.py. Arguments are checked when the app is synthesized.
    """

    concern = "model"

    def __init__(
        self,
        name: str,
        *,
        model_id: str,
        device: str,
        sae_sets: Sequence[str],
        override_model_id: str | None = None,
        custom_hf_model_id: str | None = None,
        model_dtype: str = "bfloat16",
        sae_dtype: str | None = None,
        token_limit: int = 400,
        max_loaded_saes: int = 500,
        include_sae: Sequence[str] = (),
        exclude_sae: Sequence[str] = (),
        gated: bool = False,
    ) -> None:
        self.name: Final = name
        self.model_id: Final = model_id
        self.device: Final = device
        self.sae_sets: Final = _several(sae_sets)
        self.override_model_id: Final = override_model_id
        self.custom_hf_model_id: Final = custom_hf_model_id
        self.model_dtype: Final = model_dtype
        self.sae_dtype: Final = sae_dtype or model_dtype
        self.token_limit: Final = token_limit
        self.max_loaded_saes: Final = max_loaded_saes
        self.include_sae: Final = _several(include_sae)
        self.exclude_sae: Final = _several(exclude_sae)
        self.gated: Final = gated

    def replace(self, **changes: Unpack[ModelOptions]) -> Model:
        """Return the model with other arguments: `models.get("gpt2-small").replace(sae_sets=["res-jb"])`."""
        own: ModelOptions = {
            "name": self.name,
            "model_id": self.model_id,
            "device": self.device,
            "sae_sets": self.sae_sets,
            "override_model_id": self.override_model_id,
            "custom_hf_model_id": self.custom_hf_model_id,
            "model_dtype": self.model_dtype,
            "sae_dtype": self.sae_dtype,
            "token_limit": self.token_limit,
            "max_loaded_saes": self.max_loaded_saes,
            "include_sae": self.include_sae,
            "exclude_sae": self.exclude_sae,
            "gated": self.gated,
        }
        own.update(changes)
        return Model(**own)

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables of the inference server; what is not set is left to the server's own default."""
        optional = {
            "OVERRIDE_MODEL_ID": self.override_model_id,
            "CUSTOM_HF_MODEL_ID": self.custom_hf_model_id,
            "INCLUDE_SAE": _json(self.include_sae),
            "EXCLUDE_SAE": _json(self.exclude_sae),
        }
        return {
            "MODEL_ID": self.model_id,
            "DEVICE": self.device,
            "MODEL_DTYPE": self.model_dtype,
            "SAE_DTYPE": self.sae_dtype,
            "TOKEN_LIMIT": str(self.token_limit),
            "MAX_LOADED_SAES": str(self.max_loaded_saes),
            "SAE_SETS": json.dumps(self.sae_sets),
            **{name: value for name, value in optional.items() if value is not None},
        }

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Tell whether the workload is an inference server."""
        return draft.takes_model

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Fill the server's configuration, and label it with the model."""
        draft.model = ServedModel(self.name, self.device, self.gated)
        draft.labels["model"] = self.name
        for data in draft.config_maps.values():
            data.update(self.variables)
        if self.gated:
            draft.main.env["HF_TOKEN"] = SecretKey(INFERENCE_SECRETS, "HF_TOKEN")

    def problems(self) -> Iterator[Problem]:
        """List what is wrong with the arguments."""
        if not is_label_value(self.name):
            allowed = "the value of a label: letters, digits, '-', '_' and '.', at most 63 characters"
            yield Problem("model name", quoted(self.name), allowed, 'choose a name such as "gemma-2-2b"')
        for name, value in (("token_limit", self.token_limit), ("max_loaded_saes", self.max_loaded_saes)):
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                yield Problem(f"model {name}", quoted(value), "a whole number from 1", f"write {name}=400")
        for name, dtype, accepted in (
            ("model_dtype", self.model_dtype, MODEL_DTYPES),
            ("sae_dtype", self.sae_dtype, SAE_DTYPES),
        ):
            if dtype not in ("", *accepted):
                yield Problem(f"model {name}", quoted(dtype), ", ".join(accepted), f'write {name}="{accepted[0]}"')
        yield from self._list_problems()
        if self.device not in ("", "cpu") and not str(self.device).startswith("cuda"):
            yield Problem("model device", quoted(self.device), '"cpu" or "cuda"', "name where the model runs")

    def _list_problems(self) -> Iterator[Problem]:
        lists = {"sae_sets": self.sae_sets, "include_sae": self.include_sae, "exclude_sae": self.exclude_sae}
        for name, values in lists.items():
            if isinstance(values, str) or not all(isinstance(value, str) for value in values):
                yield Problem(f"model {name}", quoted(values), "a list of texts", f"write {name}=[{str(values)!r}]")
            elif name != "sae_sets":
                for value in values:
                    if not _is_expression(value):
                        fix = "correct it; '^' and '$' mark the ends of an SAE's id"
                        yield Problem(f"model {name}", quoted(value), "a regular expression", fix)


def _is_expression(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def _several(values: Sequence[str]) -> Sequence[str]:
    """Take a list of texts; a single text, which Python takes for a sequence too, is kept to be reported."""
    return values if isinstance(values, str) else tuple(values)


def _json(values: Sequence[str]) -> str | None:
    return json.dumps(values) if values else None
