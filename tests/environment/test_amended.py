"""Amended objects keep the rules of drafts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import Mixin, find_problems
from tests.support.building import bare


class Amend(Mixin):
    def __init__(self, kind: str, change: Callable[[Any], object]) -> None:
        self.kind, self.change = kind, change

    def amend(self, manifest: dict[str, Any]) -> None:
        if manifest["kind"] == self.kind:
            self.change(manifest)


def pod(change: Callable[[Any], object]) -> Amend:
    return Amend("Deployment", lambda manifest: change(manifest["spec"]["template"]["spec"]))


@pytest.mark.parametrize(
    ("mixin", "code"),
    [
        (Amend("Deployment", lambda made: made["spec"].pop("selector")), "amendment.selector-broken"),
        (Amend("Deployment", lambda made: made["spec"]["template"].pop("metadata")), "amendment.manifest-invalid"),
        (pod(lambda spec: spec.update(hostNetwork=True)), "pod-security.host"),
        (pod(lambda spec: spec["containers"][0].update(image="a:latest")), "image.tag-missing"),
        (pod(lambda spec: spec["containers"][0].update(env=[{"name": "API_KEY", "value": "1"}])), "secrets.literal"),
        (Amend("Service", lambda made: made["metadata"]["labels"].update({"a b": "c"})), "label.key-invalid"),
    ],
)
def test_what_is_broken_names_the_mixin(app: App, mixin: Amend, code: str) -> None:
    bare(app).webapp.with_(mixin)
    (problem,) = find_problems(app)
    assert (problem.code, problem.construct) == (code, "webapp")
    assert "Amend" in problem.cause
