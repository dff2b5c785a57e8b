"""The configuration of an inference server."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import CPU_STANDARD, InferenceConfig, find_problems, find_warnings, models
from tests.support.building import bare, named, synthesized


def server(app: App, **arguments: Any) -> None:
    config = InferenceConfig(**arguments)
    bare(app).add_inference("m", config=config).with_(models.get("gpt2-small"), CPU_STANDARD)


def test_it_is_merged_with_the_model(app: App) -> None:
    environment = bare(app)
    config = InferenceConfig(request_lock_timeout=0, model_from_pretrained_kwargs={"fold_ln": False})
    environment.add_inference("m", config=config).with_(models.get("gpt2-small"), CPU_STANDARD)
    data = named(synthesized(environment), "ConfigMap", "m-inference-config")["data"]
    assert data["REQUEST_LOCK_TIMEOUT"] == "0"
    assert data["MODEL_FROM_PRETRAINED_KWARGS"] == '{"fold_ln": false}'
    assert data["MODEL_ID"] == "openai-community/gpt2"


def test_arguments_of_a_lens_that_is_skipped_have_no_effect(app: App) -> None:
    server(app, jlens_skip=True, jlens_source="/models/lens")
    assert ("configuration.value-unused", "m-inference") in {
        (warning.code, warning.construct) for warning in find_warnings(app)
    }


@pytest.mark.parametrize("arguments", [{"jlens_source": "models"}, {"lens_token_limit": 0}])
def test_a_wrong_value_is_refused(app: App, arguments: dict[str, Any]) -> None:
    server(app, **arguments)
    assert [problem.code for problem in find_problems(app)] == ["configuration.value-invalid"]
