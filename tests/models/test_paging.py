"""SAEs in host memory."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import GPU_STANDARD, SaePaging, models
from tests.support.building import bare
from tests.support.current import A100, codes, serving, settings

GEMMA = replace(models.get("gemma-2-2b"), sae_sets=["gemmascope-res-16k"])


@pytest.mark.parametrize("given", [0, -1, True, "8", float("nan"), float("inf")])
@pytest.mark.parametrize("name", ["gpu_gib", "pinned_host_gib"])
def test_amounts_are_gibibytes(name: str, given: Any) -> None:
    found = [problem.code for problem in SaePaging(**{name: given}).problems()]
    assert found == ["model.paging-invalid"]
    assert list(SaePaging(**{name: 0.5}).problems()) == []


def test_a_wrong_amount_is_a_problem_of_the_environment() -> None:
    assert codes(serving(replace(GEMMA, sae_paging=SaePaging(gpu_gib=-1)), A100)) == ["model.paging-invalid"]
    paged = replace(GEMMA, sae_paging=True)  # type: ignore[arg-type]
    assert codes(serving(paged, A100))


def test_only_the_current_line_pages() -> None:
    paged = replace(GEMMA, sae_paging=SaePaging())
    assert settings(serving(paged, A100))["SAE_GPU_BUDGET_GIB"]
    legacy = bare(App())
    legacy.add_inference("m").with_(paged, GPU_STANDARD)
    assert len(codes(legacy)) == 1


def test_without_a_known_gpu_the_server_divides_by_itself() -> None:
    unknown = replace(GPU_STANDARD, stands_for=None, feature_discovery=True, memory_limit=None)
    assert settings(serving(replace(GEMMA, sae_paging=SaePaging()), unknown))["SAE_GPU_BUDGET_GIB"] == "auto"
