"""Models for inference servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neuronpedia_constructs.configuration.secrets.variables import PUBLIC, by_name

from .arguments import ModelArguments
from .model_problems import model_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.validation.problems import Problem

    from .draft import InferenceDraft


@dataclass(kw_only=True, eq=False)
class Model(ModelArguments):
    """A language model, and the sparse autoencoders (SAEs) to load with it.

    The names in capitals are environment variables of the inference server, which reads them in
    apps/inference/neuronpedia_inference/args.py. Arguments are checked when the app is synthesized. To change a model,
    write `dataclasses.replace(models.get("gpt2-small"), sae_sets=["res-jb"])`.
    """

    concern: ClassVar[str | None] = "model"

    def apply_to_server(self, draft: InferenceDraft) -> None:
        """Set the server's configuration, and label it with the model."""
        draft.model = self
        draft.labels["model"] = str(self.name)
        draft.config_maps[draft.config].update(draft.line.variables(self))
        if self.is_gated:
            draft.main.env["HF_TOKEN"] = by_name()["HF_TOKEN"].reference()
        if self.public:
            draft.main.env["SECRET"] = PUBLIC

    def problems(self) -> Iterator[Problem]:
        """List problems and warnings about the arguments that no line of upstream could run."""
        return model_problems(self)
