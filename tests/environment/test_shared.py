"""Objects that belong to no single workload."""

from __future__ import annotations

import pytest
from cdk8s import App

from neuronpedia_constructs import GatewayRoute, Route
from tests.support.building import bare, written


def test_the_namespace_is_in_no_namespace(app: App) -> None:
    (namespace,) = (made for made in written(bare(app)) if made["kind"] == "Namespace")
    assert "namespace" not in namespace["metadata"]


@pytest.mark.parametrize(("route", "kind"), [(None, "Ingress"), (GatewayRoute(gateway="shared"), "HTTPRoute")])
def test_a_route_can_be_read_until_synthesis(app: App, route: Route | None, kind: str) -> None:
    environment = bare(app, route=route)
    assert environment.ingress is environment.ingress
    assert environment.ingress.kind == kind
