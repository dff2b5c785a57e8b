"""A model has to fit into the memory that its server is given, and what does not is refused with the numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import (
    CPU_STANDARD,
    GPU_LITE,
    GPU_STANDARD,
    AppConfig,
    CpuProfile,
    GpuProfile,
    InferenceServer,
    Model,
    Problem,
    Resources,
    find_problems,
    models,
)
from neuronpedia_constructs.upstream.legacy.memory import memory_of
from tests.support.building import containers, doubts, named, pod, pod_template, problems_and_doubts, synthesized
from tests.support.legacy import bare

TOO_LARGE_FOR_A_24_GB_CARD = {
    "gemma-2-2b-it": "29.8 GiB",
    "gemma-2-2b-it-a": "29.8 GiB",
    "gemma-2-2b-it-b": "29.8 GiB",
    "gemma-2-9b": "32.0 GiB",
    "gemma-2-9b-it": "28.3 GiB",
    "gemma-2-9b-it-a": "28.3 GiB",
    "gemma-2-9b-it-b": "28.3 GiB",
    "llama-31-8b": "31.6 GiB",
    # With one more transcoder and a half, which is moved in before another is dropped.
    "qwen3-4b": "30.0 GiB",
}
"""What each of them needs to start."""

TIGHT_ON_A_24_GB_CARD = {
    "deepseek-r1-distill-llama-8b": "31.6 GiB",
    "deepseek-r1-distill-llama-8b-b": "31.6 GiB",
    "deepseek-r1-llama-8b-a": "30.6 GiB",
    "deepseek-r1-llama-8b-b": "30.6 GiB",
    "deepseek-r1-llama-8b-public-a": "30.6 GiB",
    "deepseek-r1-llama-8b-public-b": "30.6 GiB",
    "gemma-2-2b": "21.9 GiB",
}
"""What each of them needs for its worst request; on 22.0 GiB, 5 percent have to be left."""


def served(app: App, model: Model, *mixins: Any, **options: Any) -> InferenceServer:
    return bare(app).add_inference("m", **options).with_(model, *mixins)


def only(found: tuple[Problem, ...], field: str) -> Problem:
    (problem,) = (problem for problem in found if problem.field == field)
    return problem


@pytest.mark.parametrize("name", models.names())
def test_every_model_of_the_catalogue_fits_the_standard_profile(app: App, name: str) -> None:
    model = models.get(name)
    served(app, model, GPU_STANDARD if model.device == "cuda" else CPU_STANDARD)
    assert find_problems(app) == ()
    assert {warning.field for warning in doubts(app)} <= {"model max_loaded_saes", "SECRET"}


@pytest.mark.parametrize("name", models.names())
def test_the_lite_profile_takes_the_models_that_fit_and_names_the_numbers_of_the_others(app: App, name: str) -> None:
    model = models.get(name)
    served(app, model, GPU_LITE)
    if model.device == "cpu":
        assert [problem.field for problem in find_problems(app)] == ["resource profile"]
    elif name in TOO_LARGE_FOR_A_24_GB_CARD:
        problem = only(find_problems(app), "GPU memory")
        assert problem.code == "gpu.memory-too-small"
        needs = (
            f"{model.name} needs {TOO_LARGE_FOR_A_24_GB_CARD[name]}, and NVIDIA-L4 has 22.0 GiB; smallest that fits: "
        )
        assert needs in problem.cause
        larger = problem.cause.rpartition("smallest that fits: ")[2]
        assert f'GpuProfile(product="{larger}")' in problem.fix
        assert_fits_the_smallest(model, larger)
    else:
        assert find_problems(app) == ()
        tight = [warning.cause for warning in doubts(app) if warning.field == "GPU memory"]
        expected = TIGHT_ON_A_24_GB_CARD.get(name)
        assert [f"needs {expected}, and NVIDIA-L4 has 22.0 GiB" in given for given in tight] == (
            [True] if expected else []
        )


def assert_fits_the_smallest(model: Model, product: str) -> None:
    app = App()
    served(app, model, GpuProfile(cpu="7", memory="96Gi", product=product))
    assert find_problems(app) == ()
    assert "GPU memory" not in {warning.field for warning in doubts(app)}


def test_a_product_is_selected_by_its_label_and_its_memory_is_what_counts(app: App) -> None:
    server = served(app, models.get("gemma-2-9b"), GpuProfile(memory="64Gi", product="NVIDIA-L40S"))
    assert problems_and_doubts(app) == ()
    made = synthesized(server.node.scope)  # type: ignore[arg-type]
    deployment = named(made, "Deployment", "m-inference")
    assert pod(deployment)["nodeSelector"]["nvidia.com/gpu.product"] == "NVIDIA-L40S"


def test_the_example_of_31_gibibytes(app: App) -> None:
    served(app, models.get("gemma-2-9b"), GpuProfile(memory="64Gi", product="NVIDIA-A10G"))
    problem = only(find_problems(app), "GPU memory")
    assert problem.cause == ("gemma-2-9b needs 32.0 GiB, and NVIDIA-A10G has 22.0 GiB; smallest that fits: NVIDIA-L40S")
    assert problem.allowed == "room for weights 18.9 GiB, buffers 3.0 GiB, SAEs 9.6 GiB, CUDA 0.5 GiB"


def test_an_sae_that_does_not_stay_needs_room_while_it_is_loaded(app: App) -> None:
    """8 of 36 transcoders stay, in 21.4 GiB; the others pass through, one and a half at a time."""
    model = replace(models.get("qwen3-4b"), max_loaded_saes=8, token_limit=9)
    served(app, model, GpuProfile(memory="40Gi", product="NVIDIA-L4"))
    need = memory_of(model)
    assert need
    assert round(need.loaded / 1024**3, 1) == 21.4
    assert "needs 23.7 GiB, and NVIDIA-L4 has 22.0 GiB" in only(find_problems(app), "GPU memory").cause


@pytest.mark.parametrize(
    ("resource", "fits"),
    [("nvidia.com/mig-3g.40gb", True), ("nvidia.com/mig-1g.10gb", False), ("nvidia.com/mig-1g.10gb.me", False)],
)
def test_a_slice_has_the_memory_of_its_name(app: App, resource: str, fits: bool) -> None:
    served(app, models.get("gemma-2-2b-public"), GpuProfile(resource_name=resource))
    assert [problem.field for problem in find_problems(app)] == ([] if fits else ["GPU memory"])


def test_what_is_not_known_is_not_refused_but_said(app: App) -> None:
    served(app, models.get("gemma-2-2b-public"), GpuProfile(product="NVIDIA-L5"))
    assert find_problems(app) == ()
    warning = only(doubts(app), "GPU product")
    assert "NVIDIA-L4" in warning.allowed
    other = App()
    served(other, Model("mine", model_id="mine/model", device="cuda", sae_sets=["a"]), GPU_LITE)
    assert find_problems(other) == ()
    assert only(doubts(other), "memory").cause == "the memory of mine is not checked"


@pytest.mark.parametrize("product", ["Tesla-T4", "Tesla-V100-SXM2-32GB"])
def test_bfloat16_needs_a_gpu_that_has_it(app: App, product: str) -> None:
    small = replace(models.get("gemma-2-2b"), sae_sets=["gemmascope-res-16k"], include_sae=["^1-"])
    served(app, small, GpuProfile(product=product), sizing="unchecked", sizing_reason="this is about the type")
    assert only(find_problems(app), "GPU bfloat16").cause == f"{product} does not support it, and gemma-2-2b uses it"
    other = App()
    served(other, replace(small, model_dtype="float16"), GpuProfile(product=product))
    assert find_problems(other) == ()


def test_unchecked_with_a_reason_is_the_way_past_and_stands_in_the_manifest(app: App) -> None:
    environment = bare(app)
    options: dict[str, Any] = {"sizing": "unchecked", "sizing_reason": "measured: 21 GiB"}
    environment.add_inference("m", **options).with_(models.get("gemma-2-9b"), GPU_LITE)
    assert problems_and_doubts(app) == ()
    deployment = named(synthesized(environment), "Deployment", "m-inference")
    assert deployment["metadata"]["annotations"] == {"sizing-unchecked": "measured: 21 GiB"}
    # It must not restart the server.
    assert "sizing-unchecked" not in pod_template(deployment)["metadata"]["annotations"]


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"sizing": "unchecked"}, "sizing_reason"),
        ({"sizing": "unchecked", "sizing_reason": "  "}, "sizing_reason"),
        ({"sizing_reason": "measured"}, "sizing_reason"),
        ({"sizing": "off"}, "sizing"),
    ],
)
def test_unchecked_without_a_reason_is_not(app: App, options: dict[str, Any], field: str) -> None:
    served(app, models.get("gemma-2-2b-public"), GPU_LITE, **options)
    assert [(problem.construct, problem.field) for problem in find_problems(app)] == [("m-inference", field)]


def test_a_model_on_a_cpu_has_to_fit_its_memory_limit(app: App) -> None:
    served(app, models.get("gpt2-small"), CpuProfile(cpu="4", memory="8Gi"))
    problem = only(find_problems(app), "resources of container inference: memory limit")
    assert problem.cause == "gpt2-small needs 19.3 GiB, and 8Gi is 8.0 GiB"
    assert 'memory_limit="23Gi"' in problem.fix
    other = App()
    served(other, models.get("gpt2-small"), CpuProfile(cpu="4", memory="20Gi"))
    assert find_problems(other) == ()
    tight = only(doubts(other), "resources of container inference: memory limit")
    assert tight.cause == "gpt2-small needs up to 22.7 GiB, and 20Gi is 20.0 GiB"


@pytest.mark.parametrize(("name", "memory"), [("gpt2-small", ("21Gi", "24Gi")), ("gpt2-small-public", ("4Gi", "8Gi"))])
def test_without_a_profile_a_model_on_a_cpu_gets_the_memory_it_needs(
    app: App, name: str, memory: tuple[str, str]
) -> None:
    environment = bare(app)
    environment.add_inference("m").with_(models.get(name))
    assert find_problems(app) == ()
    (container,) = containers(named(synthesized(environment), "Deployment", "m-inference"))
    resources = container["resources"]
    assert (resources["requests"]["memory"], resources["limits"]["memory"]) == memory


def test_resources_that_somebody_set_are_checked_but_not_changed(app: App) -> None:
    server = served(app, models.get("gpt2-small"))
    server.draft.main.resources = Resources({"cpu": "1", "memory": "9Gi"}, {"cpu": "1", "memory": "9Gi"})
    assert "9Gi is 9.0 GiB" in only(find_problems(app), "resources of container inference: memory limit").cause


def test_the_host_has_to_hold_the_weights_on_their_way_to_the_gpu(app: App) -> None:
    model = models.get("deepseek-r1-llama-8b-a")
    served(app, model, GpuProfile(memory="12Gi", product="NVIDIA-A100-SXM4-40GB"))
    assert "needs 15.1 GiB" in only(find_problems(app), "resources of container inference: memory limit").cause
    other = App()
    served(other, model, GpuProfile(memory="26Gi", product="NVIDIA-A100-SXM4-40GB"))
    assert find_problems(other) == ()
    tight = only(doubts(other), "resources of container inference: memory limit")
    assert tight.cause == "deepseek-r1-distill-llama-8b needs up to 33.1 GiB, and 26Gi is 26.0 GiB"


def test_warnings_are_printed_when_all_is_well_and_only_then(app: App, capfd: pytest.CaptureFixture[str]) -> None:
    environment = bare(app, app_config=AppConfig(enable_signin=False, embedding_provider="openai"))
    environment.add_inference("m").with_(models.get("gemma-2-2b"), GPU_LITE)
    app.synth()
    printed = capfd.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(
        "Neuronpedia: 1 warning.\n\ntest\n    - m-inference: GPU memory: the worst request to "
    )
    app.synth()
    assert capfd.readouterr().err == ""
