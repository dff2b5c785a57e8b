"""What a model is described by: the arguments of `Model`, and what follows from them alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from .sizing.architectures import find_architecture, find_neuronpedia_id, is_gated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from .sizing.architectures import Architecture

    _Fact = TypeVar("_Fact")


class ModelSpec:
    """The arguments of a `Model`, kept as they were given, right or wrong."""

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
        gated: bool | None = None,
        public: bool = False,
        neuronpedia_id: str | None = None,
    ) -> None:
        self.name: Final = name
        self.model_id: Final = model_id
        self.device: Final = device
        self.sae_sets: Final = _several(sae_sets)
        self.override_model_id: Final = override_model_id
        self.custom_hf_model_id: Final = custom_hf_model_id
        self.model_dtype: Final = model_dtype
        self.sae_dtype: Final = model_dtype if sae_dtype is None else sae_dtype
        self.token_limit: Final = token_limit
        self.max_loaded_saes: Final = max_loaded_saes
        self.include_sae: Final = _several(include_sae)
        self.exclude_sae: Final = _several(exclude_sae)
        self.gated: Final = bool(_found(is_gated, self.weights_id)) if gated is None else gated
        self.public: Final = public
        self.neuronpedia_id: Final = self._known_id if neuronpedia_id is None else neuronpedia_id

    @property
    def weights_id(self) -> str:
        """The model whose weights are loaded."""
        return self.custom_hf_model_id or self.override_model_id or self.model_id

    @property
    def saes_id(self) -> str:
        """The model by which the server looks SAEs up."""
        return self.custom_hf_model_id or self.model_id

    @property
    def _known_id(self) -> str:
        return _found(find_neuronpedia_id, self.weights_id) or str(self.weights_id)

    @property
    def architecture(self) -> Architecture | None:
        """The dimensions of the model, where they are known here."""
        return _found(find_architecture, self.override_model_id or self.model_id)

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables of the inference server; what is not set is left to the server's own default."""
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
            "SAE_DTYPE": str(self.sae_dtype),
            "SAE_SETS": json.dumps(self.sae_sets, default=str),
            **{name: text for name, value in numbers.items() if (text := str(value))},
            **{name: str(value) for name, value in optional.items() if value is not None},
        }


def _several(values: Sequence[str]) -> Sequence[str]:
    """Take a list of texts; anything else, a single text too, is kept to be reported."""
    return tuple(values) if isinstance(values, (list, tuple)) else values


def _json(values: Sequence[str]) -> str | None:
    return json.dumps(values, default=str) if values else None


def _found(look_up: Callable[[str], _Fact | None], model_id: object) -> _Fact | None:
    return look_up(model_id) if isinstance(model_id, str) else None
