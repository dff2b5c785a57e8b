"""What every route decides."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import GatewayRoute, IngressRoute, OwnRoute, find_problems
from neuronpedia_constructs.network.routes.route import backends
from tests.support.building import small


@pytest.mark.parametrize("kind", [IngressRoute, lambda **given: GatewayRoute(gateway="shared", **given), OwnRoute])
def test_each_route_checks_what_they_share(app: App, kind: Any) -> None:
    small(app, route=kind(expose_backends="yes"))
    assert [problem.code for problem in find_problems(app)] == ["route.expose-backends-invalid"]


def test_backends_have_a_path_each_and_no_path_contains_another_one_before_it(app: App) -> None:
    environment = small(app)
    environment.add_inference("gpt2-small-b")
    found = backends([server.draft for server in environment.plan.servers.inference])
    paths = [backend.path for backend in found]
    assert paths == sorted(paths)
    assert {backend.service_name for backend in found} == {
        "autointerp",
        "gpt2-small-inference",
        "gpt2-small-b-inference",
    }
    assert "/api/autointerp" in paths
