"""The resources that profiles give to inference servers."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import (
    CPU_STANDARD,
    GPU_LITE,
    GPU_STANDARD,
    GpuProfile,
    Taint,
    find_problems,
    models,
)
from tests.support.building import bare, named, pod, problems_and_doubts, synthesized
from tests.support.own_mixins import DEEPSEEK


def test_a_servers_own_gpu_profile_replaces_the_environments(app: App) -> None:
    given = bare(app).with_(GPU_LITE)
    given.add_inference("deepseek").with_(DEEPSEEK, GPU_STANDARD)
    given.add_inference("gpt2-small").with_(models.get("gpt2-small"), CPU_STANDARD)
    made = synthesized(given)
    (gpu,) = pod(named(made, "Deployment", "deepseek-inference"))["containers"]
    (cpu,) = pod(named(made, "Deployment", "gpt2-small-inference"))["containers"]
    assert gpu["resources"]["limits"] == {"cpu": "12", "memory": "80Gi", "nvidia.com/gpu": "1"}
    assert cpu["resources"]["limits"] == {"cpu": "7", "memory": "56Gi"}


def test_a_second_gpu_on_the_legacy_line_is_told(app: App) -> None:
    profile = GpuProfile(memory="48Gi", product="NVIDIA-L40S", count=2)
    bare(app, upstream="legacy").add_inference("gemma").with_(models.get("gemma-2-2b"), profile)
    assert [problem.field for problem in problems_and_doubts(app)] == ["GPU count"]


NVIDIA = {"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}


@pytest.mark.parametrize(
    ("taints", "tolerated"),
    [
        ([], [NVIDIA]),
        (
            [Taint("sku", "gpu"), Taint("example.org/spot", "true", "NoExecute")],
            [
                {"key": "example.org/spot", "operator": "Equal", "value": "true", "effect": "NoExecute"},
                NVIDIA,
                {"key": "sku", "operator": "Equal", "value": "gpu"},
            ],
        ),
        ((Taint("sku", effect="NoSchedule"),), [NVIDIA, {"key": "sku", "operator": "Exists", "effect": "NoSchedule"}]),
        # The one that is always tolerated may be given otherwise.
        ([Taint("nvidia.com/gpu")], [{"key": "nvidia.com/gpu", "operator": "Exists"}]),
    ],
)
def test_the_taints_of_the_node_pool_are_tolerated(taints: Any, tolerated: list[dict[str, str]], app: App) -> None:
    given = bare(app)
    given.add_inference("deepseek").with_(DEEPSEEK, GpuProfile(cpu="8", memory="64Gi", taints=taints))
    found = pod(named(synthesized(given), "Deployment", "deepseek-inference"))["tolerations"]
    assert found == tolerated


@pytest.mark.parametrize(
    ("taints", "code"),
    [
        *(
            (wrong, "gpu.taints-invalid")
            for wrong in (
                "sku=gpu:NoSchedule",
                None,
                ["sku"],
                [("sku", "gpu")],
                [Taint("sku key")],
                [Taint("")],
                [Taint("sku", "a b")],
                [Taint("sku", True)],  # type: ignore[arg-type]
                [Taint("sku", effect="noschedule")],  # type: ignore[arg-type]
                [Taint("sku", effect=[])],  # type: ignore[arg-type]
            )
        ),
        ([Taint("sku", "gpu"), Taint("sku", "cpu")], "gpu.taint-repeated"),
    ],
)
def test_taints_that_no_node_has_are_refused(taints: Any, code: str, app: App) -> None:
    bare(app).add_inference("deepseek").with_(DEEPSEEK, GpuProfile(cpu="8", memory="64Gi", taints=taints))
    assert [(problem.code, problem.field) for problem in find_problems(app)] == [(code, "GPU taints")]
