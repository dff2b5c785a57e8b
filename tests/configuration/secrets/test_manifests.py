"""Secrets as manifests."""

from __future__ import annotations

import base64

from neuronpedia_constructs.configuration.secrets.manifests import write_secrets
from tests.support.building import documents

LABELS = {"app.kubernetes.io/instance": "production", "app.kubernetes.io/part-of": "neuronpedia"}


def test_values_are_encoded_and_keys_are_in_order() -> None:
    one, other = documents(write_secrets({"b": {"Z": "é", "A": "1\n"}, "a": {}}, "np", LABELS))
    assert (one["metadata"]["name"], other["metadata"]["name"]) == ("a", "b")
    assert list(other["data"]) == ["A", "Z"]
    assert {key: base64.b64decode(value).decode() for key, value in other["data"].items()} == {"A": "1\n", "Z": "é"}
    assert (other["metadata"]["namespace"], other["type"]) == ("np", "Opaque")


def test_a_removed_key_leaves_the_cluster_and_argo_cd_leaves_the_secret() -> None:
    (made,) = documents(write_secrets({"a": {"A": "1"}}, "np", LABELS))
    assert "stringData" not in made
    assert "app.kubernetes.io/instance" not in made["metadata"]["labels"]
