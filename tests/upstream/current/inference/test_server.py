"""What the current inference server is told, and what the webapp knows of it."""

from __future__ import annotations

from dataclasses import replace

from neuronpedia_constructs import CPU_STANDARD, GPU_STANDARD, InferenceConfig, Model, models
from neuronpedia_constructs.upstream.lines import find_line
from tests.support.current import A100, L4, server, serving, settings
from tests.support.lines import told

LINE = find_line("current").inference
GEMMA = replace(models.get("gemma-2-2b"), sae_sets=["gemmascope-res-16k"])


def test_a_model_is_told_by_its_id_on_hugging_face_alone() -> None:
    given = told(models.get("deepseek-r1-distill-llama-8b"), "current")
    assert "deepseek-ai/DeepSeek-R1-Distill-Llama-8B" in given.values()
    assert not any(value and "/" not in value for name, value in given.items() if name.endswith("MODEL_ID"))


def test_what_follows_from_model_and_profile_is_set_and_what_is_given_stays() -> None:
    data = settings(serving(GEMMA, A100))
    assert data["VLLM_GPU_MEMORY_UTILIZATION"] == "0.9"
    assert int(data["VLLM_ENGINE_READY_TIMEOUT_S"]) > 600
    assert data["VLLM_USE_FLASHINFER_SAMPLER"] == "0"
    own = settings(serving(GEMMA, A100, config=InferenceConfig(vllm_gpu_memory_utilization=0.5)))
    assert own["VLLM_GPU_MEMORY_UTILIZATION"] == "0.5"


def test_without_vllm_nothing_is_told_of_it() -> None:
    for environment in (serving("gpt2-small", CPU_STANDARD), serving(replace(GEMMA, backend="eager"), A100)):
        assert not any(name.startswith("VLLM") for name in settings(environment))
    assert settings(serving(replace(GEMMA, backend="eager"), A100))["FORCE_BACKEND"] == "eager"


def test_a_gpu_that_is_not_known_leaves_the_share_to_the_server() -> None:
    assert "VLLM_GPU_MEMORY_UTILIZATION" not in settings(serving(GEMMA, replace(GPU_STANDARD, stands_for=None)))
    assert "VLLM_GPU_MEMORY_UTILIZATION" in settings(serving(GEMMA, GPU_STANDARD))


def test_a_server_that_only_generates_is_not_registered() -> None:
    assert LINE.engine({}) == "TRANSFORMER_LENS"
    assert LINE.engine({"GENERATION_ONLY": "true"}) is None


def test_it_serves_a_model_under_any_name() -> None:
    assert LINE.sources(GEMMA).accepted == ()


def test_sizes_are_those_of_the_list_of_models() -> None:
    size = LINE.size(models.get("gemma-2-9b"))
    assert size is not None
    assert size.loaded < size.peak
    assert size.smallest is not None
    assert size.smallest.memory > size.loaded
    assert LINE.size(Model("m", model_id="mine/unheard-of", device="cuda", sae_sets=[])) is None


def test_a_rollout_may_take_as_long_as_the_download_and_the_start() -> None:
    for profile in (A100, L4):
        found = server(serving(GEMMA, profile))
        probe = found["spec"]["template"]["spec"]["containers"][0]["startupProbe"]
        assert found["spec"]["progressDeadlineSeconds"] > probe["periodSeconds"] * probe["failureThreshold"]
