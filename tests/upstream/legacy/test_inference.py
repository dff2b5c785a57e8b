"""The legacy line's inference server in its pod, and what the webapp knows of it."""

from __future__ import annotations

from dataclasses import replace

from cdk8s import App

from neuronpedia_constructs import GPU_STANDARD, models
from neuronpedia_constructs.upstream.lines import find_line
from tests.support.building import Manifest, named, pod, synthesized, variables
from tests.support.legacy import bare

LINE = find_line("legacy").inference
GEMMA = replace(models.get("gemma-2-2b"), sae_sets=["gemmascope-res-16k"])


def deployment() -> Manifest:
    environment = bare(App())
    environment.add_inference("m").with_(GEMMA, GPU_STANDARD)
    return named(synthesized(environment), "Deployment", "m-inference")


def test_its_health_is_its_readiness() -> None:
    (main,) = pod(deployment())["containers"]
    assert {main[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "readiness", "liveness")} == {"/health"}


def test_it_logs_into_its_own_folder_and_downloads_by_itself() -> None:
    spec = pod(deployment())
    (main,) = spec["containers"]
    assert "/app/apps/inference/logs" in {mount["mountPath"] for mount in main["volumeMounts"]}
    assert not spec.get("initContainers")
    assert not any(name.startswith("VLLM") for name in variables(main))


def test_it_serves_a_model_under_the_names_that_it_knows() -> None:
    assert "gemma-2-2b" in LINE.sources(GEMMA).accepted
    assert LINE.engine({}) == "TRANSFORMER_LENS"


def test_sizes_are_those_of_the_list_of_models() -> None:
    size = LINE.size(models.get("gemma-2-9b"))
    assert size is not None
    assert size.smallest is not None
    assert size.loaded < size.peak
