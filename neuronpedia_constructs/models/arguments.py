"""The arguments of a model, and what they mean for names and precisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from .draft import InferenceMixin
from .sizing.architectures import find_architecture, find_neuronpedia_id, is_gated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .sizing.architectures import Architecture

_Fact = TypeVar("_Fact")


@dataclass(kw_only=True, eq=False)
class ModelArguments(InferenceMixin):
    """The arguments of a `Model`."""

    name: str = field(kw_only=False)
    """Name of the model; it becomes the label `model`."""
    model_id: str
    """`MODEL_ID`: the model's name in TransformerLens and SAELens, such as "gemma-2-2b"."""
    device: str
    """`DEVICE`: "cpu" or "cuda"."""
    sae_sets: Sequence[str]
    """`SAE_SETS`: names of sets in SAELens's directory, such as ["gemmascope-res-16k"]."""
    override_model_id: str | None = None
    """`OVERRIDE_MODEL_ID`: the model whose weights to load instead. Default: `model_id`."""
    custom_hf_model_id: str | None = None
    """`CUSTOM_HF_MODEL_ID`: a Hugging Face checkpoint to load into the architecture of `model_id`. Default: none."""
    model_dtype: str = "bfloat16"
    """`MODEL_DTYPE`: precision of the weights. Default "bfloat16"."""
    sae_dtype: str | None = None
    """`SAE_DTYPE`: precision of the SAEs. Default: the precision of the weights."""
    token_limit: int = 400
    """`TOKEN_LIMIT`: maximum prompt length in tokens. Default 400."""
    max_loaded_saes: int = 500
    """`MAX_LOADED_SAES`: maximum number of SAEs in memory. Default 500."""
    include_sae: Sequence[str] = ()
    """`INCLUDE_SAE`: regular expressions for SAE ids; an SAE is loaded if one of them matches. Default: all SAEs."""
    exclude_sae: Sequence[str] = ()
    """`EXCLUDE_SAE`: regular expressions for SAE ids; an SAE is not loaded if one of them matches. Default: none."""
    gated: bool | None = None
    """Whether the weights require accepting a license on Hugging Face, so `HF_TOKEN` is required. Default: looked up
    for known weights, otherwise False."""
    public: bool = False
    """Whether the server accepts anyone, with the well-known `SECRET` "public". Default False. Use `PublicInference` if
    the environment's webapp uses such servers."""
    neuronpedia_id: str | None = None
    """The webapp's id of the model, in column `id` of its table `Model`. The server is registered for the sources of
    that model. Default: the id on neuronpedia.org for known weights, such as "llama3.1-8b", otherwise the name of the
    weights."""

    def __post_init__(self) -> None:
        """Turn lists into tuples. Anything else, including a single string, is kept and reported."""
        super().__post_init__()
        for name in ("sae_sets", "include_sae", "exclude_sae"):
            value = getattr(self, name)
            setattr(self, name, tuple(value) if isinstance(value, list) else value)

    @property
    def weights_id(self) -> str:
        """The model whose weights are loaded."""
        return self.custom_hf_model_id or self.override_model_id or self.model_id

    @property
    def saes_id(self) -> str:
        """The model for which the server looks up SAEs."""
        return self.custom_hf_model_id or self.model_id

    @property
    def is_gated(self) -> bool:
        """Whether the weights are gated."""
        return bool(_found(is_gated, self.weights_id)) if self.gated is None else self.gated

    @property
    def webapp_id(self) -> str:
        """The webapp's id of the model."""
        known = _found(find_neuronpedia_id, self.weights_id) or str(self.weights_id)
        return known if self.neuronpedia_id is None else self.neuronpedia_id

    @property
    def dtype_of_saes(self) -> str:
        """The precision of the SAEs."""
        return self.model_dtype if self.sae_dtype is None else self.sae_dtype

    @property
    def architecture(self) -> Architecture | None:
        """The dimensions of the model, if known."""
        return _found(find_architecture, self.override_model_id or self.model_id)


def _found(look_up: Callable[[str], _Fact | None], model_id: object) -> _Fact | None:
    return look_up(model_id) if isinstance(model_id, str) else None
