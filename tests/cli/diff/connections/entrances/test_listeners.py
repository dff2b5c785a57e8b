"""What Gateways listen on."""

from __future__ import annotations

from typing import Any

from neuronpedia_constructs.cli.diff.connections.entrances.listeners import listener_changes
from neuronpedia_constructs.cli.diff.objects import Side
from tests.cli.diff.connections.manifests import manifest, side


def gateway(*listeners: Any) -> Side:
    version = "gateway.networking.k8s.io/v1"
    return side(manifest("Gateway", "shared", {"listeners": list(listeners)}, version=version))


def told(old: Side, new: Side) -> list[tuple[str, str, bool]]:
    return [(each.text, each.change, each.exposes) for each in listener_changes(old, new)]


HTTP = {"name": "http", "port": 80, "protocol": "HTTP"}
HTTPS = {"name": "https", "port": 443, "protocol": "HTTPS", "hostname": "*.example.org"}


def test_a_listener_that_comes_exposes() -> None:
    text = "Gateway shared now listens on HTTPS port 443 for *.example.org"
    assert told(gateway(HTTP), gateway(HTTPS, HTTP)) == [(text, "opened", True)]
    assert told({}, gateway(HTTP)) == [("Gateway shared now listens on HTTP port 80 for every host", "opened", True)]


def test_a_listener_that_goes_does_not() -> None:
    text = "Gateway shared no longer listens on HTTP port 80 for every host"
    assert told(gateway(HTTP), {}) == [(text, "closed", False)]


def test_another_name_or_order_is_no_change() -> None:
    assert told(gateway(HTTP, HTTPS), gateway(HTTPS, {**HTTP, "name": "other"})) == []


def test_malformed_listeners_are_read() -> None:
    assert told(gateway(None, "text"), gateway()) == []
    assert len(told(gateway(), gateway({"port": "80", "protocol": []}))) == 1
