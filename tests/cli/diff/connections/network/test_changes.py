"""What is said to open and close is what opens and closes."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterable, Iterator
from itertools import chain, product
from typing import NamedTuple

from hypothesis import assume, given

from neuronpedia_constructs.cli.diff.connections.model import (
    ALL_THAT_DOES_NOT_STAY_OPEN,
    ALL_THAT_WAS_CLOSED,
    NetworkChange,
)
from neuronpedia_constructs.cli.diff.connections.network.changes import Found, network_changes
from neuronpedia_constructs.cli.diff.connections.workloads import workloads
from neuronpedia_constructs.cli.diff.objects import Side
from tests.cli.diff.connections.manifests import app, block, policy, side, space, tcp, workload

from .oracle.claims import has_address, has_port
from .oracle.semantics import Address, End, Pod, connects, pods
from .oracle.worlds import ADDRESSES, NUMBERS, worlds

RESTS = (ALL_THAT_WAS_CLOSED, ALL_THAT_DOES_NOT_STAY_OPEN)
EVERYONE = ("anywhere", "every namespace")
STRANGERS = [
    Pod("stranger", "c", labels, {"kubernetes.io/metadata.name": "c", **more}, {})
    for labels, more in product(({}, {"app": "x"}), ({}, {"team": "t"}))
]
PORTS = [*product(["TCP"], NUMBERS), ("UDP", 53), ("UDP", 99), ("SCTP", 99)]


def compared(old: Side, new: Side) -> Found:
    return network_changes(old, new, workloads(old, new))


def all_changes(found: Found) -> list[NetworkChange]:
    arriving = (each for arrival in found.arrivals for each in (*arrival.incoming, *arrival.outgoing))
    return list(dict.fromkeys((*found.changes, *arriving)))


def says(changes: Iterable[NetworkChange], source: str, destination: str, port: tuple[str, int]) -> set[bool]:
    """Return whether a connection is said to open, to close, or neither."""
    return {
        each.opened
        for each in changes
        if has_port(each.ports, *port) and _is(source, each.sources) and _is(destination, each.destinations)
    }


def says_rest(changes: Iterable[NetworkChange], source: str, destination: str) -> set[bool]:
    """Return whether all that is not open is said to open, or all that does not stay open to close."""
    rests = (each for each in changes if each.ports in RESTS)
    return {each.opened for each in rests if _is(source, each.sources) and _is(destination, each.destinations)}


def _is(end: str, names: Iterable[str]) -> bool:
    return end in names or (end in ADDRESSES and any(has_address(each, end) for each in names))


class Both(NamedTuple):
    """One and the same end on both sides."""

    name: str
    old: End | None
    new: End | None


def ends(old: Side, new: Side) -> list[Both]:
    """Return the pods of both sides, under the names by which they are told."""
    before, after = ({(each.namespace, each.name): each for each in pods(side)} for side in (old, new))
    found = workloads(old, new)
    several = len({each.namespace for each in found}) > 1
    return [
        Both(
            f"{each.namespace}/{each.name}" if several else each.name,
            before[each.namespace, each.old[0].key.name] if each.old else None,
            after[each.namespace, each.new[0].key.name] if each.new else None,
        )
        for each in found
    ]


def truth(old: Side, new: Side, source: Both, destination: Both, port: tuple[str, int]) -> set[bool]:
    """Return whether a connection opens, closes, or neither."""
    was = source.old and destination.old and connects(old, source.old, destination.old, port)
    now = source.new and destination.new and connects(new, source.new, destination.new, port)
    return set() if bool(was) == bool(now) else {bool(now)}


DENY = policy("deny", {}, policyTypes=["Ingress", "Egress"])


def texts(old: Side, new: Side) -> list[str]:
    return [f"{'+' if each.opened else '-'} {each.text}" for each in compared(old, new).changes]


def test_pods_of_the_own_namespace_do_not_expose() -> None:
    old = side(workload("a"), workload("b"), DENY)
    for peers, exposes in ((app("c"), False), ([space("x")], True), ([block("10.0.0.0/8")], True)):
        (change,) = compared(old, old | side(policy("a", "a", ingress=[{"from": peers}]))).changes
        assert change.exposes is exposes


def test_what_everyone_may_is_not_told_of_each() -> None:
    old = side(workload("a"), workload("b"), policy("deny", {}))
    assert texts(old, old | side(policy("a", "a", ingress=[{"ports": tcp(80)}]))) == ["+ anywhere → a:80"]
    every = [{"from": [{"podSelector": {}}], "ports": tcp(80)}]
    assert texts(old, old | side(policy("a", "a", ingress=every))) == ["+ a and b → a:80"]


def test_a_new_workload_is_told_only_where_there_are_policies() -> None:
    new = side(workload("a"), workload("b"))
    assert compared(side(workload("a")), new) == Found((), ())
    other = side(policy("a", "a", policyTypes=["Ingress"]))
    (arrival,) = compared(side(workload("a")) | other, new | other).arrivals
    assert arrival.text == "new workload b: from anywhere (every port); to anywhere (every port)"
    assert [each.exposes for each in arrival.incoming] == [True]


def test_who_is_not_shut_out_is_told() -> None:
    old = side(workload("a"), workload("b"), policy("a", "a", ingress=[{}]), policy("none", "none"))
    new = old | side(policy("a", "a", ingress=[{"from": [*app("b"), space("x"), block("10.0.0.0/8")]}]))
    assert texts(old, new) == ["- anywhere except 10.0.0.0/8, b, namespace x → a (every port)"]
    new = old | side(policy("a", "a", ingress=[{"from": [*app("b"), space("x")]}]))
    assert texts(old, new) == ["- anywhere except b, namespace x → a (every port)"]


@given(worlds(), worlds())
def test_addresses_open_and_close_as_the_documentation_says(old: Side, new: Side) -> None:
    changes = all_changes(compared(old, new))
    for pod, text, port in product(ends(old, new), ADDRESSES, PORTS):
        address = Both(text, Address(text), Address(text))
        for pair in ((pod, address), (address, pod)):
            said, expected = says(changes, pair[0].name, pair[1].name, port), truth(old, new, *pair, port)
            assert said <= expected <= said | says_rest(changes, pair[0].name, pair[1].name), (pair, port, changes)


@given(worlds(), worlds())
def test_where_all_that_was_closed_is_said_to_open_everything_is_open(old: Side, new: Side) -> None:
    changes = all_changes(compared(old, new))
    for pod, text, port in product(ends(old, new), ADDRESSES, PORTS):
        address = Both(text, Address(text), Address(text))
        for pair in ((pod, address), (address, pod)):
            for opened in says_rest(changes, pair[0].name, pair[1].name):
                source, destination = (_now(each, opened=opened) for each in pair)
                assert truth(new if opened else old, {}, source, destination, port)


def _now(end: Both, *, opened: bool) -> Both:
    return Both(end.name, end.new if opened else end.old, None)


@given(worlds(), worlds())
def test_pods_open_and_close_to_each_other_as_the_documentation_says(old: Side, new: Side) -> None:
    changes = all_changes(compared(old, new))
    everyone = [each for each in changes if any(name.startswith(EVERYONE) for name in each.sources)]
    for source, destination, port in product(ends(old, new), ends(old, new), PORTS):
        said, expected = says(changes, source.name, destination.name, port), truth(old, new, source, destination, port)
        implied = {
            each.opened
            for each in everyone
            if destination.name in each.destinations and (each.ports in RESTS or has_port(each.ports, *port))
        }
        assert said <= expected <= said | implied, (source, destination, port, changes)


@given(worlds(), worlds())
def test_no_pod_of_another_namespace_is_let_in_or_out_unsaid(old: Side, new: Side) -> None:
    changes = all_changes(compared(old, new))
    for pod, each, port in product(ends(old, new), STRANGERS, PORTS):
        stranger = Both("", each, each)
        for opened in truth(old, new, stranger, pod, port):
            said = [each.sources for each in changes if _tells(each, pod.name in each.destinations, port, opened)]
            assert any(map(_is_pod, chain(*said))), (stranger, pod, port, changes)
        for opened in truth(old, new, pod, stranger, port):
            said = [each.destinations for each in changes if _tells(each, pod.name in each.sources, port, opened)]
            assert any(map(_is_pod, chain(*said))), (pod, stranger, port, changes)


def _tells(each: NetworkChange, is_its: bool, port: tuple[str, int], opened: bool) -> bool:
    return is_its and each.opened == opened and (each.ports in RESTS or has_port(each.ports, *port))


def _is_pod(text: str) -> bool:
    return text.startswith("anywhere") or " in " in text or "namespace" in text


@given(worlds())
def test_a_side_is_equal_to_itself_in_any_order(world: Side) -> None:
    assert compared(world, _shuffled(world)) == Found((), ())


@given(worlds(), worlds())
def test_the_order_of_rules_is_irrelevant(old: Side, new: Side) -> None:
    assert compared(_shuffled(old), _shuffled(new)) == compared(old, new)


@given(worlds(), worlds())
def test_what_opens_one_way_closes_the_other(old: Side, new: Side) -> None:
    assume(all(each.old[0].key == each.new[0].key for each in workloads(old, new) if each.old and each.new))
    forth, back = (set(_plain(all_changes(compared(*each)))) for each in ((old, new), (new, old)))
    assert forth == {(not opened, *rest) for opened, *rest in back}


def _plain(changes: Iterable[NetworkChange]) -> Iterator[tuple[object, ...]]:
    """Leave out the names of who is not shut out, which are told where something closes."""
    for each in changes:
        sources, destinations = (
            tuple(sorted({name.split(" except ")[0] for name in names})) for names in (each.sources, each.destinations)
        )
        for source, destination in product(sources, destinations):
            yield each.opened, source, destination, "the rest" if each.ports in RESTS else each.ports


def _shuffled(world: Side) -> Side:
    mixer = random.Random(7)
    items = list(copy.deepcopy(world).items())
    mixer.shuffle(items)
    for key, each in items:
        for rules in (each["spec"].get(field, []) for field in ("ingress", "egress") if key.kind == "NetworkPolicy"):
            mixer.shuffle(rules)
            for rule in rules:
                for entries in rule.values():
                    mixer.shuffle(entries)
    return dict(items)
