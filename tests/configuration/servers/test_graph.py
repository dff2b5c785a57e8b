"""The configuration of a graph server."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs import AppConfig, GraphConfig, Neuronpedia, SecretKey
from tests.support.building import containers, variables
from tests.support.current import A100, codes, current, server, settings


def graph(**given: Any) -> Neuronpedia:
    environment = current(app_config=AppConfig(graph_bucket="graphs"))
    environment.add_graph("g", model="gemma-2-2b", config=GraphConfig(**given)).with_(A100)
    return environment


@pytest.mark.parametrize(
    ("given", "name", "value"),
    [
        ({"lazy_encoder": True}, "LAZY_ENCODER", "1"),
        ({"model_engine": "nnsight"}, "MODEL_ENGINE", "nnsight"),
        ({"model_dtype": "float32"}, "MODEL_DTYPE", "float32"),
        ({"token_limit": 128}, "TOKEN_LIMIT", "128"),
        ({"max_feature_nodes": 5000}, "MAX_FEATURE_NODES", "5000"),
        ({"hf_hub_offline": True}, "HF_HUB_OFFLINE", "1"),
        ({"extra": {"NEW": "1"}}, "NEW", "1"),
    ],
)
def test_an_argument_becomes_a_variable(given: dict[str, Any], name: str, value: str) -> None:
    assert name not in settings(graph(), "g-graph-config")
    assert settings(graph(**given), "g-graph-config")[name] == value


@pytest.mark.parametrize(
    "given", [{"lazy_encoder": "yes"}, {"model_engine": "vllm"}, {"token_limit": 0}, {"sae_expansion": "16x"}]
)
def test_other_values_are_refused(given: dict[str, Any]) -> None:
    assert codes(graph(**given)) == ["configuration.value-invalid"]


def test_a_key_of_a_secret_is_a_reference() -> None:
    environment = graph(extra={"KEY": SecretKey("more", "KEY")})
    (main,) = containers(server(environment, "g-graph"))
    assert variables(main)["KEY"]["valueFrom"]["secretKeyRef"] == {"name": "more", "key": "KEY"}
