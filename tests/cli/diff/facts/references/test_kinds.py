"""The table of kinds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from neuronpedia_constructs.cli.diff import kubernetes
from neuronpedia_constructs.cli.diff.facts.references import kinds
from neuronpedia_constructs.cli.diff.objects import Key


def test_groups_of_the_api_server_are_all_of_its_own_kinds() -> None:
    schema = json.loads((Path(kubernetes.__file__).parent / "schema.json").read_text(encoding="utf-8"))
    for name in schema["kinds"]:
        assert kinds.is_kubernetes_own(name.partition(" ")[0].rpartition("/")[0])


@pytest.mark.parametrize("group", ["gateway.networking.k8s.io", "snapshot.storage.k8s.io", "cert-manager.io"])
def test_other_groups_need_a_definition(group: str) -> None:
    assert not kinds.is_kubernetes_own(group)


def test_groups_of_kinds_that_references_name_without_one() -> None:
    assert kinds.group_of("StorageClass") == "storage.k8s.io"
    assert kinds.group_of("Secret") == ""


def test_kinds_of_the_whole_cluster() -> None:
    assert kinds.is_of_cluster("StorageClass")
    assert not kinds.is_of_cluster("Issuer")


def test_what_kubernetes_makes_itself() -> None:
    assert kinds.is_always_there(kinds.namespace("kube-system"))
    assert kinds.is_always_there(Key("", "ServiceAccount", "np", "default"))
    assert not kinds.is_always_there(Key("", "ServiceAccount", "np", "webapp"))


def test_what_stands_for_no_object() -> None:
    assert kinds.definition("HTTPRoute", "gateway.networking.k8s.io").name == "HTTPRoute.gateway.networking.k8s.io"
    assert kinds.nodes("gpu=l4").kind == "Node"
