"""Images have a digest, or a tag that does not move."""

from __future__ import annotations

import pytest
from cdk8s import App

from neuronpedia_constructs import ContainerDraft, HarborRegistry, Neuronpedia, find_problems
from neuronpedia_constructs.images.tags import reference_problems
from tests.support.building import bare


@pytest.mark.parametrize(
    "reference",
    ["np/webapp:v1", "host:5000/np/webapp:v1", f"np/webapp@sha256:{'0' * 64}", f"a:latest@sha256:{'0' * 64}"],
)
def test_a_fixed_reference_is_accepted(reference: str) -> None:
    assert not list(reference_problems("webapp", reference))


@pytest.mark.parametrize(
    ("reference", "cause"),
    [
        ("np/webapp:latest", "tag 'latest' is not allowed"),
        ("np/webapp", "'np/webapp' has no valid tag or digest"),
        ("host:5000/webapp", "'host:5000/webapp' has no valid tag or digest"),
        ("np/webapp@sha256:12", "'np/webapp@sha256:12' has no valid tag or digest"),
    ],
)
def test_any_other_reference_is_named(reference: str, cause: str) -> None:
    (problem,) = reference_problems("webapp", reference)
    assert (problem.code, problem.cause) == ("image.tag-missing", cause)


@pytest.mark.parametrize(("stage", "refused"), [("production", True), ("local", False)])
def test_a_moving_tag_is_for_throw_away_clusters(app: App, stage: str, refused: bool) -> None:
    environment = Neuronpedia(app, "test", namespace="np", url="https://np.example.org", stage=stage)
    environment.with_(HarborRegistry("harbor.example.org/np", tag="latest"))
    found = [problem for problem in find_problems(app) if problem.code == "image.tag-missing"]
    assert bool(found) is refused


def test_the_advice_is_that_of_the_images_own_reference_or_of_its_registry(app: App) -> None:
    environment = bare(app, stage="production")
    environment.webapp.draft.pod.containers["side"] = ContainerDraft("side", "docker.io/prom/statsd-exporter")
    (of_sidecar,) = find_problems(app)
    assert of_sidecar.fix == (
        'write the image of the container with its version, as in "docker.io/prom/statsd-exporter:1.2.3"'
    )
    other = App()
    Neuronpedia(other, "test", namespace="np", url="https://np.example.org").with_(HarborRegistry("h.example.org/np"))
    assert {found.fix for found in find_problems(other) if found.code == "image.tag-missing"} == {'write tag="v1.4.2"'}
