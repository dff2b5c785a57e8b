"""Wrong arguments of a model."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from neuronpedia_constructs import models
from neuronpedia_constructs.models.model_problems import model_problems

GEMMA = models.get("gemma-2-2b")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"name": "a b"}, "model.name-invalid"),
        ({"device": "gpu"}, "model.device-invalid"),
        ({"model_dtype": "int8"}, "model.dtype-invalid"),
        ({"sae_dtype": "bf16"}, "model.dtype-invalid"),
        ({"gated": "yes"}, "model.flag-invalid"),
        ({"token_limit": 0}, "model.limit-invalid"),
        ({"backend": "tpu"}, "model.backend-invalid"),
        ({"sae_paging": 8}, "model.paging-invalid"),
        ({"model_dtype": "auto", "sae_dtype": None}, "model.sae-dtype-missing"),
        ({"sae_sets": "gemmascope-res-16k"}, "model.list-invalid"),
        ({"sae_sets": ["gemmascope-res-16"]}, "model.sae-set-unknown"),
        ({"include_sae": ["("]}, "model.pattern-invalid"),
        ({"include_sae": ["(?>5)-"]}, "model.pattern-unsupported"),
        ({"include_sae": ["^99-"]}, "model.no-saes"),
        ({"max_loaded_saes": 1}, "model.saes-exceed-limit"),
        ({"neuronpedia_id": ""}, "model.neuronpedia-id-invalid"),
    ],
)
def test_each_mistake_has_its_code(arguments: dict[str, Any], code: str) -> None:
    assert [problem.code for problem in model_problems(replace(GEMMA, **arguments))] == [code]


def test_nothing_is_wrong_with_the_catalogue() -> None:
    for name in models.names():
        assert not [problem for problem in model_problems(models.get(name)) if not problem.warning], name


def test_a_mistyped_set_is_answered_with_the_nearest() -> None:
    (problem,) = model_problems(replace(GEMMA, sae_sets=["gemmascope-res-16"]))
    assert '"gemmascope-res-16k"' in problem.fix
