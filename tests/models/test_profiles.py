"""The resources that profiles give to inference servers."""

from __future__ import annotations

from cdk8s import App

from neuronpedia_constructs import (
    CPU_STANDARD,
    GPU_LITE,
    GPU_STANDARD,
    models,
)
from tests.support.building import bare, containers, named, synthesized
from tests.support.own_mixins import DEEPSEEK


def test_a_servers_own_gpu_profile_replaces_the_environments(app: App) -> None:
    given = bare(app).with_(GPU_LITE)
    given.add_inference("deepseek").with_(DEEPSEEK, GPU_STANDARD)
    given.add_inference("gpt2-small").with_(models.get("gpt2-small"), CPU_STANDARD)
    made = synthesized(given)
    (gpu,) = containers(named(made, "Deployment", "deepseek-inference"))
    (cpu,) = containers(named(made, "Deployment", "gpt2-small-inference"))
    assert gpu["resources"]["limits"] == {"cpu": "12", "memory": "80Gi", "nvidia.com/gpu": "1"}
    assert cpu["resources"]["limits"] == {"cpu": "7", "memory": "56Gi"}
