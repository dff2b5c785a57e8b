"""What policies allow, beside the comparison with the documentation in test_changes.py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from neuronpedia_constructs.cli.diff.connections.network.pods import Alike, rows
from neuronpedia_constructs.cli.diff.connections.network.policies import PodPeer, namespaces, policies
from neuronpedia_constructs.cli.diff.connections.network.reach import Reach, address_grants, covers, ports_of
from neuronpedia_constructs.cli.diff.connections.network.selectors import equals
from neuronpedia_constructs.cli.diff.connections.ranges import addresses, ports
from neuronpedia_constructs.cli.diff.connections.workloads import workloads
from neuronpedia_constructs.cli.diff.objects import Manifest, Side
from tests.cli.diff.connections.manifests import app, block, namespace, policy, side, space, tcp, workload
from tests.cli.diff.connections.manifests import ports as named


def reach(world: Side) -> tuple[Reach, dict[str, Alike]]:
    found = rows(workloads({}, world), policies(world))
    pods = {row.name: row.new for row in found if row.new}
    return Reach(policies(world), namespaces(world), pods.values()), pods


def pairs(*manifests: Manifest) -> dict[tuple[str, str], str]:
    found, pods = reach(side(*manifests))
    allowed = {(a, b): found.inside(one, other) for a, one in pods.items() for b, other in pods.items()}
    return {pair: ports.words(each) for pair, each in allowed.items() if each}


def isolated(name: str, **spec: Any) -> Manifest:
    return policy(name, name, policyTypes=["Ingress", "Egress"], **spec)


def test_without_policies_everything_is_open() -> None:
    found = pairs(workload("a"), workload("b"), policy("none", "none"))
    assert found == dict.fromkeys([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")], "every port")


def test_both_ends_must_allow_a_connection() -> None:
    a, b = workload("a"), workload("b", containers=named(http=80))
    allows = isolated("a", egress=[{"to": app("b"), "ports": tcp(80, 81)}])
    admits = isolated("b", ingress=[{"from": app("a"), "ports": tcp("http", 90)}])
    assert pairs(a, b, allows, admits) == {("a", "b"): "80"}
    assert pairs(a, b, allows, isolated("b")) == {}
    assert pairs(a, b, isolated("a"), admits) == {}


def test_policies_add_up() -> None:
    more = policy("more", "b", ingress=[{"ports": tcp(81)}])
    found = pairs(workload("a"), workload("b"), isolated("b", ingress=[{"ports": tcp(80)}]), more)
    assert found["a", "b"] == "80-81"


def test_a_policy_is_for_its_own_namespace() -> None:
    other = workload("b", space="other")
    found = pairs(workload("a"), other, policy("deny", {}), policy("none", "b"))
    assert found == {("b", "b"): "every port", ("a", "b"): "every port"}


def test_namespaces_are_selected_by_their_labels_and_their_name() -> None:
    worlds = [workload("a"), workload("b", space="other"), namespace("other", team="x")]
    for peer in (space("other"), {"namespaceSelector": {"matchLabels": {"team": "x"}}}):
        assert ("b", "a") in pairs(*worlds, policy("a", "a", ingress=[{"from": [peer]}]))
    for peer in (space("shop"), {"namespaceSelector": {"matchLabels": {"team": "y"}}}):
        assert ("b", "a") not in pairs(*worlds, policy("a", "a", ingress=[{"from": [peer]}]))


def test_addresses_are_those_outside_of_the_cluster() -> None:
    found = pairs(workload("a"), workload("b"), policy("a", "a", ingress=[{"from": [block("0.0.0.0/0")]}]))
    assert ("b", "a") not in found


def test_grants_are_told_apart() -> None:
    rules = [{"to": [block("10.0.0.0/8"), space("dns")], "ports": tcp(53)}, {"ports": tcp(80)}]
    found, pods = reach(side(workload("a"), isolated("a", egress=rules)))
    grants = found.outside(pods["a"], "egress")
    told = {(addresses.words(where), ports.words(at)) for where, at in address_grants(grants, addresses.EVERYWHERE)}
    assert told == {(("10.0.0.0/8",), "53"), (("anywhere",), "80")}
    dns = PodPeer(equals("kubernetes.io/metadata.name", "dns"), ())
    assert ports.words(ports_of(dns, grants)) == "53, 80"
    assert ports.words(ports_of(PodPeer((), ()), grants)) == "80"
    assert found.outside(None, "egress") == ()
    assert [peer for peer, _ in found.outside(pods["a"], "ingress")] == []


def test_a_peer_covers_those_that_select_less() -> None:
    dns, pods = (PodPeer(equals("name", "dns"), each) for each in ((), equals("app", "dns")))
    assert list(_covered(PodPeer((), ()), dns, pods)) == [True, True]
    assert list(_covered(dns, pods, PodPeer((), equals("app", "dns")))) == [True, False]


def _covered(wide: PodPeer, *narrow: PodPeer) -> Iterator[bool]:
    yield from (covers(wide, each) for each in narrow)
