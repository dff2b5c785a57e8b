"""The configuration of the autointerp server."""

from __future__ import annotations

from cdk8s import App

from neuronpedia_constructs import AutointerpConfig, SecretKey
from tests.support.building import bare, named, pod, synthesized, variables


def test_its_arguments_become_variables_of_its_container(app: App) -> None:
    config = AutointerpConfig(hf_hub_offline=True, extra={"NEW": "1", "KEY": SecretKey("more", "KEY")})
    made = synthesized(bare(app, autointerp_config=config))
    found = variables(pod(named(made, "Deployment", "autointerp"))["containers"][0])
    assert found["HF_HUB_OFFLINE"]["value"] == "1"
    assert found["NEW"]["value"] == "1"
    assert found["KEY"]["valueFrom"]["secretKeyRef"] == {"name": "more", "key": "KEY"}
    assert "SENTRY_DSN" not in found
