"""What the new file refers to, that nobody has made."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from neuronpedia_constructs.cli.diff.facts.needed import needed
from neuronpedia_constructs.cli.diff.objects import Key

from .junk import broken_sides, sides
from .manifests import container, deployment, from_secret, made, side, stateful_set

SECRET = Key("", "Secret", "np", "app")
BARE = deployment("web", container())
NAMESPACE = made("v1", "Namespace", "np", namespace="")


def using(*variables: dict[str, Any], **pod: Any) -> dict[str, Any]:
    return deployment("web", container(env=list(variables)), pod=pod)


def texts(old: list[Any], new: list[Any]) -> list[str]:
    return [need.text for need in needed(side(NAMESPACE, *old), side(NAMESPACE, *new))]


def test_a_secret_with_its_keys() -> None:
    new = using(from_secret("A", "app", "a"), from_secret("B", "app", "b", optional=True))
    assert texts([BARE], [new]) == ["Secret np/app: key a; optional b (web)"]


def test_only_the_new_key_of_a_secret_that_was_needed_before() -> None:
    old, new = using(from_secret("A", "app", "a")), using(from_secret("A", "app", "a"), from_secret("B", "app", "b"))
    (need,) = needed(side(NAMESPACE, old), side(NAMESPACE, new))
    assert (need.target, need.keys, need.known) == (SECRET, ("b",), True)
    assert need.text == "Secret np/app: key b (web)"


def test_what_was_optional_and_no_longer_is() -> None:
    old, new = using(from_secret("A", "app", "a", optional=True)), using(from_secret("A", "app", "a"))
    assert texts([old], [new]) == ["Secret np/app: key a; optional so far (web)"]
    assert texts([new], [old]) == []


def test_all_optional() -> None:
    optional = {"name": "ca", "configMap": {"name": "ca", "optional": True}}
    assert texts([BARE], [using(volumes=[optional])]) == ["ConfigMap np/ca; optional (web)"]


def test_what_the_new_file_contains_is_not_needed() -> None:
    secret = made("v1", "Secret", "app", data={"a": "eA=="})
    assert texts([BARE], [using(from_secret("A", "app", "a")), secret]) == []


def test_a_key_that_the_new_file_leaves_out_of_what_it_contains() -> None:
    old, new = (made("v1", "ConfigMap", "settings", data={name: "x"}) for name in ("a", "b"))
    reads = using({"name": "A", "valueFrom": {"configMapKeyRef": {"name": "settings", "key": "a"}}})
    assert texts([reads, old], [reads, new]) == ["ConfigMap np/settings: key a; the new file has it without (web)"]
    assert texts([reads, new], [reads, new]) == []


def test_what_only_the_old_file_has_is_left_behind() -> None:
    secret = made("v1", "Secret", "app", data={"a": "eA=="})
    reads = using(from_secret("A", "app", "a"))
    (need,) = needed(side(NAMESPACE, reads, secret), side(NAMESPACE, reads))
    assert need.left_behind
    assert need.text == "Secret np/app: key a; left behind by the old file, so do not remove it (web)"


def test_everything_in_another_namespace_is_needed_again() -> None:
    old, new = using(from_secret("A", "app", "a")), using(from_secret("A", "app", "a"))
    new["metadata"]["namespace"] = "other"
    needs = needed(side(NAMESPACE, old), side(new))
    assert [need.text for need in needs] == ["Namespace other", "Secret other/app: key a (web)"]


def test_a_kind_that_an_operator_brings() -> None:
    route = made("gateway.networking.k8s.io/v1", "HTTPRoute", "web", spec={})
    words = "the kind HTTPRoute of gateway.networking.k8s.io/v1: install its CustomResourceDefinition (web)"
    assert texts([], [route]) == [words]
    names, versions = {"kind": "HTTPRoute"}, [{"name": "v1"}]
    spec = {"group": "gateway.networking.k8s.io", "names": names, "versions": versions}
    definition = made("apiextensions.k8s.io/v1", "CustomResourceDefinition", "httproutes", namespace="", spec=spec)
    assert texts([], [route, definition]) == []


def test_another_version_of_a_kind() -> None:
    old, new = (made(f"external-secrets.io/{version}", "ExternalSecret", "app") for version in ("v1beta1", "v1"))
    assert texts([old], [new]) == [
        "the kind ExternalSecret of external-secrets.io/v1: install its CustomResourceDefinition (app)"
    ]


def test_a_listener_of_a_gateway_of_somebody_else() -> None:
    parent = {"name": "shared", "namespace": "gateways", "sectionName": "https"}
    old, new = (
        made("gateway.networking.k8s.io/v1", "HTTPRoute", "web", spec={"parentRefs": refs}) for refs in ([], [parent])
    )
    assert texts([old], [new]) == ["Gateway gateways/shared: listener https (web)"]


def test_nodes() -> None:
    gpu = deployment(
        "model", container(resources={"limits": {"nvidia.com/gpu": 1}}), pod={"nodeSelector": {"gpu": "l4"}}
    )
    assert texts([deployment("model", container())], [gpu]) == [
        "nodes with gpu=l4 (model)",
        "nodes with nvidia.com/gpu (model)",
    ]


def test_many_users_are_counted_and_hashes_of_jobs_left_out() -> None:
    pull = {"imagePullSecrets": [{"name": "pull"}]}
    users = [deployment(name, container(), pod=pull) for name in "abcd"]
    spec = {"template": {"spec": {"containers": [container()], **pull}}}
    jobs = [made("batch/v1", "Job", f"init-{digest}", spec=spec) for digest in ("0123abcd", "4567abcd")]
    assert texts([], [*users, *jobs]) == ["Secret np/pull (a, b, c and 2 more)"]


def test_five_users_are_two_too_many_and_four_are_not() -> None:
    pull = {"imagePullSecrets": [{"name": "pull"}]}
    assert texts([], [deployment(name, container(), pod=pull) for name in "abcd"]) == ["Secret np/pull (a, b, c, d)"]
    five = [deployment(name, container(), pod=pull) for name in "abcde"]
    assert texts([], five) == ["Secret np/pull (a, b, c and 2 more)"]


def test_who_needs_it_is_who_does_not_start_without() -> None:
    needs = deployment("a", container(env=[from_secret("A", "app", "a")]))
    may = deployment("b", container(env=[from_secret("A", "app", "a", optional=True)]))
    assert texts([], [needs, may]) == ["Secret np/app: key a (a)"]


def test_what_every_cluster_has_is_not_needed() -> None:
    pod = {"serviceAccountName": "default", "priorityClassName": "system-node-critical"}
    agent = made("v1", "Pod", "agent", namespace="kube-system", spec={"containers": [], **pod})
    assert texts([], [agent]) == []


def test_nothing_for_the_same_file() -> None:
    for each in sides():
        assert needed(each, each) == ()


def test_order_does_not_matter() -> None:
    old, new, *_ = sides()
    assert needed(dict(reversed(old.items())), dict(reversed(new.items()))) == needed(old, new)


@given(old=broken_sides(), new=broken_sides())
def test_junk_is_no_error(old: Any, new: Any) -> None:
    assert all(isinstance(need.text, str) for need in needed(old, new))
    assert needed(new, new) == ()


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet"])
def test_a_claim_of_a_stateful_set_is_there(kind: str) -> None:
    reader = deployment("reader", container(), pod={"volumes": [{"persistentVolumeClaim": {"claimName": "data-db-0"}}]})
    maker = stateful_set("db", container(), templates=({"metadata": {"name": "data"}},))
    other = deployment("db", container())
    expected = {"StatefulSet": [], "Deployment": ["PersistentVolumeClaim np/data-db-0 (reader)"]}
    assert texts([], [reader, maker if kind == "StatefulSet" else other]) == expected[kind]
