"""The catalogue of models and the list of absent variables: the files are well formed, and keep what they promise."""

from __future__ import annotations

import ast
import inspect
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cdk8s import App

from neuronpedia_constructs import (
    CPU_STANDARD,
    GPU_STANDARD,
    Model,
    Neuronpedia,
    PublicInference,
    find_problems,
    models,
)
from tests.conftest import run_app
from tests.support import lines
from tests.support.building import ROOT, bare, containers, doubts, named, synthesized, variables
from tests.support.programs import starts_programs

FILES = {"catalogue": "models/data/catalogue", "absent": "configuration/absent"}


def read(name: str, ending: str = "json") -> Any:
    file = ROOT / "neuronpedia_constructs" / f"{FILES[name]}.{ending}"
    return json.loads(file.read_text(encoding="utf-8"))


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = read(name, "schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("name", FILES)
def test_files_follow_their_schema(name: str) -> None:
    validator(name).validate(read(name))


REMOVED = object()
WRONG: dict[tuple[Any, ...], tuple[dict[str, Any], ...]] = {
    ("catalogue",): ({"2b": read("catalogue")["gemma-2-2b"]}, {"gemma": {}}),
    ("catalogue", "gemma-2-2b"): (
        *({"surplus": 1}, {"device": REMOVED}, {"device": "gpu"}, {"model_dtype": "bf16"}, {"token_limit": "400"}),
        *({"max_loaded_saes": 0}, {"model_id": ""}, {"name": "google/gemma"}, {"aliases": ["Gemma"]}),
        *({"sae_sets": []}, {"sae_sets": "res-jb"}, {"sae_sets": ["res-jb", "res-jb"]}, {"include_sae": ["15-("]}),
    ),
    ("absent",): ({"webapp": REMOVED}, {"webapp": []}, {"website": read("absent")["webapp"]}),
    ("absent", "webapp", 0): (
        *({"surplus": 1}, {"settable": False}, {"reason": REMOVED}, {"reason": ""}, {"reason": "remove it "}),
        *({"variables": []}, {"variables": ["port"]}, {"variables": ["PORT", "PORT"]}),
    ),
}


@pytest.mark.parametrize(("place", "change"), [(place, change) for place in WRONG for change in WRONG[place]])
def test_schemas_refuse_what_is_wrong(place: tuple[Any, ...], change: dict[str, Any]) -> None:
    data = entry = read(place[0])
    for step in place[1:]:
        entry = entry[step]
    entry.update(change)
    for name in [name for name, value in change.items() if value is REMOVED]:
        del entry[name]
    assert not validator(place[0]).is_valid(data)


def test_an_entry_of_the_catalogue_has_the_arguments_of_a_model() -> None:
    properties = read("catalogue", "schema.json")["additionalProperties"]["properties"]
    # An entry's id on Neuronpedia is a fact of its weights; whether SAEs are paged depends on the GPU.
    arguments = inspect.signature(Model).parameters.keys() - {"neuronpedia_id", "sae_paging"}
    assert properties.keys() - {"aliases"} == arguments


COMPONENTS = """
    deepseek-r1-distill-llama-8b deepseek-r1-distill-llama-8b-b deepseek-r1-llama-8b-a deepseek-r1-llama-8b-b
    deepseek-r1-llama-8b-public-a deepseek-r1-llama-8b-public-b gemma-2-2b gemma-2-2b-public gemma-2-2b-it-a
    gemma-2-2b-it-b gemma-2-2b-it-public gemma-2-9b gemma-2-9b-it-a gemma-2-9b-it-b gpt2-small gpt2-small-public
    llama-31-8b qwen3-4b
"""
"""What the models were called as components of kustomize, and one that came later."""


def test_the_catalogue_has_every_model_under_its_old_name() -> None:
    assert set(COMPONENTS.split()) <= set(models.names())
    # TransformerLens gives it no longer context.
    assert {models.get(name).token_limit for name in models.names() if "deepseek" in name} == {2048}


VARIABLES = {
    "gpt2-small-public": """DEVICE=cpu MODEL_DTYPE=float32 SAE_DTYPE=float32 TOKEN_LIMIT=400
        MAX_LOADED_SAES=500 SAE_SETS=["res-jb"]""",
    "gemma-2-2b-it-a": """DEVICE=cuda MODEL_DTYPE=bfloat16 SAE_DTYPE=float16 TOKEN_LIMIT=400
        MAX_LOADED_SAES=500
        SAE_SETS=["gemmascope-res-16k","gemmascope-att-16k","gemmascope-res-65k"]""",
    "deepseek-r1-llama-8b-a": """DEVICE=cuda MODEL_DTYPE=bfloat16 SAE_DTYPE=bfloat16 TOKEN_LIMIT=2048
        MAX_LOADED_SAES=1 SAE_SETS=["llamascope-slimpj-res-32k"]
        INCLUDE_SAE=["^15-llamascope-slimpj-res-32k$"]""",
}
"""What servers of both lines are told."""

_TUNED = """
    MODEL_ID=meta-llama/Llama-3.1-8B OVERRIDE_MODEL_ID=meta-llama/Llama-3.1-8B
    CUSTOM_HF_MODEL_ID=deepseek-ai/DeepSeek-R1-Distill-Llama-8B"""
OF_A_LINE = {
    ("current", "gpt2-small-public"): """
        MODEL_ID=openai-community/gpt2 OVERRIDE_MODEL_ID=openai-community/gpt2 FORCE_BACKEND=eager""",
    ("legacy", "gpt2-small-public"): "MODEL_ID=gpt2-small OVERRIDE_MODEL_ID=gpt2-small",
    ("current", "gemma-2-2b-it-a"): "MODEL_ID=google/gemma-2-2b OVERRIDE_MODEL_ID=google/gemma-2-2b-it",
    ("legacy", "gemma-2-2b-it-a"): "MODEL_ID=gemma-2-2b OVERRIDE_MODEL_ID=gemma-2-2b-it",
    ("current", "deepseek-r1-llama-8b-a"): _TUNED,
    ("legacy", "deepseek-r1-llama-8b-a"): _TUNED,
}
"""What those of one line are told besides."""


@pytest.mark.parametrize(("upstream", "name"), OF_A_LINE)
def test_what_a_server_is_told_of_its_model(upstream: str, name: str) -> None:
    told = {variable: text.replace(" ", "") for variable, text in lines.told(models.get(name), upstream).items()}
    assert told == dict(pair.split("=") for pair in f"{VARIABLES[name]} {OF_A_LINE[upstream, name]}".split())


GPU = replace(GPU_STANDARD, feature_discovery=True)
"""The profile without a doubt about its nodes."""


def served(environment: Neuronpedia, *names: str) -> Neuronpedia:
    """An environment with a server of each of these models, called like it."""
    for name in names:
        profile = CPU_STANDARD if models.get(name).device == "cpu" else GPU
        environment.add_inference(name).with_(models.get(name), profile)
    return environment


@lines.each_line
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("deepseek-r1-distill-llama-8b", "deepseek-r1-distill-llama-8b-b"),
        ("deepseek-r1-llama-8b-a", "deepseek-r1-llama-8b-b"),
        ("deepseek-r1-llama-8b-public-a", "deepseek-r1-llama-8b-public-b"),
        ("gemma-2-2b-it-a", "gemma-2-2b-it-b"),
        ("gemma-2-9b-it-a", "gemma-2-9b-it-b"),
    ],
)
def test_a_and_b_are_two_servers_of_one_model(app: App, first: str, second: str, upstream: str) -> None:
    assert models.get(first).name == models.get(second).name
    assert lines.told(models.get(first), upstream) == lines.told(models.get(second), upstream)
    manifests = synthesized(served(bare(app, upstream=upstream), first, second))
    for kind, suffix in (("Deployment", "-inference"), ("Service", "-inference"), ("ConfigMap", "-inference-config")):
        assert named(manifests, kind, f"{first}{suffix}") != named(manifests, kind, f"{second}{suffix}")


