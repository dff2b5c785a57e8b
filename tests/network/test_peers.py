"""The two ends of a connection, in a NetworkPolicy."""

from __future__ import annotations

import pytest

from neuronpedia_constructs import NetworkAccess
from neuronpedia_constructs.draft.address import Address
from neuronpedia_constructs.network.connections import INGRESS, OPERATOR, PROMETHEUS, SOLVER
from neuronpedia_constructs.network.endpoints import OPERATED_POSTGRES, POSTGRES, WEBAPP
from neuronpedia_constructs.network.peers import Peers

PLAIN = Peers(NetworkAccess(), None)
OPERATED = Peers(NetworkAccess(ingress_namespace="ingress"), "cnpg-system")


def test_pods_are_selected_by_their_app_unless_another_creates_them() -> None:
    assert PLAIN.selector(WEBAPP) == {"app": WEBAPP}
    assert PLAIN.selector(POSTGRES) == {"app": POSTGRES}
    assert OPERATED.selector(POSTGRES) == OPERATED_POSTGRES
    assert PLAIN.selector(SOLVER) == {"acme.cert-manager.io/http01-solver": "true"}


def test_the_ingress_controller_is_everyone_until_its_namespace_is_known() -> None:
    assert PLAIN.sources(INGRESS) is None
    (namespace,) = OPERATED.sources(INGRESS) or []
    assert namespace["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"] == "ingress"
    assert PLAIN.sources(PROMETHEUS) is None


def test_the_operator_is_its_pods_in_its_namespace() -> None:
    (operator,) = OPERATED.sources(OPERATOR) or []
    assert operator.keys() == {"namespaceSelector", "podSelector"}


def test_the_internet_leaves_out_private_networks_and_metadata() -> None:
    (found,) = PLAIN.internet((443,))
    assert found.peers is not None
    ipv4 = found.peers[0]["ipBlock"]
    assert ipv4["cidr"] == "0.0.0.0/0"
    assert {"10.0.0.0/8", "169.254.0.0/16", "192.168.0.0/16"} <= set(ipv4["except"])


def test_listed_networks_replace_the_internet() -> None:
    (found,) = Peers(NetworkAccess(egress_cidrs=["203.0.113.0/24"]), None).internet((443,))
    assert found.peers == [{"ipBlock": {"cidr": "203.0.113.0/24", "except": None}}]


@pytest.mark.parametrize(
    ("host", "peers"),
    [
        ("10.20.0.5", [{"ipBlock": {"cidr": "10.20.0.5/32", "except": None}}]),
        ("graph", [{"podSelector": {}}]),
        ("localhost", []),
    ],
)
def test_a_host_whose_place_is_known_is_opened_alone(host: str, peers: list[object]) -> None:
    (found,) = PLAIN.of_address(Address(host, 5004))
    assert (found.ports, found.peers) == ((5004,), peers)


@pytest.mark.parametrize(("is_https", "ports"), [(True, [(3128,)]), (False, [(587,)])])
def test_only_https_to_an_unknown_host_goes_through_the_proxy(is_https: bool, ports: list[tuple[int, ...]]) -> None:
    peers = Peers(NetworkAccess(https_proxy="http://proxy.example.org:3128"), None)
    found = peers.of_address(Address("mail.example.org", 587, is_https=is_https))
    assert [destination.ports for destination in found] == ports
