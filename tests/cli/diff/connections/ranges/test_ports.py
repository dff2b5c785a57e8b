"""Ports: https://kubernetes.io/docs/concepts/services-networking/network-policies/#targeting-a-range-of-ports."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.connections.ranges import ports
from neuronpedia_constructs.cli.diff.connections.ranges.spans import both, minus, union
from neuronpedia_constructs.cli.diff.connections.values import MalformedError

UDP = {"protocol": "UDP"}


def words(entries: Any, named: dict[tuple[str, str], int] | None = None) -> str:
    return ports.words(ports.resolve(ports.parse(entries), named))


@pytest.mark.parametrize(
    ("entries", "text"),
    [
        (None, "every port"),
        ([], "every port"),
        ([{"port": 443}], "443"),
        ([{"port": 443, "protocol": "TCP"}, {"port": 443}], "443"),
        ([{"port": 8000, "endPort": 8010}], "8000-8010"),
        ([{"port": 8000, "endPort": 8004}, {"port": 8005, "endPort": 8010}], "8000-8010"),
        ([{"port": 53, **UDP}], "UDP 53"),
        ([{"port": 53, **UDP}, {"port": 53}], "TCP and UDP 53"),
        ([{"port": 443}, {"port": 53, **UDP}], "443, UDP 53"),
        ([{"port": 9, "protocol": "SCTP"}], "SCTP 9"),
        ([UDP], "every UDP port"),
        ([{}], "every TCP port"),
        ([{"port": 1, "endPort": 65535}], "every TCP port"),
        ([{"port": 1, "endPort": 79}, {"port": 81, "endPort": 65535}, UDP], "1-79, 81-65535, every UDP port"),
        ([{}, UDP, {"protocol": "SCTP"}], "every port"),
        ([{"port": "http"}], "TCP http"),
    ],
)
def test_ports_are_told_as_a_person_tells_them(entries: Any, text: str) -> None:
    assert words(entries) == text


def test_a_name_is_the_number_that_the_pod_has_for_it() -> None:
    named = {("http", "TCP"): 3000, ("dns", "UDP"): 53}
    assert words([{"port": "http"}, {"port": "dns"}, {"port": "dns", **UDP}], named) == "3000, UDP 53"
    assert ports.resolve(ports.parse([{"port": "other"}]), named) == ()


def test_few_exceptions_are_told_as_such() -> None:
    some = ports.resolve(ports.parse([{"port": 80}, {"port": 53, **UDP}]), {})
    assert ports.words(minus(ports.EVERY, some)) == "every port but 80, UDP 53"
    tcp = ports.resolve(ports.parse([{}]), {})
    assert ports.words(minus(tcp, some)) == "every TCP port but 80"
    assert ports.words(union(minus(tcp, some), both(some, ports.resolve(ports.parse([UDP]), {})))) == (
        "every TCP port but 80; UDP 53"
    )


def test_all_numbers_stand_for_all_names() -> None:
    halves = [{"port": 1, "endPort": 999}, {"port": 1000, "endPort": 65535}]
    name = ports.resolve(ports.parse([{"port": "http"}]), None)
    assert both(ports.resolve(ports.parse(halves), None), name) == name
    assert not both(ports.resolve(ports.parse(halves[:1]), None), name)


@pytest.mark.parametrize(
    "entries",
    [
        "text",
        {"port": 80},
        [80],
        [None],
        [{"port": "443"}],
        [{"port": "far-too-long-name"}],
        [{"port": ""}],
        [{"port": 0}],
        [{"port": 65536}],
        [{"port": True}],
        [{"port": 80.0}],
        [{"port": [80]}],
        [{"port": 80, "endPort": 79}],
        [{"port": "http", "endPort": 90}],
        [{"endPort": 90}],
        [{"port": 80, "protocol": "tcp"}],
        [{"port": 80, "protocol": ["TCP"]}],
    ],
)
def test_what_the_server_refuses_is_no_port(entries: Any) -> None:
    with pytest.raises(MalformedError):
        ports.parse(entries)