@pytest.mark.parametrize("name", [name for name in COMPONENTS.split() if "-public" in name])
def test_a_public_server_and_its_webapp_share_a_word_that_is_no_secret(app: App, name: str) -> None:
    def read_by(environment: Neuronpedia, deployment: str, variable: str) -> object:
        *_, container = containers(named(synthesized(served(environment, name)), "Deployment", deployment))
        return variables(container)[variable].get("value")

    assert read_by(bare(App()), f"{name}-inference", "SECRET") == "public"
    assert read_by(bare(App()).with_(PublicInference()), f"{name}-inference", "SECRET") == "public"
    assert read_by(bare(app).with_(PublicInference()), "webapp", "INFERENCE_SERVER_SECRET") == "public"
    assert doubts(app) == ()


def test_public_servers_beside_others_are_a_warning_that_names_them(app: App) -> None:
    served(bare(app), "gpt2-small", "gpt2-small-public", "gemma-2-2b-public")
    assert find_problems(app) == ()
    (warning,) = doubts(app)
    assert warning.construct == "gpt2-small-public-inference, gemma-2-2b-public-inference"
    assert warning.field == "SECRET"


LAZY = """
import sys
opened = []
sys.addaudithook(lambda event, arguments: opened.append(str(arguments[0])) if event == "open" else None)
from neuronpedia_constructs import models
data = lambda: {name.rpartition("/")[2] for name in opened if "/neuronpedia_constructs/" in name and "json" in name}
print(sorted(data()))
models.get("gpt2-small")
print("catalogue.json" in data())
"""


@starts_programs
def test_the_catalogue_is_read_when_a_model_is_asked_for(tmp_path: Path) -> None:
    result = run_app(LAZY, tmp_path)
    assert result.stdout.splitlines() == ["[]", "True"], result.stderr


CATALOGUE = ROOT / "neuronpedia_constructs" / "models"


@lines.each_line
@pytest.mark.parametrize("name", models.names())
def test_every_model_can_be_served(name: str, upstream: str) -> None:
    model = models.get(name)
    app = App()
    server = bare(app, upstream=upstream).add_inference(name).with_(model)
    if model.device == "cuda":
        server.with_(GPU_STANDARD)
    assert find_problems(app) == ()


@lines.each_line
@pytest.mark.parametrize("name", models.names())
def test_what_the_server_parses_can_be_parsed(name: str, upstream: str) -> None:
    variables = lines.told(models.get(name), upstream)
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
        assert lines.told(getattr(models, name)) == lines.told(models.get(entry))
    with pytest.raises(AttributeError, match="has no attribute 'GPT_5'"):
        _ = models.GPT_5  # type: ignore[attr-defined]


def test_aliases_are_two_servers_of_one_model() -> None:
    first, second = models.get("gemma-2-9b-it-a"), models.get("gemma-2-9b-it-b")
    assert first.name == second.name == "gemma-2-9b-it"
    assert lines.told(first) == lines.told(second)
