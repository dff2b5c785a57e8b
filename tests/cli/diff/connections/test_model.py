"""Changes in words."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.cli.diff.connections.model import Arrival, Connections, NetworkChange, end


def change(source: str, destination: str, ports: str = "443", *, exposes: bool = False) -> NetworkChange:
    return NetworkChange(source, destination, ports, True, exposes, (source,), (destination,))


@pytest.mark.parametrize(
    ("name", "ports", "text"),
    [
        ("webapp", "443", "webapp:443"),
        ("10.20.0.0/16", "8000-8010", "10.20.0.0/16:8000-8010"),
        ("fd00::/8", "443", "fd00::/8 (443)"),
        ("kube-dns", "UDP 53", "kube-dns (UDP 53)"),
        ("webapp", "80, 443", "webapp (80, 443)"),
        ("a and b", "443", "a and b (443)"),
        ("anywhere except 10.0.0.0/8", "443", "anywhere except 10.0.0.0/8 (443)"),
        ("webapp", "every port", "webapp (every port)"),
    ],
)
def test_ports_stand_behind_a_colon_where_that_can_be_read(name: str, ports: str, text: str) -> None:
    assert end(name, ports) == text


@pytest.mark.parametrize(
    ("ports", "words"),
    [("443", "on port 443"), ("80, 443", "on ports 80, 443"), ("1-9", "on ports 1-9"), ("every port", "on every port")],
)
def test_an_exposure_is_a_sentence(ports: str, words: str) -> None:
    assert change("anywhere", "webapp", ports).sentence == f"webapp can now be reached from anywhere {words}"
    assert change("webapp", "10.20.0.0/16").text == "webapp → 10.20.0.0/16:443"


def test_a_new_workload_is_one_line() -> None:
    incoming, outgoing = (change("webapp", "gemma", "5002"),), (change("gemma", "anywhere"),)
    assert Arrival("gemma", ("gemma",), True, incoming, outgoing).text == (
        "new workload gemma: from webapp:5002; to anywhere:443"
    )
    assert Arrival("a and b", ("a", "b"), False, incoming, ()).text == "removed workloads a and b: from webapp:5002"


def test_of_many_ends_the_first_are_listed() -> None:
    outgoing = tuple(change("gemma", f"w{index}") for index in range(9))
    text = Arrival("gemma", ("gemma",), True, (), outgoing).text
    assert text == "new workload gemma: to w0:443, w1:443, w2:443, w3:443, w4:443, w5:443 and 3 more"


def test_nothing_to_say_is_false_and_exposes_nothing() -> None:
    assert not Connections()
    assert Connections(notes=("note",))
    assert not Connections(notes=("note",)).exposes
    assert Connections(exposures=("exposure",)).exposes
