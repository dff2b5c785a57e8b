"""Sentry for the Python servers."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import AppConfig, GraphConfig, InferenceConfig, NlaConfig, SparsityConfig, models
from tests.support.building import bare
from tests.support.current import A100, codes, current, serving, settings

ALL: dict[str, Any] = {"sentry_environment": "production", "sentry_release": "v1", "sentry_traces_sample_rate": 0.5}


def test_every_server_of_the_current_line_reads_all_of_them() -> None:
    environment = current(app_config=AppConfig(graph_bucket="graphs"))
    environment.add_inference("m", config=InferenceConfig(**ALL)).with_(models.get("gemma-2-2b"), A100)
    environment.add_graph("g", model="gemma-2-2b", config=GraphConfig(**ALL)).with_(A100)
    environment.add_nla("n", config=NlaConfig(**ALL)).with_(A100)
    environment.add_sparsity(config=SparsityConfig(**ALL))
    assert codes(environment) == []
    for name in ("m-inference-config", "g-graph-config", "n-nla-config", "sparsity-config"):
        data = settings(environment, name)
        assert (data["SENTRY_ENVIRONMENT"], data["SENTRY_TRACES_SAMPLE_RATE"]) == ("production", "0.5")


@pytest.mark.parametrize("name", ["sentry_environment", "sentry_release", "sentry_traces_sample_rate"])
def test_the_line_before_reads_only_the_project(name: str) -> None:
    legacy = bare(App(), upstream="legacy")
    legacy.add_inference("m", config=InferenceConfig(**{name: ALL[name]})).with_(models.get("gpt2-small"))
    assert codes(legacy) == ["configuration.not-of-line"]


def test_a_rate_is_a_share() -> None:
    config = InferenceConfig(sentry_traces_sample_rate=2)
    assert codes(serving("gemma-2-2b", A100, config=config)) == ["configuration.value-invalid"]
