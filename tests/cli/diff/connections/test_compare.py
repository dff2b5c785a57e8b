"""What a change of a real environment opens, closes and exposes."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.connections.compare import connections
from neuronpedia_constructs.cli.diff.connections.model import Connections
from neuronpedia_constructs.cli.diff.objects import Manifest, Side, key_of

from .manifests import app, block, found, policy, production, side, space, tcp, workload
from .odd import manifests

Change = Callable[[Side], object]


def changed(change: Change) -> Connections:
    old = production()
    new = copy.deepcopy(old)
    change(new)
    return connections(old, {key_of(each): each for each in new.values()})


def lines(told: Connections) -> list[str]:
    return [f"{'+' if each.opened else '-'} {each.text}" for each in told.network]


def spec(world: Side, kind: str, name: str) -> Any:
    return found(world, kind, name)["spec"]


def test_a_side_says_nothing_against_itself_in_any_order() -> None:
    old = production()
    assert not connections(old, dict(reversed(old.items())))


def test_a_way_out_for_models_is_closed_and_another_opened() -> None:
    def change(world: Side) -> None:
        spec(world, "NetworkPolicy", "inference")["egress"][1]["to"] = [block("10.20.0.0/16")]

    assert lines(changed(change)) == [
        "+ deepseek-r1-distill-llama-8b-inference → 10.20.0.0/16:443",
        "- deepseek-r1-distill-llama-8b-inference → the internet:443",
    ]


def test_the_site_for_one_namespace_only() -> None:
    def change(world: Side) -> None:
        spec(world, "NetworkPolicy", "webapp")["ingress"][0]["from"] = [space("ingress-nginx")]

    told = changed(change)
    assert lines(told) == ["- anywhere except namespace ingress-nginx → webapp:3000"]
    assert not told.exposes


def test_models_open_to_everyone_are_exposed() -> None:
    def change(world: Side) -> None:
        del spec(world, "NetworkPolicy", "inference")["ingress"][0]["from"]

    told = changed(change)
    assert lines(told) == ["+ anywhere → deepseek-r1-distill-llama-8b-inference:5002"]
    assert told.exposures == ("deepseek-r1-distill-llama-8b-inference can now be reached from anywhere on port 5002",)


def test_without_policies_everything_is_open() -> None:
    def change(world: Side) -> None:
        for key in [key for key in world if key.kind == "NetworkPolicy"]:
            del world[key]

    told = changed(change)
    assert "+ anywhere → every pod of the namespace but webapp (every port)" in lines(told)
    assert "+ anywhere → webapp (every port but 3000)" in lines(told)
    assert len(lines(told)) < 15
    assert told.notes[0].startswith("NetworkPolicies default-deny, autointerp, db-index and 6 more are left behind")


def test_a_policy_that_admits_whom_nobody_lets_out_is_only_noted() -> None:
    def change(world: Side) -> None:
        spec(world, "NetworkPolicy", "default-deny")["ingress"] = [{"from": [{"podSelector": {}}]}]

    told = changed(change)
    assert not told.network
    assert told.notes == (
        "NetworkPolicy default-deny changes, yet no connection of the file's workloads opens or closes",
    )


def test_a_new_model_comes_with_its_connections() -> None:
    def change(world: Side) -> None:
        name = "deepseek-r1-distill-llama-8b-inference"
        new = copy.deepcopy(found(world, "Deployment", name))
        new["metadata"]["name"] = "gemma-inference"
        new["spec"]["template"]["metadata"]["labels"] |= {"instance": "gemma", "model": "gemma"}
        world[key_of(new)] = new

    told = changed(change)
    assert [each.text for each in told.arrivals] == [
        "new workload gemma-inference: from webapp:5002; to 169.254.20.10/32 and k8s-app=kube-dns in namespace "
        "kube-system (TCP and UDP 53), the internet:443"
    ]
    assert not told.network
    assert not told.exposures


def test_jobs_of_another_hash_change_nothing() -> None:
    def change(world: Side) -> None:
        for each in world.values():
            if each["kind"] == "Job":
                each["metadata"]["name"] = each["metadata"]["name"][:-8] + "0123abcd"

    assert not changed(change)


def test_another_namespace_changes_nothing() -> None:
    old, moved = production(), copy.deepcopy(production())
    for each in moved.values():
        field = "name" if each["kind"] == "Namespace" else "namespace"
        each["metadata"][field] = "other"
    new = side(*moved.values())
    assert {key.namespace for key in new} == {"", "other"}
    assert not connections(old, new)


def test_a_namespace_that_admits_more_is_exposed() -> None:
    def change(world: Side) -> None:
        del found(world, "Namespace", "neuronpedia")["metadata"]["labels"]["pod-security.kubernetes.io/enforce"]
        spec(world, "Service", "webapp")["type"] = "LoadBalancer"
        spec(world, "Deployment", "webapp")["template"]["spec"]["automountServiceAccountToken"] = True
        context = {"privileged": True}
        spec(world, "Deployment", "webapp")["template"]["spec"]["containers"][0]["securityContext"] |= context

    assert changed(change).exposures == (
        "Service webapp is now of type LoadBalancer: reachable from outside the cluster",
        "Namespace neuronpedia now enforces the Pod Security level privileged, no longer restricted",
        "Deployment webapp: container webapp is privileged",
        "Deployment webapp: its pods now get the token of ServiceAccount webapp",
    )


def test_a_service_that_leads_nowhere_is_told() -> None:
    def change(world: Side) -> None:
        spec(world, "Service", "webapp")["selector"]["extra"] = "x"

    told = changed(change)
    assert [each.text for each in told.entrances] == [
        "Service webapp: no pod of the file answers any more, as none has app=webapp,extra=x"
    ]
    assert not told.exposes


def test_an_empty_side_is_compared() -> None:
    world = production()
    first, last = connections({}, world), connections(world, {})
    assert len(first.arrivals) == len(last.arrivals) == 8
    assert "webapp can now be reached from anywhere on port 3000" in first.exposures
    assert not last.exposes


def test_two_namespaces_have_their_own_policies() -> None:
    pods = [workload(name, space=where) for where in ("a", "b") for name in ("web", "db")]
    deny = [policy("deny", {}, space=where) for where in ("a", "b")]
    admits = policy("db", "db", space="a", ingress=[{"from": app("web"), "ports": tcp(5432)}])
    told = connections(side(*pods, *deny), side(*pods, *deny, admits))
    assert lines(told) == ["+ a/web → a/db:5432"]
    across = policy("db", "db", space="a", ingress=[{"from": [{**space("b"), **app("web")[0]}], "ports": tcp(5432)}])
    told = connections(side(*pods, *deny), side(*pods, *deny, across))
    assert lines(told) == ["+ b/web → a/db:5432"]


@given(st.lists(manifests(), max_size=6), st.lists(manifests(), max_size=6))
def test_no_manifest_is_too_odd(old: list[Manifest], new: list[Manifest]) -> None:
    before, after = side(*old), side(*new)
    assert isinstance(connections(before, after), Connections)
    assert not connections(after, dict(reversed(after.items())))


@pytest.mark.parametrize(
    "path", [("spec",), ("spec", "template"), ("spec", "template", "spec"), ("metadata", "labels")]
)
@pytest.mark.parametrize("value", [None, 7, "text", [None], {"a": [1]}])
def test_any_part_of_a_real_manifest_can_be_anything(path: tuple[str, ...], value: Any) -> None:
    old = production()
    for key in {key.kind: key for key in old}.values():
        new = inner = copy.deepcopy(old[key])
        for name in path[:-1]:
            inner = inner.get(name) or {}
        inner[path[-1]] = value
        assert isinstance(connections(old, {**old, key: new}), Connections)


def test_two_hundred_workloads_take_no_time() -> None:
    pods = [workload(f"m{index}", labels={"app": "inference", "instance": f"m{index}"}) for index in range(200)]
    rules = [{"to": [block("0.0.0.0/0", *(f"10.{index}.0.0/16" for index in range(10)))], "ports": tcp(443)}]
    old = side(*pods, policy("deny", {}, policyTypes=["Ingress", "Egress"]), policy("m", "inference", egress=rules))
    new = {**old, **side(policy("m", "inference", egress=[*rules, {"ports": tcp(80)}]))}
    start = time.perf_counter()
    told = connections(old, new)
    assert time.perf_counter() - start < 2
    assert lines(told) == ["+ every pod of the namespace → anywhere:80"]
