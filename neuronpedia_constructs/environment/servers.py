"""The servers that run models, as parts of an environment's plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neuronpedia_constructs.configuration.secrets.variables import by_name
from neuronpedia_constructs.configuration.servers.graph import GraphConfig
from neuronpedia_constructs.configuration.servers.inference import InferenceConfig
from neuronpedia_constructs.configuration.servers.nla import NlaConfig
from neuronpedia_constructs.configuration.servers.sparsity import SparsityConfig
from neuronpedia_constructs.services import webapp
from neuronpedia_constructs.services.inference import CONFIG_SUFFIX, InferencePlan
from neuronpedia_constructs.services.model_servers import SPARSITY_URL, GraphPlan, NlaPlan, SparsityPlan
from neuronpedia_constructs.upstream.lines import CURRENT, find_line
from neuronpedia_constructs.upstream.nla import NlaSource
from neuronpedia_constructs.validation.names import check_instance
from neuronpedia_constructs.validation.plain import plain
from neuronpedia_constructs.validation.problems import Problem, quoted

from .arguments import check_lock_timeout, check_sizing, check_strategy, checked, lock_timeout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.configuration.app import AppConfig
    from neuronpedia_constructs.draft.workload import Strategy
    from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
    from neuronpedia_constructs.upstream.graph import GraphOptions

    from .plan import Plan

NLA_EXAMPLE = NlaSource(id="mine", model_id="mine", verbalizer="a/b", reconstructor="", source="", layer=0)
"""Stands for a source of the wrong type, which has its own problem."""


class ModelServers:
    """The servers of an environment that run models, in the order they were added."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.inference: list[InferencePlan] = []
        self.graph: list[GraphPlan] = []
        self.nla: list[NlaPlan] = []
        self.sparsity: list[SparsityPlan] = []

    @property
    def all(self) -> tuple[WorkloadPlan[Any], ...]:
        """All servers."""
        return (*self.inference, *self.graph, *self.nla, *self.sparsity)

    def add_inference(
        self,
        instance: str,
        *,
        config: InferenceConfig | None = None,
        strategy: str = "Recreate",
        sizing: str = "checked",
        sizing_reason: str | None = None,
    ) -> InferencePlan:
        """Add an inference server, and record its problems."""
        instance, strategy, sizing, sizing_reason = map(plain, (instance, strategy, sizing, sizing_reason))
        plan = self._plan
        made, problems = checked("config", config, InferenceConfig, InferenceConfig(), plan.context)
        problems += check_lock_timeout(made, plan.route)
        server = InferencePlan(plan.context, str(instance), made, _known(strategy), plan.mixins)
        if (waiting := lock_timeout(made, plan.route)) is not None:
            server.draft.config_maps[server.draft.config].setdefault("REQUEST_LOCK_TIMEOUT", str(waiting))
        own = [*check_instance(instance, CONFIG_SUFFIX), *problems, *check_strategy(strategy)]
        own += check_sizing(sizing, sizing_reason)
        self._add(server, self.inference, instance, own, _reason(sizing, sizing_reason))
        return server

    def add_graph(
        self,
        instance: str,
        options: GraphOptions,
        *,
        config: GraphConfig | None = None,
        strategy: str = "Recreate",
        sizing: str = "checked",
        sizing_reason: str | None = None,
    ) -> GraphPlan:
        """Add a graph server, and record its problems."""
        instance, strategy, sizing, sizing_reason = map(plain, (instance, strategy, sizing, sizing_reason))
        plan = self._plan
        made, problems = checked("config", config, GraphConfig, GraphConfig(), plan.context)
        server = GraphPlan(
            _of(plan, "graph").describe(plan.context, str(instance), options, made, _known(strategy)), plan.mixins
        )
        own = [*check_instance(instance, "-graph-config"), *problems, *check_strategy(strategy)]
        own += [*_check_line(plan, "graph"), *check_sizing(sizing, sizing_reason)]
        self._add(server, self.graph, instance, own, _reason(sizing, sizing_reason))
        keys = ("GRAPH_SERVER_SECRET", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
        self._connect(*keys, USE_LOCALHOST_GRAPH="false")
        return server

    def add_nla(
        self,
        instance: str,
        source: NlaSource | str,
        *,
        config: NlaConfig | None = None,
        strategy: str = "Recreate",
        sizing: str = "checked",
        sizing_reason: str | None = None,
    ) -> NlaPlan:
        """Add an NLA server, and record its problems."""
        instance, strategy, sizing, sizing_reason = map(plain, (instance, strategy, sizing, sizing_reason))
        plan = self._plan
        made, problems = checked("config", config, NlaConfig, NlaConfig(), plan.context)
        known = plan.context.line.nla.presets() if plan.context.line.nla else {}
        found = known.get(source) if isinstance(source, str) else source
        if not isinstance(found, NlaSource):
            names = ", ".join(f'"{name}"' for name in known)
            allowed, fix = f"NlaSource(...), or one of {names}", 'write source=NlaSource(id="…", …)'
            problems += [Problem.invalid("nla.source-unknown", "source", source, allowed, fix)] if known else []
            found = NLA_EXAMPLE
        problems += self._check_source(found)
        server = NlaPlan(
            _of(plan, "nla").describe(plan.context, str(instance), found, made, _known(strategy)), plan.mixins
        )
        own = [*check_instance(instance, "-nla-config"), *problems, *check_strategy(strategy)]
        own += [*_check_line(plan, "nla"), *check_sizing(sizing, sizing_reason)]
        self._add(server, self.nla, instance, own, _reason(sizing, sizing_reason))
        self._connect("NLA_SERVER_SECRET", USE_LOCALHOST_NLA="false")
        return server

    def add_sparsity(
        self, *, config: SparsityConfig | None = None, sizing: str = "checked", sizing_reason: str | None = None
    ) -> SparsityPlan:
        """Add the sparsity server, and record its problems."""
        sizing, sizing_reason = plain(sizing), plain(sizing_reason)
        plan = self._plan
        made, problems = checked("config", config, SparsityConfig, SparsityConfig(), plan.context)
        server = SparsityPlan(_of(plan, "sparsity").describe(plan.context, made), plan.mixins)
        own = [*problems, *_check_line(plan, "sparsity"), *check_sizing(sizing, sizing_reason)]
        self._add(server, self.sparsity, server.name, own, _reason(sizing, sizing_reason))
        self._connect("SPARSITY_SERVER_SECRET", SPARSITY_SERVER=SPARSITY_URL, USE_LOCALHOST_SPARSITY="false")
        return server

    def _add(
        self, server: Any, kind: list[Any], instance: object, problems: list[Problem], unchecked: str | None
    ) -> None:
        """Add a server to those of its kind, and record its problems."""
        found = list(problems)
        if unchecked is not None:
            server.draft.sizing_unchecked = server.draft.annotations["sizing-unchecked"] = unchecked
        if any(other.name == server.name for other in kind):
            cause = f"{quoted(instance)} is the instance of two servers"
            fix = "give each server its own instance, such as the name of the model with -a and -b"
            if kind is self.sparsity:
                fix = "call add_sparsity() once; for more pods, add .with_(Replicas(2))"
            found.append(Problem("instance.repeated", "instance", cause, "a unique name", fix))
        elif any(other.name == server.name for other in self._plan.workloads):
            cause = f"{quoted(instance)} results in {server.name}, which is the name of another workload"
            found.append(Problem("instance.taken", "instance", cause, "any other name", "name it after its model"))
        self._plan.problems += (problem.at(server.name) for problem in found)
        kind.append(server)

    def _connect(self, *keys: str, **variables: str) -> None:
        """Tell the webapp of a kind of server: the secrets that it needs for it, and where servers are."""
        for draft in (self._plan.webapp.draft, self._plan.webapp.described):
            draft.main.env.update((key, by_name()[key].reference()) for key in keys)
            for name, value in variables.items():
                draft.config_maps[webapp.CONFIG].setdefault(name, value)

    def _check_source(self, source: NlaSource) -> Iterator[Problem]:
        """List the problem of an NLA source that is another one under the same id."""
        for other in self.nla:
            same = (other.draft.source.model_id, other.draft.source.id) == (source.model_id, source.id)
            if same and other.draft.source != source:
                allowed = f"one source of this id for {source.model_id}; servers of the same source may share it"
                fix = "give it another id, or make both servers run the same source"
                yield Problem.invalid("nla.source-repeated", "source id", source.id, allowed, fix)


_DERIVED: Final = {
    "graph": ("use_localhost_graph", "localhost_graph_host_override"),
    "nla": ("use_localhost_nla", "localhost_nla_host_override"),
    "sparsity": ("sparsity_server",),
}
"""Arguments of the webapp that name a server elsewhere, by the kind of server."""


def check_servers(app: AppConfig, servers: ModelServers) -> Iterator[Problem]:
    """List the webapp's settings that keep it from using the servers of its environment."""
    for kind, arguments in _DERIVED.items():
        for argument in arguments if getattr(servers, kind) else ():
            given = getattr(app, argument)
            if given:
                allowed = f"nothing: the environment has {kind} servers, which the webapp finds by itself"
                yield Problem.invalid(
                    "configuration.server-is-here", f"AppConfig {argument}", given, allowed, "leave it out"
                )
    if servers.graph and app.graph_bucket is None:
        cause = (
            "the webapp saves graphs in an S3 bucket, and its code names one of neuronpedia.org, which refuses yours"
        )
        allowed = "a bucket of your own, and a webapp image that is built with its name"
        fix = 'write graph_bucket="…", and see docs/servers.md'
        yield Problem("graph.bucket-missing", "AppConfig graph_bucket", cause, allowed, fix)


def _known(strategy: str) -> Strategy:
    return "RollingUpdate" if strategy == "RollingUpdate" else "Recreate"


def _reason(sizing: str, reason: str | None) -> str | None:
    """Return why sizing is not checked; None if it is."""
    return str(reason) if sizing == "unchecked" else None


def _of(plan: Plan, kind: str) -> Any:
    """Return a kind of server of an environment's line; if it has none, which is a problem, another line's."""
    return getattr(plan.context.line, kind) or getattr(find_line(CURRENT), kind)


def _check_line(plan: Plan, kind: str) -> Iterator[Problem]:
    line = plan.context.line
    if getattr(line, kind) is None:
        cause = f"the line {line.name!r} has no {kind} server that can be deployed"
        fix = 'write upstream="current", with images of that line'
        yield Problem("server.not-of-line", "upstream", cause, '"current"', fix)
