"""The arguments of a model, and what they mean for names and precisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

from .draft import InferenceMixin
from .sizing.architectures import find_architecture, find_neuronpedia_id, find_repository, is_gated
from .sizing.download import download
from .sizing.sae_sets import known_sets, matching_saes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .paging import SaePaging
    from .sizing.architectures import Architecture
    from .sizing.download import Download
    from .sizing.sae_sets import Sae

_Fact = TypeVar("_Fact")

Backend = Literal["auto", "vllm", "eager"]
"""What runs the model: vLLM, or PyTorch without it."""


@dataclass(kw_only=True, eq=False)
class ModelArguments(InferenceMixin):
    """The arguments of a `Model`."""

    name: str = field(kw_only=False)
    """Name of the model; it becomes the label `model`."""
    model_id: str
    """`MODEL_ID`: the model's repository on Hugging Face, such as "google/gemma-2-2b", or an absolute path. The legacy
    line's server has its own names for models that TransformerLens knows, and gets those."""
    device: str
    """`DEVICE`: "cpu" or "cuda"."""
    sae_sets: Sequence[str]
    """`SAE_SETS`: names of sets in SAELens's directory, such as ["gemmascope-res-16k"]. On the current line, [] serves
    the model without SAEs."""
    override_model_id: str | None = None
    """`OVERRIDE_MODEL_ID`: the model whose weights to load instead. Default: `model_id`."""
    custom_hf_model_id: str | None = None
    """`CUSTOM_HF_MODEL_ID`: a Hugging Face checkpoint to load into the architecture of `model_id`, whose SAEs are used.
    Default: none."""
    model_dtype: str = "bfloat16"
    """`MODEL_DTYPE`: precision of the weights. Default "bfloat16". On the current line, "auto" is that of the
    checkpoint."""
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
    backend: Backend = "auto"
    """`FORCE_BACKEND`: what runs the model: "vllm", or "eager" for PyTorch without it. Default "auto": vLLM on CUDA if
    it knows the model's architecture. The legacy line has only TransformerLens, and ignores it."""
    sae_paging: SaePaging | None = None
    """Keep the SAEs in host memory, and only those in use on the GPU. Default: they stay on the GPU. Only on the
    current line."""
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
        """The repository of the weights that are loaded, if known, otherwise the given name."""
        return _repository(self.custom_hf_model_id or self.override_model_id or self.model_id)

    @property
    def saes_id(self) -> str:
        """The model for which SAELens has the SAEs. A tuned model, `…-it`, without SAEs of its own has its base's."""
        given = _repository(self.custom_hf_model_id or self.model_id)
        base = given.removesuffix("-it") if isinstance(given, str) else given
        return base if base != given and not known_sets(given) and known_sets(base) else given

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

    @property
    def is_valid(self) -> bool:
        """Whether no argument is wrong."""
        return all(problem.warning for problem in self.problems())

    @property
    def saes(self) -> list[Sae]:
        """The SAEs that the server loads, if known; empty if the arguments are invalid."""
        return matching_saes(self.saes_id, self.sae_sets, self.include_sae, self.exclude_sae) if self.is_valid else []

    @property
    def download(self) -> Download | None:
        """The size of the server's download; None if the architecture is unknown or the SAE sets are invalid."""
        saes = self.saes
        return download(self.architecture, saes) if self.architecture and (saes or self.sae_sets == ()) else None

    @property
    def on_gpu(self) -> bool | None:
        """Whether it runs on a GPU; None if the device is invalid, which has its own problem."""
        return {"cpu": False, "cuda": True}.get(str(self.device).partition(":")[0])


def _repository(model_id: str) -> str:
    return _found(find_repository, model_id) or model_id


def _found(look_up: Callable[[str], _Fact | None], model_id: object) -> _Fact | None:
    return look_up(model_id) if isinstance(model_id, str) else None
