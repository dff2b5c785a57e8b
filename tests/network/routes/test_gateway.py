"""A route of a Gateway: where it leads, whom Istio lets through, and how long a request may take."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import CPU_STANDARD, GatewayRoute, find_warnings, models
from tests.support.building import Manifest, bare, named, of_kind, small, synthesized
from tests.support.schema import NEWEST, validate

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


@pytest.mark.parametrize(("servers", "sizes"), [(15, [16]), (16, [16, 1]), (31, [16, 16]), (100, [16] * 6 + [5])])
def test_no_route_has_more_rules_than_the_api_accepts(servers: int, sizes: list[int]) -> None:
    def routes(count: int) -> dict[str, Manifest]:
        environment = bare(App(), route=replace(GATEWAY, expose_backends=True))
        for number in range(count):
            environment.add_inference(f"server-{number}").with_(models.get("gpt2-small"), CPU_STANDARD)
        made = synthesized(environment)
        for found in made:
            validate(found, NEWEST)
        found = of_kind(made, "HTTPRoute")
        assert found.pop("neuronpedia")
        return found

    found = routes(servers)
    numbers = [f"-{number}" for number in range(2, len(sizes) + 1)]
    assert list(found) == [f"neuronpedia-backends{number}" for number in ("", *numbers)]
    assert [len(route["spec"]["rules"]) for route in found.values()] == sizes
    paths = [rule["matches"][0]["path"]["value"] for route in found.values() for rule in route["spec"]["rules"]]
    assert sorted(paths) == sorted(["/api/autointerp", *(f"/api/inference/server-{n}" for n in range(servers))])
    # A new server changes only the last route, or starts another.
    later = routes(servers + 1)
    assert [name for name in found if later[name] != found[name]] == ([] if sizes[-1] == 16 else [list(found)[-1]])


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
