"""What the legacy line's server is told of a model: the names of TransformerLens and SAELens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from neuronpedia_constructs import CPU_STANDARD, GPU_STANDARD, InferenceServer, Model, SaePaging, models
from tests.support.current import codes
from tests.support.legacy import bare
from tests.support.lines import told

GEMMA = replace(models.get("gemma-2-2b"), sae_sets=["gemmascope-res-16k"])


def found(model: Model, app: Any) -> list[str]:
    server: InferenceServer = bare(app).add_inference("m")
    server.with_(model, GPU_STANDARD if model.device == "cuda" else CPU_STANDARD)
    return codes(server.node.scope)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("openai-community/gpt2", "gpt2-small"),
        ("google/gemma-2-2b", "gemma-2-2b"),
        ("google/gemma-2-9b-it", "gemma-2-9b-it"),
        ("meta-llama/Llama-3.1-8B", "meta-llama/Llama-3.1-8B"),
        ("mine/unheard-of", "mine/unheard-of"),
    ],
)
def test_ids_on_hugging_face_are_translated(given: str, written: str) -> None:
    assert told(replace(GEMMA, model_id=given), "legacy")["MODEL_ID"] == written


def test_a_short_name_and_the_id_on_hugging_face_say_the_same() -> None:
    assert told(replace(GEMMA, model_id="gemma-2-2b"), "legacy") == told(GEMMA, "legacy")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"backend": "vllm"}, "model.not-of-line"),
        ({"sae_paging": SaePaging()}, "model.not-of-line"),
        ({"model_dtype": "auto"}, "model.dtype-invalid"),
        ({"sae_sets": []}, "model.sae-sets-missing"),
        ({"token_limit": 9000}, "model.token-limit-too-high"),
    ],
)
def test_what_only_the_current_line_can_do_is_refused(changes: dict[str, Any], code: str, app: Any) -> None:
    assert code in found(replace(GEMMA, **changes), app)


def test_one_backend_is_all_it_has(app: Any) -> None:
    assert found(replace(GEMMA, backend="eager"), app) == []
