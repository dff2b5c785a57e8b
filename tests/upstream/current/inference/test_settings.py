"""What the server will do follows from its model and its variables, wherever they come from."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from neuronpedia_constructs import InferenceConfig, models
from neuronpedia_constructs.draft.pod import SecretKey
from neuronpedia_constructs.environment.plan import Plan
from neuronpedia_constructs.models.draft import InferenceDraft
from neuronpedia_constructs.upstream.current.inference import settings

GEMMA = models.get("gemma-2-2b")


def draft(**config: object) -> InferenceDraft:
    plan = Plan(name="test", namespace="np", url="https://np.example.org")
    return plan.servers.add_inference("m", config=InferenceConfig(**config)).draft  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("backend", "device", "expected"),
    [
        ("auto", "cuda", "vllm"),
        ("auto", "cpu", "eager"),
        ("eager", "cuda", "eager"),
        ("vllm", "cpu", "vllm"),
    ],
)
def test_the_backend_is_the_forced_one_or_that_of_the_device(
    backend: Literal["auto", "vllm", "eager"], device: str, expected: str
) -> None:
    made, model = draft(), replace(GEMMA, backend=backend, device=device)
    model.apply_to_server(made)
    assert settings.backend(made, model) == expected


def test_a_variable_of_the_container_outranks_that_of_the_config_map() -> None:
    made = draft(max_tokens=100)
    assert settings.number(made, "MAX_TOKENS", 7) == 100
    made.main.env["MAX_TOKENS"] = "200"
    assert settings.number(made, "MAX_TOKENS", 7) == 200
    made.main.env["MAX_TOKENS"] = SecretKey("a", "b")
    assert settings.text(made, "MAX_TOKENS") is None
    made.main.env["MAX_TOKENS"] = "many"
    assert settings.number(made, "MAX_TOKENS", 7) == 7


def test_modes_that_are_off_are_none() -> None:
    assert settings.choices(draft(generation_only=False)) == {}
    assert settings.choices(draft(generation_only=True)) == {"GENERATION_ONLY": "true"}
    assert settings.is_on(draft(jlens_skip=True), "JLENS_SKIP")
    assert not settings.is_on(draft(), "JLENS_SKIP")
