"""`neuronpedia-constructs models`: the catalogue, for people and for programs."""

from __future__ import annotations

import json

import pytest

from neuronpedia_constructs import models
from neuronpedia_constructs.cli import models as catalogue


def test_the_command_lists_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogue.run(upstream="legacy", as_json=False) == 0
    assert set(models.names()) <= set(capsys.readouterr().out.split())
    assert catalogue.run(upstream="legacy", as_json=True) == 0
    entries = {entry["name"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert {name for entry in entries.values() for name in (entry["name"], *entry["aliases"])} == set(models.names())
    assert entries["gemma-2-2b-public"]["smallest_gpu"] == "NVIDIA-L4"
    assert entries["gpt2-small"]["smallest_gpu"] is entries["gpt2-small"]["gpu_memory_bytes"] is None
    for entry in (entry for entry in entries.values() if entry["device"] == "cuda"):
        assert entry["gpu_memory_bytes"] > entry["gpu_memory_loaded_bytes"] > 2**30


def test_the_figures_are_those_of_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    found = {}
    for upstream in ("current", "legacy"):
        assert catalogue.run(upstream=upstream, as_json=True) == 0
        found[upstream] = {entry["name"]: entry for entry in json.loads(capsys.readouterr().out)}
    current, legacy = (found[upstream]["gemma-2-9b"] for upstream in ("current", "legacy"))
    assert (current["model_id"], legacy["model_id"]) == ("google/gemma-2-9b", "gemma-2-9b")
    # 17.2 GiB of weights, 9.6 of SAEs, 2 for vLLM, and keys and values of 1024 tokens.
    assert round(current["gpu_memory_loaded_bytes"] / 2**30, 1) == 29.2
    assert current["smallest_gpu"] == "NVIDIA-A100-SXM4-40GB"
    assert current["saes"] == legacy["saes"] == 43
