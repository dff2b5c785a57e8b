"""Pods that get a token for the API server."""

from __future__ import annotations

from typing import Any

from neuronpedia_constructs.cli.diff.connections.exposure.tokens import mounted_tokens
from neuronpedia_constructs.cli.diff.connections.workloads import workloads
from neuronpedia_constructs.cli.diff.objects import Manifest, Side
from tests.cli.diff.connections.manifests import manifest, side, workload


def told(old: Side, new: Side) -> list[str]:
    return [each.partition(": ")[2] for each in mounted_tokens(old, new, workloads(old, new))]


def account(mounts: Any = None, name: str = "web") -> Manifest:
    return manifest("ServiceAccount", name, automountServiceAccountToken=mounts)


def pod(mounts: Any = None, **spec: Any) -> Manifest:
    return workload("webapp", **{"automountServiceAccountToken": mounts, "serviceAccountName": "web", **spec})


GETS = ["its pods now get the token of ServiceAccount web"]


def test_pods_decide_and_then_their_account_and_else_they_get_it() -> None:
    without = side(pod(False), account())
    assert told(without, side(pod(True), account(False))) == GETS
    assert told(without, side(pod(), account(True))) == GETS
    assert told(without, side(pod(), account())) == GETS
    assert told(without, side(pod(), account(False))) == []
    assert told(without, side(pod(False), account(True))) == []


def test_an_account_without_a_change_of_the_pods_is_enough() -> None:
    assert told(side(pod(), account(False)), side(pod(), account(True))) == GETS
    assert told(side(pod(), account(True)), side(pod(), account(False))) == []


def test_an_account_that_is_left_behind_still_decides() -> None:
    assert told(side(pod(), account(False)), side(pod())) == []


def test_a_new_workload_with_a_token_is_told() -> None:
    assert told({}, side(pod())) == GETS
    assert told({}, side(pod(serviceAccountName=None))) == ["its pods now get the token of ServiceAccount default"]
    assert told({}, side(pod(serviceAccountName=None, serviceAccount="old"))) == [
        "its pods now get the token of ServiceAccount old"
    ]


def test_a_projected_token_is_told_with_who_it_is_for() -> None:
    def projected(**token: str) -> Side:
        return side(pod(False, volumes=[{"name": "t", "projected": {"sources": [{"serviceAccountToken": token}]}}]))

    assert told(side(pod(False)), projected(path="token")) == GETS
    assert told(side(pod(False)), projected(audience="vault")) == [
        "its pods now get a token for vault of ServiceAccount web"
    ]
    assert told(projected(audience="vault"), projected(audience="vault")) == []


def test_malformed_values_are_read() -> None:
    broken = pod(volumes=[None, {"projected": {"sources": "text"}}, {"projected": "text"}], serviceAccountName=[])
    assert told({}, side(broken, account("yes"))) == ["its pods now get the token of ServiceAccount default"]
