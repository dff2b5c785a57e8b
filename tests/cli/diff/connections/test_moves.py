"""Namespaces that are renamed."""

from __future__ import annotations

from neuronpedia_constructs.cli.diff.connections.moves import relocated
from neuronpedia_constructs.cli.diff.objects import Side

from .manifests import manifest, namespace, policy, side, space, workload


def world(name: str) -> Side:
    rules = [{"from": [space(name), space("ingress-nginx")]}]
    return side(
        namespace(name, team="a"),
        workload("webapp", space=name),
        workload("job-1a2b3c4d", "Job", space=name),
        policy("webapp", "webapp", space=name, ingress=rules),
        manifest("Service", "webapp", metadata={"namespace": name}),
    )


def test_the_objects_of_a_renamed_namespace_are_those_of_the_new_one() -> None:
    assert relocated(world("a"), world("b")) == world("b")


def test_a_selector_by_a_list_of_names_moves_too() -> None:
    old, new = world("a"), world("b")
    for each, name in ((old, "a"), (new, "b")):
        expression = {"key": "kubernetes.io/metadata.name", "operator": "In", "values": [name, "ingress-nginx"]}
        rules = [{"from": [{"namespaceSelector": {"matchExpressions": [expression]}}]}]
        each.update(side(policy("more", {}, space=name, ingress=rules)))
    assert relocated(old, new) == new


def test_a_job_of_another_hash_does_not_hide_a_move() -> None:
    new = world("b") | side(workload("job-99999999", "Job", space="b"))
    moved = relocated(world("a"), new)
    assert {key.namespace for key in moved} == {"", "b"}


def test_objects_without_a_namespace_can_get_one() -> None:
    old = side(*(manifest(each, "webapp", metadata={"namespace": ""}) for each in ("Service", "ServiceAccount")))
    new = side(*(manifest(each, "webapp") for each in ("Service", "ServiceAccount")))
    assert [*relocated(old, new)] == [*new]


def test_objects_of_the_cluster_stay_where_they_are() -> None:
    role = manifest("ClusterRole", "reader", version="rbac.authorization.k8s.io/v1", metadata={"namespace": ""})
    old = side(role, manifest("Service", "webapp", metadata={"namespace": ""}))
    new = side(role, manifest("Service", "webapp"))
    assert [*relocated(old, new)] == [*new]


def test_a_namespace_with_other_objects_is_another_one() -> None:
    new = side(workload("other", space="b"), namespace("b"))
    assert relocated(world("a"), new) == world("a")


def test_a_namespace_that_stays_is_not_renamed() -> None:
    both = world("a") | world("b")
    assert relocated(world("a"), both) == world("a")


def test_two_namespaces_move_each_to_its_own() -> None:
    other = side(*(workload(name, space="x") for name in ("c", "d")))
    renamed = side(*(workload(name, space="y") for name in ("c", "d")))
    assert relocated(world("a") | other, world("b") | renamed) == world("b") | renamed
