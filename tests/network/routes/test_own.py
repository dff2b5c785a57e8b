"""A route of one's own: nothing of ours leads to the site, and the same callers reach what a route of ours would."""

from __future__ import annotations

import pytest
from cdk8s import App

from neuronpedia_constructs import NetworkAccess, OwnRoute
from tests.rules.network import INGRESS_CONTROLLER, PORTS, STRANGER, pods
from tests.support.building import small, synthesized
from tests.support.cluster.policies import Policies


@pytest.mark.parametrize("exposed", [True, False])
@pytest.mark.parametrize("namespace", ["ingress-nginx", None])
def test_servers_behind_the_webapp_are_reached_where_that_is_wanted(
    namespace: str | None, *, exposed: bool, app: App
) -> None:
    network = NetworkAccess(ingress_namespace=namespace)
    made = synthesized(small(app, route=OwnRoute(expose_backends=exposed), network=network))
    assert not {"Ingress", "HTTPRoute"} & {found["kind"] for found in made}
    policies, there = Policies(made), pods(made)
    for name, reached in {"webapp": True, "inference": exposed, "autointerp": exposed, "postgres": False}.items():
        assert policies.allow(INGRESS_CONTROLLER, there[name], PORTS[name]) is reached, name
        assert policies.allow(STRANGER, there[name], PORTS[name]) is (reached and namespace is None), name


def test_there_is_no_public_route_to_ask_for(app: App) -> None:
    with pytest.raises(AttributeError, match="test has an OwnRoute"):
        _ = small(app, route=OwnRoute()).ingress
