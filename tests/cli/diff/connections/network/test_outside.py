"""What changes with who is not in the file."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.connections.network.outside import EVERY_POD, Outside
from neuronpedia_constructs.cli.diff.connections.network.pods import rows
from neuronpedia_constructs.cli.diff.connections.network.policies import PodPeer, namespaces, policies
from neuronpedia_constructs.cli.diff.connections.network.reach import Grant, Reach
from neuronpedia_constructs.cli.diff.connections.network.selectors import equals, parse
from neuronpedia_constructs.cli.diff.connections.ranges import ports
from neuronpedia_constructs.cli.diff.connections.workloads import workloads
from neuronpedia_constructs.cli.diff.objects import Side
from tests.cli.diff.connections.manifests import app, block, policy, side, space, tcp, workload

EVERYONE: Any = {}
DNS = {**space("kube-system"), "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}
NAMES = {"key": "kubernetes.io/metadata.name", "operator": "In", "values": ["y", "x"]}
TEAM = {"namespaceSelector": {"matchLabels": {"team": "x"}}}


def grants(*rules: Any) -> tuple[Outside, tuple[Grant, ...]]:
    world: Side = side(workload("a"), workload("b"), policy("a", "a", ingress=list(rules)))
    found = rows(workloads({}, world), policies(world))
    reach = Reach(policies(world), namespaces(world), [row.new for row in found if row.new])
    return Outside([reach], {"shop"}), reach.outside(found[0].new, "ingress")


def more(old: list[Any], new: list[Any]) -> set[str]:
    (_, before), (outside, after) = grants(*old), grants(*new)
    return {f"{each.label}: {ports.words(each.ports)}" for each in outside.more(before, after)}


def to(*peers: Any, port: int = 443) -> list[Any]:
    return [{"from": list(peers), "ports": tcp(port)}]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (to(block("10.0.0.0/8")), to(block("10.128.0.0/9"), block("10.0.0.0/9"))),
        (to(block("10.0.0.0/8")), [*to(block("10.0.0.0/9")), *to(block("10.128.0.0/9"))]),
        (to(block("10.0.0.0/8")), to(block("10.0.0.0/8"), block("10.1.0.0/16"))),
        (to(block("10.0.0.0/8", "10.1.0.0/16")), to(block("10.0.0.0/8", "10.1.0.0/17", "10.1.128.0/17"))),
        (to(block("10.0.0.0/8", "10.1.0.0/16"), block("10.1.0.0/16")), to(block("10.0.0.0/8"))),
        ([{"ports": tcp(80, 81)}], [{"ports": [{"port": 80, "endPort": 81}]}]),
        ([{"ports": tcp(80)}], [*to(space("x"), port=80), {"ports": tcp(80)}]),
        (to(space("x"), space("y")), to({"namespaceSelector": {"matchExpressions": [NAMES]}})),
        (to(space("x")), to({**space("x"), "podSelector": {}})),
        (to(*app("b")), to({"podSelector": {}})),
    ],
)
def test_another_spelling_opens_nothing(old: list[Any], new: list[Any]) -> None:
    assert more(old, new) == more(new, old) == set()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ([], to(block("10.0.0.0/8")), {"10.0.0.0/8: 443"}),
        ([], to(block("10.0.0.0/8", "10.1.0.0/16")), {"10.0.0.0/8 except 10.1.0.0/16: 443"}),
        (to(block("10.0.0.0/8")), to(block("10.0.0.0/7")), {"11.0.0.0/8: 443"}),
        (to(block("10.0.0.0/8")), to(block("10.0.0.0/8"), port=444), {"10.0.0.0/8: 444"}),
        ([], [EVERYONE], {"anywhere: every port"}),
        ([], to(block("0.0.0.0/0"), block("::/0")), {"anywhere: 443"}),
        (to(block("10.0.0.0/8")), [EVERYONE], {"anywhere: every port"}),
        ([], to({"namespaceSelector": {}}), {"every namespace: 443"}),
        ([], to(space("x")), {"namespace x: 443"}),
        ([], to(DNS), {"k8s-app=kube-dns in namespace kube-system: 443"}),
        (to(DNS), to(space("kube-system")), {"namespace kube-system: 443"}),
        (to(space("kube-system")), to(DNS), set()),
        ([], to(TEAM), {"namespaces with team=x: 443"}),
        ([], to({**TEAM, "podSelector": {"matchLabels": {"app": "a"}}}), {"app=a in namespaces with team=x: 443"}),
        ([], to(space("x"), {"namespaceSelector": {}}), {"every namespace: 443"}),
        ([], to(*app("c")), {"pods with app=c: 443"}),
        ([], to(*app("b")), set()),
        ([], to(space("shop")), set()),
        ([], [{"from": [block("10.0.0.0/8")], "ports": tcp("http")}], set()),
    ],
)
def test_what_opens_is_told_once(old: list[Any], new: list[Any], told: set[str]) -> None:
    assert more(old, new) == told


def test_pods_of_the_own_namespace_are_not_outside() -> None:
    (_, none), (outside, some) = grants(), grants({"from": [*app("c"), space("x")]})
    assert {each.label: each.is_outside for each in outside.more(none, some)} == {
        "pods with app=c": False,
        "namespace x": True,
    }


def test_if_everything_opens_it_is_not_told_what_had_been_open() -> None:
    (_, few), (outside, some) = grants(*to(block("10.0.0.0/8"))), grants(EVERYONE)
    assert [each.is_all for each in outside.more(few, some)] == [True]
    (_, none), (outside, some) = grants(), grants(EVERYONE)
    assert [each.is_all for each in outside.more(none, some)] == [False]


def test_everyone_is_known_as_such() -> None:
    (_, none), (outside, some) = grants(), grants(EVERYONE)
    assert [each.is_everyone for each in outside.more(none, some)] == [True]
    (_, none), (outside, some) = grants(), grants(*to(block("0.0.0.0/0"), block("::/0")))
    assert [each.is_everyone for each in outside.more(none, some)] == [False]


def test_who_may_still_connect_is_known() -> None:
    outside, some = grants(*to(space("x")), *to(space("y"), port=80))
    port = ports.resolve(ports.parse(tcp(443)), {})
    assert [outside.words(each) for each in outside.kept(port, some)] == ["namespace x"]


def test_names_of_namespaces_are_told_if_there_are_several() -> None:
    outside = Outside([], {"shop", "other"})
    peer = PodPeer(equals("kubernetes.io/metadata.name", "shop"), equals("app", "c"))
    assert outside.words(peer) == "app=c in namespace shop"
    assert outside.words(EVERY_POD) == "every namespace"
    assert outside.words(PodPeer((), parse({"matchLabels": {"app": "c"}}))) == "app=c in every namespace"
