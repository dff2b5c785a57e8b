"""A route of a Gateway: where it leads, whom Istio lets through, and how long a request may take."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import GatewayRoute, find_warnings
from tests.support.building import named, small, synthesized

GATEWAY = GatewayRoute(
    gateway="shared", gateway_namespace="gateways", section_name="https", istio_principals=["a/ns/b/sa/c"]
)


def test_a_gateway_leads_to_the_services_at_their_ports(app: App) -> None:
    made = synthesized(small(app, route=replace(GATEWAY, expose_backends=True)))
    site, backends = (named(made, "HTTPRoute", name)["spec"] for name in ("neuronpedia", "neuronpedia-backends"))
    for spec in (site, backends):
        assert spec["hostnames"] == ["neuronpedia.example.org"]
        kind = {"group": "gateway.networking.k8s.io", "kind": "Gateway"}
        assert spec["parentRefs"] == [{**kind, "name": "shared", "namespace": "gateways", "sectionName": "https"}]
        for rule in spec["rules"]:
            (target,) = rule["backendRefs"]
            assert target["port"] == named(made, "Service", target["name"])["spec"]["ports"][0]["port"]
            rewritten = [found["urlRewrite"]["path"]["replacePrefixMatch"] for found in rule.get("filters", [])]
            assert rewritten == ([] if target["name"] == "webapp" else ["/"])


def test_istio_turns_strangers_away_from_the_webapp_and_from_nothing_else(app: App) -> None:
    policy = named(synthesized(small(app, route=GATEWAY)), "AuthorizationPolicy", "webapp")
    rule = {"from": [{"source": {"principals": ["a/ns/b/sa/c"]}}], "to": [{"operation": {"ports": ["3000"]}}]}
    assert policy["spec"] == {"action": "ALLOW", "rules": [rule], "selector": {"matchLabels": {"app": "webapp"}}}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"backendRequest": "0s", "request": "0s"}),
        ({"request_timeout": "1h30m"}, {"backendRequest": "1h30m", "request": "1h30m"}),
        ({"request_timeout": None}, None),
    ],
)
def test_a_gateway_ends_no_request_unless_it_is_told(given: dict[str, Any], expected: dict[str, str] | None) -> None:
    app = App()
    made = synthesized(small(app, route=GatewayRoute(gateway="shared", expose_backends=True, **given)))
    rules = [rule for found in made if found["kind"] == "HTTPRoute" for rule in found["spec"]["rules"]]
    assert len(rules) > 2
    assert all(rule.get("timeouts") == expected for rule in rules)
    assert not [found for found in find_warnings(app) if "route" in found.field]
