"""Public inference servers."""

from __future__ import annotations

from cdk8s import App

from neuronpedia_constructs import PublicInference, find_warnings, models
from tests.support.building import bare, named, pod, small, synthesized, variables


def test_servers_and_webapp_share_the_well_known_secret(app: App) -> None:
    made = synthesized(small(app).with_(PublicInference()))
    for name, variable in (("gpt2-small-inference", "SECRET"), ("webapp", "INFERENCE_SERVER_SECRET")):
        found = variables(pod(named(made, "Deployment", name))["containers"][0])[variable]
        assert found == {"name": variable, "value": "public"}


def test_a_public_server_behind_another_webapp_is_doubtful(app: App) -> None:
    bare(app).add_inference("a").with_(models.get("gpt2-small-public"))
    (warning,) = (found for found in find_warnings(app) if found.code == "inference.secret-differs")
    assert warning.construct == "a-inference"
