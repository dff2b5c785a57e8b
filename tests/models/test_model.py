"""A model makes a server of its own, configured as that server reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cdk8s import App

from neuronpedia_constructs import (
    GPU_LITE,
    GPU_STANDARD,
    Model,
    SaePaging,
    find_problems,
    models,
)
from tests.support.building import bare, containers, named, synthesized, variables
from tests.support.lines import each_line

IT = {"current": "google/gemma-2-2b-it", "legacy": "gemma-2-2b-it"}
GPT2 = {"current": "openai-community/gpt2", "legacy": "gpt2-small"}


@each_line
def test_two_models_beside_each_other(app: App, upstream: str) -> None:
    given = bare(app, upstream=upstream)
    given.add_inference("a").with_(models.get("gemma-2-2b-it-a"), GPU_STANDARD)
    given.add_inference("b").with_(models.get("gemma-2-2b-it-b"), GPU_STANDARD)
    made = synthesized(given)
    for instance in ("a", "b"):
        for kind in ("Deployment", "Service"):
            assert named(made, kind, f"{instance}-inference")["metadata"]["labels"]["instance"] == instance
        data = named(made, "ConfigMap", f"{instance}-inference-config")["data"]
        assert data["OVERRIDE_MODEL_ID"] == IT[upstream]


@pytest.mark.parametrize(
    ("upstream", "model_id"),
    [("current", "openai-community/gpt2"), ("legacy", "openai-community/gpt2"), ("legacy", "gpt2-small")],
)
def test_a_model_is_configured_as_its_server_reads_it(app: App, upstream: str, model_id: str) -> None:
    model = Model("mine", model_id=model_id, device="cpu", sae_sets=["res-jb"], exclude_sae=["^11-"], token_limit=9)
    given = bare(app, upstream=upstream)
    given.add_inference("mine").with_(model)
    data = named(synthesized(given), "ConfigMap", "mine-inference-config")["data"]
    assert data == {
        "DEVICE": "cpu",
        "EXCLUDE_SAE": '["^11-"]',
        "MAX_LOADED_SAES": "500",
        "MODEL_DTYPE": "bfloat16",
        "MODEL_ID": GPT2[upstream],
        "SAE_DTYPE": "bfloat16",
        "SAE_SETS": '["res-jb"]',
        "TOKEN_LIMIT": "9",
    }


@each_line
def test_a_gated_model_cannot_start_without_its_token(app: App, upstream: str) -> None:
    given = bare(app, upstream=upstream)
    given.add_inference("gemma").with_(models.get("gemma-2-2b"), GPU_LITE)
    given.add_inference("gpt2").with_(models.get("gpt2-small"))
    made = synthesized(given)
    optional = {}
    for name in ("gemma", "gpt2"):
        told = [variables(container) for container in containers(named(made, "Deployment", f"{name}-inference"))]
        keys = [found["HF_TOKEN"]["valueFrom"]["secretKeyRef"] for found in told if "HF_TOKEN" in found]
        optional[name] = [key.get("optional", False) for key in keys]
    # On the current line, the weights for vLLM are downloaded by a container of their own.
    assert optional == {"gemma": [False, False] if upstream == "current" else [False], "gpt2": [True]}


def test_saes_on_a_cpu_cannot_be_paged(app: App) -> None:
    bare(app).add_inference("gpt2").with_(replace(models.get("gpt2-small"), sae_paging=SaePaging()))
    assert [problem.field for problem in find_problems(app)] == ["model sae_paging"]


def test_another_id_on_neuronpedia_stays_with_the_weights() -> None:
    mine = replace(models.get("gpt2-small"), neuronpedia_id="mine")
    assert replace(mine, token_limit=9).webapp_id == "mine"
    assert replace(mine, override_model_id="gemma-2-2b-it").webapp_id == "mine"
    assert replace(models.get("gpt2-small"), override_model_id="gemma-2-2b-it").webapp_id == "gemma-2-2b-it"
    assert models.get("llama-31-8b").webapp_id == "llama3.1-8b"
