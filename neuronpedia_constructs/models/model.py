"""Models: what an inference server serves."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from neuronpedia_constructs.configuration.secrets.variables import PUBLIC, by_name
from neuronpedia_constructs.mixins.mixin import Mixin

from .model_problems import list_problems, model_problems
from .model_spec import ModelSpec
from .served import ServedModel, ServedSources
from .sizing.download import download
from .sizing.memory import estimate
from .sizing.patterns import postgres_pattern
from .sizing.sae_sets import matching_saes
from .sizing.units import dtype_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Unpack

    from neuronpedia_constructs.draft.workload import WorkloadDraft
    from neuronpedia_constructs.validation.problems import Problem

    from .sizing.download import Download
    from .sizing.memory import MemoryNeed
    from .sizing.sae_sets import Sae


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
    gated: bool | None
    public: bool
    neuronpedia_id: str | None


class Model(ModelSpec, Mixin):
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
            there; default: as it is for weights that are known here, and False for others.
        public: whether the server answers everybody, by the well-known `SECRET` "public"; default False. See
            `PublicInference` for an environment whose webapp uses such servers.
        neuronpedia_id: id of the model in the webapp, column `id` of its table `Model`: the server is registered for
            the sources of that model. Default: the one on neuronpedia.org of weights that are known here
            ("llama3.1-8b"), and the name of the weights for others.

    The names in capitals are environment variables of the inference server, which reads them in
    apps/inference/neuronpedia_inference/args.py. Arguments are checked when the app is synthesized.
    """

    concern = "model"

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
            "public": self.public,
        }
        # Other weights may be gated where these are not, and are another model.
        if not changes.keys() & {"model_id", "override_model_id", "custom_hf_model_id"}:
            own["gated"] = self.gated
            own["neuronpedia_id"] = self.neuronpedia_id
        own.update(changes)
        return Model(**own)

    @property
    def saes(self) -> list[Sae]:
        """The SAEs that the server loads, where they are known here; none while the arguments are wrong."""
        if any(not problem.warning for problem in list_problems(self)):
            return []
        return matching_saes(self.saes_id, self.sae_sets, self.include_sae, self.exclude_sae)

    @property
    def memory(self) -> MemoryNeed | None:
        """How much memory the server takes; None where its architecture is not known, or the arguments are wrong."""
        dtypes = (dtype_size(str(self.model_dtype)), dtype_size(str(self.sae_dtype)))
        if not (self.architecture and all(dtypes)) or any(not problem.warning for problem in self.problems()):
            return None
        return estimate(
            self.architecture,
            self.saes,
            model_dtype=self.model_dtype,
            sae_dtype=self.sae_dtype,
            max_loaded_saes=self.max_loaded_saes,
            token_limit=self.token_limit,
            device=self.device,
        )

    @property
    def download(self) -> Download | None:
        """How much the server fetches; None where its architecture is not known, or its SAE sets are wrong."""
        return download(self.architecture, self.saes) if self.architecture and self.saes else None

    @property
    def _sources(self) -> ServedSources | None:
        """What the server serves of the webapp's database; None while the arguments are wrong."""
        if any(not problem.warning for problem in self.problems()):
            return None
        names = (self.model_id, self.override_model_id, self.custom_hf_model_id)
        return ServedSources(
            self.neuronpedia_id,
            tuple(dict.fromkeys(name for name in names if name)),
            tuple(dict.fromkeys(name for entry in self.sae_sets for name in entry.split())),
            tuple(postgres_pattern(pattern) or "" for pattern in self.include_sae),
            tuple(postgres_pattern(pattern) or "" for pattern in self.exclude_sae),
        )

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Tell whether the workload is an inference server."""
        return draft.takes_model

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Fill the server's configuration, and label it with the model."""
        bfloat16 = "bfloat16" in f"{self.model_dtype} {self.sae_dtype}"
        served = ServedModel(self.name, self.device, self.gated, bfloat16, self.memory, self.download, self._sources)
        draft.model = served
        draft.labels["model"] = str(self.name)
        for data in draft.config_maps.values():
            data.update(self.variables)
        if self.gated:
            draft.main.env["HF_TOKEN"] = by_name()["HF_TOKEN"].reference()
        if self.public:
            draft.main.env["SECRET"] = PUBLIC

    def problems(self) -> Iterator[Problem]:
        """List what is wrong with the arguments, and what is doubtful."""
        return model_problems(self)
