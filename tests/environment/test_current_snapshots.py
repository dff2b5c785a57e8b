"""What is emitted on the current line, as files to review; the schema and the invariants run over each, too."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cdk8s import App
from syrupy.assertion import SnapshotAssertion

from neuronpedia_constructs import CPU_STANDARD, GpuProfile, Model, models
from neuronpedia_constructs.models.profiles import ResourceProfile
from tests.support.building import bare, guide, written
from tests.support.snapshots import as_file, file_of

L40S = GpuProfile(memory="48Gi", product="NVIDIA-L40S")


def test_environment_guide(app: App, yaml_file: SnapshotAssertion) -> None:
    assert file_of(guide(app)) == yaml_file


@pytest.mark.parametrize(
    ("model", "profile"),
    [
        (models.get("gemma-2-2b"), L40S),
        (replace(models.get("gemma-2-2b"), backend="eager"), L40S),
        (models.get("gpt2-small"), CPU_STANDARD),
    ],
    ids=["vLLM", "GPU-without-vLLM", "CPU"],
)
def test_inference_server(app: App, model: Model, profile: ResourceProfile, yaml_file: SnapshotAssertion) -> None:
    environment = bare(app)
    environment.add_inference("a").with_(model, profile)
    made = [found for found in written(environment) if found["metadata"]["labels"].get("app") == "inference"]
    assert as_file(made) == yaml_file
