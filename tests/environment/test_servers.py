"""Servers for models: their names, and what the webapp is told of them."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import AppConfig, Neuronpedia, NlaSource
from tests.support.building import bare, named, pod, synthesized, variables
from tests.support.current import A100, codes, current, problems, settings

QWEN = NlaSource(id="q", model_id="m", verbalizer="a/v", reconstructor="a/r", source="a/s", layer=1)


def whole() -> Neuronpedia:
    environment = current(app_config=AppConfig(graph_bucket="graphs"))
    environment.add_graph("g", model="gemma-2-2b").with_(A100)
    environment.add_nla("n").with_(A100)
    environment.add_sparsity()
    return environment


def test_the_webapp_is_told_where_servers_are_and_has_their_keys() -> None:
    made = whole()
    data = settings(made, "app-config")
    assert {data[f"USE_LOCALHOST_{kind}"] for kind in ("GRAPH", "NLA", "SPARSITY")} == {"false"}
    assert data["SPARSITY_SERVER"].startswith("http://sparsity:")
    told = variables(pod(named(synthesized(made), "Deployment", "webapp"))["containers"][0])
    for kind in ("GRAPH", "NLA", "SPARSITY"):
        assert not told[f"{kind}_SERVER_SECRET"]["valueFrom"]["secretKeyRef"].get("optional")
    assert not told["AWS_ACCESS_KEY_ID"]["valueFrom"]["secretKeyRef"].get("optional")


def test_without_servers_it_is_told_nothing() -> None:
    made = current()
    told = variables(pod(named(synthesized(made), "Deployment", "webapp"))["containers"][0])
    for kind in ("GRAPH", "NLA", "SPARSITY"):
        assert told[f"{kind}_SERVER_SECRET"]["valueFrom"]["secretKeyRef"]["optional"] is True
    assert "SPARSITY_SERVER" not in settings(made, "app-config")


def test_graphs_need_a_bucket() -> None:
    environment = current()
    environment.add_graph("g", model="gemma-2-2b").with_(A100)
    assert codes(environment) == ["graph.bucket-missing"]


@pytest.mark.parametrize(
    "given",
    [
        {"use_localhost_graph": True},
        {"use_localhost_nla": True},
        {"sparsity_server": "https://elsewhere.example.org"},
    ],
)
def test_a_server_elsewhere_and_one_here_exclude_each_other(given: dict[str, Any]) -> None:
    environment = current(app_config=AppConfig(graph_bucket="graphs", **given))
    environment.add_graph("g", model="gemma-2-2b").with_(A100)
    environment.add_nla("n").with_(A100)
    environment.add_sparsity()
    assert "configuration.server-is-here" in codes(environment)


@pytest.mark.parametrize("kind", ["graph", "nla", "sparsity"])
def test_the_legacy_line_has_none_of_them(kind: str) -> None:
    environment = bare(App(), upstream="legacy", app_config=AppConfig(graph_bucket="graphs"))
    adding: dict[str, Any] = {
        "graph": lambda: environment.add_graph("g", model="gemma-2-2b"),
        "nla": lambda: environment.add_nla("n"),
        "sparsity": environment.add_sparsity,
    }
    adding[kind]().with_(A100)
    assert "server.not-of-line" in codes(environment)


def test_names_are_unique() -> None:
    environment = whole()
    environment.add_graph("g", model="gemma-2-2b").with_(A100)
    environment.add_sparsity()
    found = problems(environment)
    assert [problem.code for problem in found] == ["instance.repeated", "instance.repeated"]
    assert found[1].fix.startswith("call add_sparsity() once")


def test_two_sources_do_not_share_an_id() -> None:
    environment = current()
    environment.add_nla("a", source=QWEN, sizing="unchecked", sizing_reason="test").with_(A100)
    other = NlaSource(id="q", model_id="m", verbalizer="a/other", reconstructor="", source="", layer=2)
    environment.add_nla("b", source=other, sizing="unchecked", sizing_reason="test").with_(A100)
    assert codes(environment) == ["nla.source-repeated"]


def test_two_servers_share_a_source() -> None:
    environment = current()
    for name in ("a", "b"):
        environment.add_nla(name).with_(A100)
    assert codes(environment) == []
