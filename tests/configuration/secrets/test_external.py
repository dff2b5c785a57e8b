"""What the External Secrets Operator creates."""

from __future__ import annotations

from dataclasses import replace

from cdk8s import App

from neuronpedia_constructs import ExternalSecrets
from tests.support.building import of_kind, small, synthesized

SOURCE = ExternalSecrets(store="vault", path="np/production", refresh_interval="30m")


def test_each_key_is_one_property_of_the_entry(app: App) -> None:
    made = of_kind(synthesized(small(app, secrets=SOURCE)), "ExternalSecret")
    spec = made["app-secrets"]["spec"]
    assert spec["refreshInterval"] == "30m"
    assert spec["secretStoreRef"] == {"kind": "ClusterSecretStore", "name": "vault"}
    defaults = {"conversionStrategy": "Default", "decodingStrategy": "None", "metadataPolicy": "None"}
    for entry in spec["data"]:
        assert entry["remoteRef"] == {"key": "np/production", "property": entry["secretKey"], **defaults}


def test_operators_before_2_3_know_nothing_of_null_bytes_and_later_ones_have_a_default(app: App) -> None:
    source = replace(SOURCE, null_byte_policy="Ignore")
    made = of_kind(synthesized(small(app, secrets=source)), "ExternalSecret").values()
    assert {entry["remoteRef"]["nullBytePolicy"] for found in made for entry in found["spec"]["data"]} == {"Ignore"}


def test_the_address_is_composed_of_the_encoded_password_and_both_are_kept(app: App) -> None:
    made = of_kind(synthesized(small(app, secrets=SOURCE)), "ExternalSecret")["db-credentials"]
    data = made["spec"]["target"]["template"]["data"]
    assert "urlquery" in data["POSTGRES_URL"]
    assert data["POSTGRES_PASSWORD"] == "{{ .POSTGRES_PASSWORD }}"
    assert [entry["secretKey"] for entry in made["spec"]["data"]] == ["POSTGRES_PASSWORD"]
    assert made["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep"
