"""What a reviewer should know of policies beside what they open and close."""

from __future__ import annotations

from neuronpedia_constructs.cli.diff.connections.network.changes import network_changes
from neuronpedia_constructs.cli.diff.connections.network.notes import notes
from neuronpedia_constructs.cli.diff.connections.workloads import workloads
from neuronpedia_constructs.cli.diff.objects import Manifest, Side
from tests.cli.diff.connections.manifests import app, block, manifest, namespace, policy, side, tcp, workload

DENY = policy("deny", {}, policyTypes=["Ingress", "Egress"])


def told(old: Side, new: Side) -> list[str]:
    return list(notes(old, new, network_changes(old, new, workloads(old, new))))


def world(*more: Manifest) -> Side:
    return side(namespace(), workload("a"), workload("b"), DENY, *more)


def test_a_policy_that_changes_nothing_is_told() -> None:
    admits = policy("b", "b", ingress=[{"from": app("a")}])
    assert told(world(), world(admits)) == [
        "NetworkPolicy b changes, yet no connection of the file's workloads opens or closes"
    ]
    assert told(world(), world(admits, policy("c", "a", ingress=[{"from": app("b")}]))) == [
        "NetworkPolicies b and c change, yet no connection of the file's workloads opens or closes"
    ]


def test_another_spelling_is_not_told() -> None:
    one, other = (policy("b", "b", ingress=[{"from": app(*names)}]) for names in ("ac", "ca"))
    assert told(world(one), world(other)) == []


def test_of_a_policy_that_stays_it_is_told_what_stays_open() -> None:
    allows = policy("a", "a", egress=[{"to": [block("10.0.0.0/8")], "ports": tcp(443)}], policyTypes=["Egress"])
    assert told(world(allows), world()) == [
        "NetworkPolicy a is left behind: until deleted, a → 10.0.0.0/8:443 stays open",
    ]


def test_of_a_policy_that_stays_it_is_told_what_stays_closed() -> None:
    new = world()
    del new[next(key for key in new if key.name == "deny")]
    (note,) = told(world(), new)
    assert note.startswith(
        "NetworkPolicy deny is left behind: until deleted, anywhere → a and b (every port) stays closed"
    )


def test_a_policy_that_stays_with_its_workload_is_not_told() -> None:
    old = world(workload("c"), policy("c", "c", ingress=[{}]))
    assert told(old, world()) == []


def test_policies_that_one_of_another_name_stands_in_for_are_not_told() -> None:
    one, other = (policy(name, "a", egress=[{"to": [block("10.0.0.0/8")]}]) for name in ("x", "y"))
    assert [note for note in told(world(one), world(other)) if "left behind" in note] == []


def test_policies_of_other_engines_are_not_evaluated() -> None:
    one, other = (manifest("CiliumNetworkPolicy", "x", {"a": each}, version="cilium.io/v2") for each in (1, 2))
    assert told(world(one), world(other)) == ["CiliumNetworkPolicy x changes: what it allows is not evaluated"]
    assert told(world(one), world(one)) == []
