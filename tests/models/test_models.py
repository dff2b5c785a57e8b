"""The catalogue of models."""

from __future__ import annotations

import ast
import json
import re

import pytest
from cdk8s import App

from neuronpedia_constructs import GPU_STANDARD, find_problems, models
from tests.support.building import ROOT, bare

CATALOGUE = ROOT / "neuronpedia_constructs" / "models"


@pytest.mark.parametrize("name", models.names())
def test_every_model_can_be_served(name: str) -> None:
    model = models.get(name)
    app = App()
    server = bare(app).add_inference(name).with_(model)
    if model.device == "cuda":
        server.with_(GPU_STANDARD)
    assert find_problems(app) == ()


@pytest.mark.parametrize("name", models.names())
def test_what_the_server_parses_can_be_parsed(name: str) -> None:
    variables = models.get(name).variables
    for variable in ("SAE_SETS", "INCLUDE_SAE", "EXCLUDE_SAE"):
        entries = json.loads(variables.get(variable, "[]"))
        assert all(isinstance(entry, str) and re.compile(entry) for entry in entries)
    assert json.loads(variables["SAE_SETS"])
    assert variables["MODEL_DTYPE"] in ("float32", "float16", "bfloat16")
    assert variables["SAE_DTYPE"] in ("float32", "float16", "bfloat16", "float64")
    assert int(variables["TOKEN_LIMIT"]) <= 2048 or "llama" not in name
    # The server takes the port and the address that its command line says, whatever these say.
    assert not {"HOST", "PORT"} & variables.keys()


def test_constants_are_entries_of_the_catalogue() -> None:
    source = ast.parse((CATALOGUE / "__init__.py").read_text(encoding="utf-8"))
    declared = [
        node.target.id
        for node in ast.walk(source)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id.isupper()
    ]
    assert len(declared) == 8
    for name in declared:
        entry = name.lower().replace("_", "-")
        assert getattr(models, name).variables == models.get(entry).variables
    with pytest.raises(AttributeError, match="has no attribute 'GPT_5'"):
        _ = models.GPT_5  # type: ignore[attr-defined]


def test_aliases_are_two_servers_of_one_model() -> None:
    first, second = models.get("gemma-2-9b-it-a"), models.get("gemma-2-9b-it-b")
    assert first.name == second.name == "gemma-2-9b-it"
    assert first.variables == second.variables


def test_another_id_on_neuronpedia_stays_with_the_weights() -> None:
    mine = models.get("gpt2-small").replace(neuronpedia_id="mine")
    assert mine.replace(token_limit=9).neuronpedia_id == "mine"
    assert mine.replace(override_model_id="gemma-2-2b-it").neuronpedia_id == "gemma-2-2b-it"
    assert models.get("llama-31-8b").neuronpedia_id == "llama3.1-8b"
