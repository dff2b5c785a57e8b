"""What the current server needs on a GPU, and which share of it vLLM gets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from neuronpedia_constructs import Model, models
from neuronpedia_constructs.models.sizing.gpus import find_gpu
from neuronpedia_constructs.models.sizing.units import GIB
from neuronpedia_constructs.upstream.current.inference import memory

UPSTREAM = [
    # SAEs in GiB, and vLLM's share of a card with 39.4, 44.4 and 79.1 GiB. The server's default is 0.9.
    (1.5, 0.87, 0.88, 0.9),
    (0.5, 0.89, 0.9, 0.9),
    (21.5, 0.36, 0.43, 0.68),
    (3.7, 0.81, 0.84, 0.9),
    (10.6, 0.64, 0.68, 0.82),
    (5.9, 0.76, 0.79, 0.88),
    (9.6, 0.66, 0.7, 0.83),
    (16.0, 0.50, 0.55, 0.75),
    (18.8, 0.43, 0.49, 0.71),
]
"""Upstream's own figures, rounded."""


@pytest.mark.parametrize(("saes", "small", "middle", "large"), UPSTREAM)
def test_the_share_is_that_of_upstream(saes: float, small: float, middle: float, large: float) -> None:
    for total, share in ((39.4, small), (44.4, middle), (79.1, large)):
        found = memory.utilization(round(total * GIB), round(saes * GIB))
        assert found == pytest.approx(share, abs=0.011)
        # It never leaves less than upstream leaves.
        assert total * (1 - found) >= saes + 3.6


def need(model: Model, gpus: int = 1) -> memory.Need:
    found = memory.need_of(model, context=1024, gpus=gpus)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "weights", "saes"),
    [
        ("deepseek-r1-distill-llama-8b", 15.0, 1.5),
        ("gemma-2-2b", 4.9, 10.6),
        ("gemma-2-9b", 17.2, 9.6),
        ("llama-31-8b", 15.0, 16.0),
    ],
)
def test_weights_and_saes_are_those_that_upstream_counts(name: str, weights: float, saes: float) -> None:
    found = need(models.get(name))
    assert found.weights / GIB == pytest.approx(weights, rel=0.03)
    assert found.resident_saes / GIB == pytest.approx(saes, rel=0.05)


def test_several_gpus_share_weights_keys_and_values_but_not_the_saes() -> None:
    one, two = need(models.get("gemma-2-9b")), need(models.get("gemma-2-9b"), gpus=2)
    assert two.weights == pytest.approx(one.weights / 2, abs=1)
    assert two.key_values == pytest.approx(one.key_values / 2, abs=1)
    assert two.resident_saes == one.resident_saes


def test_only_as_many_saes_stay_as_the_model_says() -> None:
    model = models.get("gemma-2-2b")
    few = need(replace(model, max_loaded_saes=3))
    assert 0 < few.resident_saes <= 3 * few.largest_sae < few.all_saes
    assert few.all_saes == need(model).all_saes


def test_a_model_of_unknown_architecture_has_no_known_need() -> None:
    assert memory.need_of(Model("m", model_id="mine/unheard-of", device="cuda", sae_sets=[]), context=1024) is None


def test_a_small_card_is_refused_and_a_large_one_is_not() -> None:
    l4, a100 = find_gpu("NVIDIA-L4"), find_gpu("NVIDIA-A100-SXM4-80GB")
    assert l4 is not None
    assert a100 is not None
    found = need(models.get("gemma-2-9b"))
    assert not memory.fits(found, l4.memory)
    assert memory.fits(found, a100.memory)
    assert memory.budget(found, a100.memory) <= found.all_saes
