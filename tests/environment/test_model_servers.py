"""Adding servers for models to an environment."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs import (
    AppConfig,
    GraphServer,
    InferenceServer,
    Neuronpedia,
    NlaServer,
    SparsityServer,
    models,
)
from tests.support.current import A100, codes, current


def whole() -> Neuronpedia:
    environment = current(app_config=AppConfig(graph_bucket="graphs"))
    environment.add_inference("m").with_(models.get("gemma-2-2b"), A100)
    environment.add_graph("g", model="gemma-2-2b").with_(A100)
    environment.add_nla("n").with_(A100)
    environment.add_sparsity()
    return environment


def test_each_is_a_construct_that_is_found_again() -> None:
    environment = whole()
    (inference,), (graph,), (nla,) = environment.inference_servers, environment.graph_servers, environment.nla_servers
    assert isinstance(inference, InferenceServer)
    assert isinstance(graph, GraphServer)
    assert isinstance(nla, NlaServer)
    assert [type(server) for server in environment.model_servers][-1] is SparsityServer
    assert (graph.instance, nla.instance) == ("g", "n")


def test_an_instance_may_be_added_twice_and_is_then_a_problem() -> None:
    environment = whole()
    environment.add_nla("n").with_(A100)
    assert codes(environment) == ["instance.repeated"]


@pytest.mark.parametrize("kind", ["inference", "graph", "nla", "sparsity"])
def test_none_is_added_after_synthesis(kind: str) -> None:
    environment = whole()
    environment.to_json()
    adding: dict[str, Any] = {
        "inference": lambda: environment.add_inference("later"),
        "graph": lambda: environment.add_graph("later", model="gemma-2-2b"),
        "nla": lambda: environment.add_nla("later"),
        "sparsity": environment.add_sparsity,
    }
    with pytest.raises(RuntimeError):
        adding[kind]()
