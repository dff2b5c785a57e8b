"""The part of an environment that adds servers for models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar

from cdk8s import Chart

from neuronpedia_constructs.services.inference import InferenceServer
from neuronpedia_constructs.services.model_servers import GraphServer, NlaServer, SparsityServer
from neuronpedia_constructs.upstream.graph import GraphOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from constructs import Construct

    from neuronpedia_constructs.configuration.servers.graph import GraphConfig
    from neuronpedia_constructs.configuration.servers.inference import InferenceConfig
    from neuronpedia_constructs.configuration.servers.nla import NlaConfig
    from neuronpedia_constructs.configuration.servers.sparsity import SparsityConfig
    from neuronpedia_constructs.draft.construct import Workload
    from neuronpedia_constructs.draft.workload import Strategy
    from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
    from neuronpedia_constructs.upstream.graph import AttributionEngine
    from neuronpedia_constructs.upstream.nla import NlaSource

    from .plan import Plan

_Server = TypeVar("_Server", bound="Workload")


class ModelServerCharts(Chart):
    """A chart to which servers for models can be added. `Neuronpedia` is one. Internal."""

    def __init__(self, scope: Construct, id: str, plan: Plan) -> None:  # noqa: A002
        super().__init__(scope, id, namespace=plan.context.namespace)
        self.plan = plan
        """The parts of the environment, as data. Internal."""
        self._servers: list[Workload] = []

    @property
    def model_servers(self) -> tuple[Workload, ...]:
        """The servers that run models: inference, graph, NLA and sparsity servers."""
        by_plan = {workload.name: workload for workload in self._servers}
        return tuple(by_plan[plan.name] for plan in self.plan.servers.all)

    @property
    def inference_servers(self) -> tuple[InferenceServer, ...]:
        """The inference servers, in the order they were added."""
        return tuple(server for server in self._servers if isinstance(server, InferenceServer))

    @property
    def graph_servers(self) -> tuple[GraphServer, ...]:
        """The graph servers, in the order they were added."""
        return tuple(server for server in self._servers if isinstance(server, GraphServer))

    @property
    def nla_servers(self) -> tuple[NlaServer, ...]:
        """The NLA servers, in the order they were added."""
        return tuple(server for server in self._servers if isinstance(server, NlaServer))

    def add_inference(
        self,
        instance: str,
        *,
        config: InferenceConfig | None = None,
        strategy: Strategy = "Recreate",
        sizing: Literal["checked", "unchecked"] = "checked",
        sizing_reason: str | None = None,
    ) -> InferenceServer:
        """Add an inference server. It needs a model, and a GPU profile if the model runs on CUDA.

        Args:
            instance: unique name of the server in its environment; the workload is named `<instance>-inference`. At
                most 46 characters, beginning with a letter.
            config: configuration apart from the model. Default: `InferenceConfig()`.
            strategy: how its Deployment replaces a pod. Default: "Recreate", which ends the old pod before it starts
                the new one, because a second pod would wait for a second GPU. With "RollingUpdate", which requires a
                free GPU, the old pod serves until the new one has loaded its model.
            sizing: whether to check that the resource profile has the memory that the model needs. Default: "checked".
                With "unchecked", too little memory is not a problem.
            sizing_reason: why sizing is "unchecked"; it becomes the annotation `sizing-unchecked` of the Deployment.
                Default: none. Required with "unchecked", and only accepted with it.

        Raises:
            RuntimeError: the app has been synthesized.
        """

        def add() -> Any:
            return self.plan.servers.add_inference(
                instance, config=config, strategy=strategy, sizing=sizing, sizing_reason=sizing_reason
            )

        return self._add(add, lambda id_, plan: InferenceServer(self, id_, plan, plan.draft.selector["instance"]))

    def add_graph(
        self,
        instance: str,
        *,
        model: str,
        transcoders: str | None = None,
        engine: AttributionEngine | None = None,
        source_sets: Sequence[str] | None = None,
        config: GraphConfig | None = None,
        strategy: Strategy = "Recreate",
        sizing: Literal["checked", "unchecked"] = "checked",
        sizing_reason: str | None = None,
    ) -> GraphServer:
        """Add a server that makes attribution graphs. It needs a GPU profile, and the webapp needs a bucket for graphs.

        Only `upstream="current"` has such servers.

        Args:
            instance: unique name of the server; the workload is named `<instance>-graph`. At most 50 characters,
                beginning with a letter.
            model: the model's repository on Hugging Face, such as "google/gemma-2-2b", or the webapp's id of a model
                that it makes graphs of: "gemma-2-2b", "gemma-3-4b-it", "qwen3-4b", "qwen3-1.7b".
            transcoders: `TRANSCODER_SET`, or with lm-saes-crm `SAE_REPO`: the repository of the transcoders. Default:
                those that Neuronpedia uses for the model; required for other models.
            engine: `ATTRIBUTION_ENGINE`: what makes the graphs. Default: that of the model on Neuronpedia, otherwise
                "circuit-tracer".
            source_sets: the webapp's source sets that hold the features of the transcoders; the server is registered
                for them. Default: those of Neuronpedia's own transcoders; required for others.
            config: other configuration. Default: `GraphConfig()`.
            strategy: how its Deployment replaces a pod, as for `add_inference`. Default: "Recreate".
            sizing: whether to check that the profile has the memory that is needed. Default: "checked".
            sizing_reason: why sizing is "unchecked". Default: none. Required with "unchecked".

        Raises:
            RuntimeError: the app has been synthesized.
        """
        options = GraphOptions.of(model, transcoders, engine, source_sets)

        def add() -> Any:
            return self.plan.servers.add_graph(
                instance, options, config=config, strategy=strategy, sizing=sizing, sizing_reason=sizing_reason
            )

        return self._add(add, lambda id_, plan: GraphServer(self, id_, plan, plan.draft.selector["instance"]))

    def add_nla(
        self,
        instance: str,
        *,
        source: NlaSource | str = "qwen2.5-7b",
        config: NlaConfig | None = None,
        strategy: Strategy = "Recreate",
        sizing: Literal["checked", "unchecked"] = "checked",
        sizing_reason: str | None = None,
    ) -> NlaServer:
        """Add a server that describes activations with a natural-language autoencoder. It needs a GPU profile.

        Only `upstream="current"` has such servers.

        Args:
            instance: unique name of the server; the workload is named `<instance>-nla`. At most 52 characters,
                beginning with a letter.
            source: the models that it runs, or the name of known ones. Default: "qwen2.5-7b", three models of 7 billion
                parameters.
            config: other configuration. Default: `NlaConfig()`.
            strategy: how its Deployment replaces a pod, as for `add_inference`. Default: "Recreate".
            sizing: whether to check that the profile has the memory that is needed. Default: "checked".
            sizing_reason: why sizing is "unchecked". Default: none. Required with "unchecked".

        Raises:
            RuntimeError: the app has been synthesized.
        """

        def add() -> Any:
            return self.plan.servers.add_nla(
                instance, source, config=config, strategy=strategy, sizing=sizing, sizing_reason=sizing_reason
            )

        return self._add(add, lambda id_, plan: NlaServer(self, id_, plan, plan.draft.selector["instance"]))

    def add_sparsity(
        self,
        *,
        config: SparsityConfig | None = None,
        sizing: Literal["checked", "unchecked"] = "checked",
        sizing_reason: str | None = None,
    ) -> SparsityServer:
        """Add the server for sparse models. The webapp can use one. It runs on a CPU, or on a GPU with a `GpuProfile`.

        Only `upstream="current"` has such a server.

        Args:
            config: its configuration. Default: `SparsityConfig()`.
            sizing: whether to check that the profile has the memory that is needed. Default: "checked".
            sizing_reason: why sizing is "unchecked". Default: none. Required with "unchecked".

        Raises:
            RuntimeError: the app has been synthesized.
        """

        def add() -> Any:
            return self.plan.servers.add_sparsity(config=config, sizing=sizing, sizing_reason=sizing_reason)

        return self._add(add, lambda id_, plan: SparsityServer(self, id_, plan))

    def _add(self, add: Callable[[], Any], made: Callable[[str, Any], _Server]) -> _Server:
        """Add a server to the plan, and return its construct."""
        if self.plan.mixins.closed:
            msg = f"{self.plan.name} has already been synthesized; add servers before app.synth()"
            raise RuntimeError(msg)
        found = len(self.plan.problems)
        planned: WorkloadPlan[Any] = add()
        wrong = len(self.plan.problems) > found
        server = made(f"invalid-{len(self._servers)}-server" if wrong else planned.name, planned)
        self._servers.append(server)
        return server
