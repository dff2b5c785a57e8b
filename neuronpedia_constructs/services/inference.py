"""An inference server: one language model with its sparse autoencoders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.construct import Workload
from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
from neuronpedia_constructs.models.draft import InferenceDraft
from neuronpedia_constructs.network.endpoints import INFERENCE_PORT as PORT
from neuronpedia_constructs.upstream.inference import CONFIG_SUFFIX, SERVICE_SUFFIX
from neuronpedia_constructs.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from constructs import Construct

    from neuronpedia_constructs.configuration.servers.inference import InferenceConfig
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.mixin_scope import MixinScope
    from neuronpedia_constructs.draft.workload import Strategy, WorkloadDraft

__all__ = ["CONFIG_SUFFIX", "SERVICE_SUFFIX", "InferencePlan", "InferenceServer"]


class InferenceServer(Workload):
    """One inference server: Deployment and Service `<instance>-inference`, ConfigMap `<instance>-inference-config`.

    `Neuronpedia.add_inference` creates it; it cannot be created without an environment. It needs a `Model`, and a
    `GpuProfile` if that model runs on CUDA.
    """

    def __init__(self, scope: Construct, id: str, plan: InferencePlan, instance: str) -> None:  # noqa: A002
        super().__init__(scope, id, plan)
        self.instance = instance
        """The name that distinguishes this server from others in its environment."""

    @property
    def url(self) -> str:
        """The URL inside of the namespace."""
        return f"http://{self.name}:{PORT}"


class InferencePlan(WorkloadPlan[InferenceDraft]):
    """An inference server as a Deployment with a Service."""

    port = PORT

    def __init__(
        self, context: Context, instance: str, config: InferenceConfig, strategy: Strategy, wider: MixinScope
    ) -> None:
        super().__init__(context.line.inference.describe(context, instance, config, strategy), wider)

    def finalize(self, draft: InferenceDraft, others: Mapping[str, WorkloadDraft]) -> None:
        """Derive from the model: space for the download, time to start, and memory on a CPU."""
        del others
        draft.line.finalize(draft)

    def problems(self, draft: InferenceDraft) -> Iterator[Problem]:
        """List problems and warnings about the server's model and its resource profile."""
        if draft.model is None:
            fix = 'add .with_(models.get("gpt2-small")), or your own Model(...)'
            yield Problem("model.missing", "model", "the server has no model", "exactly one Model", fix)
        else:
            yield from draft.line.problems(draft)
