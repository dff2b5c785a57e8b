"""Ports of Services."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.connections.entrances.service_ports import ServicePort, backend, service_ports
from tests.cli.diff.connections.manifests import manifest, side


@pytest.mark.parametrize(
    ("port", "expected"),
    [
        ({"port": 80}, ServicePort("", "TCP", 80, 80, None)),
        ({"port": 80, "targetPort": 8080, "name": "http"}, ServicePort("http", "TCP", 80, 8080, None)),
        ({"port": 80, "targetPort": "http", "nodePort": 30080}, ServicePort("", "TCP", 80, "http", 30080)),
        ({"port": 53, "protocol": "UDP", "targetPort": 0}, ServicePort("", "UDP", 53, 53, None)),
        ({"port": 80, "targetPort": [], "name": 7, "protocol": None}, ServicePort("", "TCP", 80, 80, None)),
    ],
)
def test_defaults_are_those_of_the_server(port: dict[str, Any], expected: ServicePort) -> None:
    assert service_ports(manifest("Service", "webapp", {"ports": [port]})) == [expected]


@pytest.mark.parametrize("spec", [None, "text", {"ports": "text"}, {"ports": [None, {}, {"port": "80"}]}])
def test_what_is_no_port_is_left_out(spec: Any) -> None:
    assert service_ports({"spec": spec}) == []
    assert service_ports(None) == []


def test_ports_are_told_with_their_protocol() -> None:
    assert [ServicePort("", each, 53, 53, None).text for each in ("TCP", "UDP")] == ["53", "UDP 53"]


def test_a_backend_is_told_by_number() -> None:
    world = side(manifest("Service", "webapp", {"ports": [{"port": 3000, "name": "http"}]}))
    assert backend(world, "shop", "webapp", "http") == "Service webapp:3000"
    assert backend(world, "shop", "webapp", 3000) == "Service webapp:3000"
    assert backend(world, "shop", "webapp", "other") == "Service webapp:other"
    assert backend(world, "other", "webapp", "http") == "Service webapp:http"
    assert backend(world, "shop", "webapp", None) == "Service webapp"
