"""How long the current server may take to start, and how much it downloads."""

from __future__ import annotations

from neuronpedia_constructs import InferenceConfig, models
from neuronpedia_constructs.environment.plan import Plan
from neuronpedia_constructs.models.draft import InferenceDraft
from neuronpedia_constructs.models.sizing.units import GIB
from neuronpedia_constructs.upstream.current.inference import loading

SMALL, LARGE = models.get("gemma-2-2b"), models.get("gemma-2-9b")


def draft(name: str, config: InferenceConfig | None = None) -> InferenceDraft:
    plan = Plan(name="test", namespace="np", url="https://np.example.org")
    made = plan.servers.add_inference("m", config=config).draft
    models.get(name).apply_to_server(made)
    return made


def test_the_engine_may_take_as_long_as_its_weights_need() -> None:
    # Upstream gives it 600 s, which does not last for 9 billion numbers from a slow volume.
    assert loading.engine_seconds(LARGE) > loading.engine_seconds(SMALL) > 600
    assert loading.engine_seconds(LARGE) % 60 == 0


def test_with_vllm_the_weights_are_there_before_the_server_starts() -> None:
    assert loading.seconds(LARGE, vllm=True) - loading.engine_seconds(LARGE) < loading.seconds(LARGE, vllm=False)
    assert loading.fetching_seconds(LARGE) > loading.fetching_seconds(SMALL) > 0


def test_nothing_is_assumed_to_be_quick_without_a_known_model() -> None:
    assert loading.engine_seconds(None) >= loading.engine_seconds(LARGE)
    assert loading.seconds(None, vllm=False) > 0


def test_the_volume_has_room_for_weights_saes_lens_and_what_is_compiled() -> None:
    made = draft("gemma-2-2b")
    with_vllm, without = (loading.cache_gibibytes(made, vllm=vllm) for vllm in (True, False))
    assert with_vllm >= without + 4
    assert SMALL.download is not None
    assert with_vllm * GIB > SMALL.download.most
    skipped = draft("gemma-2-2b", InferenceConfig(jlens_skip=True))
    assert loading.cache_gibibytes(skipped, vllm=True) <= with_vllm
