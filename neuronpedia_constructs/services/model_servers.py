"""Graph, NLA and sparsity servers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from neuronpedia_constructs.draft.construct import Workload
from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
from neuronpedia_constructs.network.endpoints import GRAPH_PORT, NLA_PORT, SPARSITY, SPARSITY_PORT
from neuronpedia_constructs.upstream.graph import GraphDraft
from neuronpedia_constructs.upstream.nla import NlaDraft
from neuronpedia_constructs.upstream.sparsity import SparsityDraft

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from constructs import Construct

    from neuronpedia_constructs.draft.workload import WorkloadDraft
    from neuronpedia_constructs.validation.problems import Problem

SPARSITY_URL: Final = f"http://{SPARSITY}:{SPARSITY_PORT}"
"""The sparsity server's URL for the webapp."""


class _Line(Protocol):
    def finalize(self, draft: Any) -> None: ...
    def problems(self, draft: Any) -> Iterator[Problem]: ...


_Draft = TypeVar("_Draft", GraphDraft, NlaDraft, SparsityDraft)


class ModelServer(Workload):
    """A server of a model, one of several."""

    def __init__(self, scope: Construct, id: str, plan: WorkloadPlan[Any], instance: str) -> None:  # noqa: A002
        super().__init__(scope, id, plan)
        self.instance = instance
        """The name that distinguishes this server from others in its environment."""


class GraphServer(ModelServer):
    """One graph server: Deployment and Service `<instance>-graph`, ConfigMap `<instance>-graph-config`.

    It makes attribution graphs of one model from its transcoders. `Neuronpedia.add_graph` creates it. It needs a
    `GpuProfile`.
    """


class NlaServer(ModelServer):
    """One NLA server: Deployment and Service `<instance>-nla`, ConfigMap `<instance>-nla-config`.

    It describes the activations of one model in words, with natural-language autoencoders. `Neuronpedia.add_nla`
    creates it. It needs a `GpuProfile`.
    """


class SparsityServer(Workload):
    """The sparsity server: Deployment and Service `sparsity`, ConfigMap `sparsity-config`.

    It tells which neurons of a sparse model are connected. `Neuronpedia.add_sparsity` creates it. It runs on a CPU, or
    on a GPU with a `GpuProfile`.
    """


class _LinePlan(WorkloadPlan[_Draft]):
    """A server as its line describes it."""

    def finalize(self, draft: _Draft, others: Mapping[str, WorkloadDraft]) -> None:
        """Derive from what it serves: space for the download, and time to start."""
        del others
        _line(draft).finalize(draft)

    def problems(self, draft: _Draft) -> Iterator[Problem]:
        """List problems and warnings about what it serves, and about its resource profile."""
        return _line(draft).problems(draft)


def _line(draft: GraphDraft | NlaDraft | SparsityDraft) -> _Line:
    return draft.line


class GraphPlan(_LinePlan[GraphDraft]):
    """A graph server as a Deployment with a Service."""

    port = GRAPH_PORT


class NlaPlan(_LinePlan[NlaDraft]):
    """An NLA server as a Deployment with a Service."""

    port = NLA_PORT


class SparsityPlan(_LinePlan[SparsityDraft]):
    """The sparsity server as a Deployment with a Service."""

    port = SPARSITY_PORT
