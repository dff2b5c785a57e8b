"""The models that the webapp makes graphs of."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.upstream.current.graph.presets import engine_of, find_models, find_preset, presets
from neuronpedia_constructs.upstream.graph import GraphOptions

GEMMA = "google/gemma-2-2b"


def options(model: str, transcoders: str | None = None, engine: str | None = None) -> GraphOptions:
    return GraphOptions.of(model, transcoders, engine, None)


def test_a_model_is_found_by_both_of_its_ids() -> None:
    for preset in presets():
        assert preset in find_models(preset.model)
        assert preset in find_models(preset.webapp_model)
    assert find_models("mine/unheard-of") == []


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.transcoders)
def test_each_is_found_by_its_transcoders(preset: object) -> None:
    given = next(known for known in presets() if known == preset)
    assert find_preset(options(given.model, given.transcoders)) == given


@pytest.mark.parametrize(
    ("transcoders", "width", "numbers", "layers"),
    [
        ("gemma", 16_384, 2304, 26),
        ("mntss/clt-gemma-2-2b-2.5M", 98_304, 2304, 26),
        ("mwhanna/gemma-scope-2-4b-it/transcoder_all/width_262k_l0_small_affine", 262_144, 2560, 34),
        ("mwhanna/qwen3-4b-transcoders", 163_840, 2560, 36),
    ],
)
def test_encoders_have_two_bytes_for_each_number(transcoders: str, width: int, numbers: int, layers: int) -> None:
    (preset,) = (preset for preset in presets() if preset.transcoders == transcoders)
    assert preset.encoders_gib == pytest.approx(width * numbers * layers * 2 / 2**30, abs=0.1)
    assert preset.download_gib > preset.weights_gib + 2 * preset.encoders_gib or transcoders.startswith("mntss")


def test_the_first_of_several_is_the_default() -> None:
    assert find_preset(options(GEMMA)) == find_models(GEMMA)[0]
    assert find_preset(options(GEMMA, "mntss/clt-gemma-2-2b-2.5M")) == find_models(GEMMA)[1]


def test_other_transcoders_have_no_preset() -> None:
    assert find_preset(options(GEMMA, "mine/transcoders")) is None
    assert engine_of(options(GEMMA, "mine/transcoders")) == "circuit-tracer"
    assert engine_of(options("qwen3-1.7b")) == "lm-saes-crm"
    assert engine_of(options("qwen3-1.7b", engine="circuit-tracer")) == "circuit-tracer"
