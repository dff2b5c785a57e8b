"""The graph server in its pod."""

from __future__ import annotations

from neuronpedia_constructs import AppConfig, GraphConfig, ModelCache, Neuronpedia
from tests.support.building import named, pod, synthesized, variables
from tests.support.current import A100, current, server, settings


def graph(model: str = "qwen3-4b", config: GraphConfig | None = None, cache: ModelCache | None = None) -> Neuronpedia:
    environment = current(app_config=AppConfig(graph_bucket="graphs"))
    added = environment.add_graph("g", model=model, config=config, source_sets=["lorsa"] if "1.7b" in model else None)
    added.with_(A100, *([cache] if cache else []))
    return environment


def test_it_is_told_its_model_its_transcoders_and_its_engine() -> None:
    assert settings(graph(), "g-graph-config") | {
        "ATTRIBUTION_ENGINE": "circuit-tracer",
        "MODEL_ID": "Qwen/Qwen3-4B",
        "TRANSCODER_SET": "mwhanna/qwen3-4b-transcoders",
    } == settings(graph(), "g-graph-config")


def test_lm_saes_has_a_repository_and_the_webapps_id() -> None:
    data = settings(graph("qwen3-1.7b"), "g-graph-config")
    assert data["ATTRIBUTION_ENGINE"] == "lm-saes-crm"
    assert data["SAE_REPO"] == "OpenMOSS-Team/Llama-Scope-2-Qwen3-1.7B"
    assert "TRANSCODER_SET" not in data
    assert data["NP_MODEL_ID"]


def test_it_refuses_to_start_without_a_token_so_the_token_is_required() -> None:
    (main,) = pod(server(graph(), "g-graph"))["containers"]
    token = variables(main)["HF_TOKEN"]["valueFrom"]["secretKeyRef"]
    assert not token.get("optional")


def test_a_pod_that_works_on_a_graph_stays_ready() -> None:
    (main,) = pod(server(graph(), "g-graph"))["containers"]
    for name in ("readinessProbe", "livenessProbe"):
        assert main[name]["httpGet"]["path"] == "/check-busy"
        assert main[name]["periodSeconds"] * main[name]["failureThreshold"] >= 300


def test_its_first_start_may_take_as_long_as_its_download() -> None:
    def seconds(model: str) -> int:
        probe = pod(server(graph(model), "g-graph"))["containers"][0]["startupProbe"]
        return int(probe["periodSeconds"] * probe["failureThreshold"])

    assert seconds("gemma-2-2b") < seconds("gemma-3-4b-it")


def test_its_claim_has_room_for_the_transcoders() -> None:
    made = synthesized(graph(cache=ModelCache()))
    claim = named(made, "PersistentVolumeClaim", "g-graph-cache")
    assert int(claim["spec"]["resources"]["requests"]["storage"].removesuffix("Gi")) > 65
