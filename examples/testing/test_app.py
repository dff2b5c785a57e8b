"""Tests of the app. Nothing is written."""

import cdk8s
from app import build

from neuronpedia_constructs import find_problems, find_warnings

PODS = 2


def test_nothing_is_wrong() -> None:
    """The app has neither errors nor warnings."""
    app = build()
    assert find_problems(app) == ()
    assert find_warnings(app) == ()


def test_the_webapp_has_two_pods() -> None:
    """A manifest has what the app asks for."""
    production = build().node.find_child("production")
    assert isinstance(production, cdk8s.Chart)
    manifests = cdk8s.Testing.synth(production)
    (webapp,) = (found for found in manifests if (found["kind"], found["metadata"]["name"]) == ("Deployment", "webapp"))
    assert webapp["spec"]["replicas"] == PODS
