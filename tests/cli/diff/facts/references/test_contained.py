"""What is there once a file is applied."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.facts.references.contained import contained
from neuronpedia_constructs.cli.diff.objects import Key
from tests.cli.diff.facts.manifests import claim, made, side, stateful_set


def keys(name: str, *manifests: Any) -> Any:
    """Return the keys of a Secret, None if they cannot be told, or "no Secret"."""
    return contained(side(*manifests)).get(Key("", "Secret", "np", name), "no Secret")


def external(**target: Any) -> Any:
    data = [{"secretKey": "a"}, {"secretKey": "b"}]
    return made("external-secrets.io/v1", "ExternalSecret", "app", spec={"data": data, "target": target})


def test_keys_of_secrets_and_config_maps() -> None:
    secret = made("v1", "Secret", "app", data={"a": ""}, stringData={"b": ""})
    settings = made("v1", "ConfigMap", "app", data={"a": ""}, binaryData={"b": ""})
    found = contained(side(secret, settings))
    assert set(found.values()) == {frozenset({"a", "b"})}


def test_an_empty_one_may_be_filled_by_somebody() -> None:
    assert keys("app", made("v1", "Secret", "app", type="kubernetes.io/service-account-token")) is None


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ({}, {"a", "b"}),
        ({"template": {"data": {"c": "{{ .a }}"}}}, {"c"}),
        ({"template": {"data": {"c": "{{ .a }}"}, "mergePolicy": "Merge"}}, {"a", "b", "c"}),
        ({"template": {"templateFrom": [{}]}}, None),
        ({"creationPolicy": "Merge"}, "no Secret"),
    ],
)
def test_an_external_secret_makes_a_secret(target: dict[str, Any], expected: Any) -> None:
    assert keys("app", external(**target)) == expected


def test_an_external_secret_may_name_its_secret() -> None:
    assert keys("other", external(name="other")) == {"a", "b"}
    assert keys("app", external(name="other")) == "no Secret"


def test_an_external_secret_with_all_keys_of_a_store() -> None:
    spec = {"dataFrom": [{"extract": {"key": "x"}}]}
    assert keys("app", made("external-secrets.io/v1", "ExternalSecret", "app", spec=spec)) is None


def test_a_sealed_secret() -> None:
    assert keys("app", made("bitnami.com/v1alpha1", "SealedSecret", "app", spec={"encryptedData": {"a": "x"}})) == {"a"}


def test_a_certificate() -> None:
    assert keys("tls", made("cert-manager.io/v1", "Certificate", "web", spec={"secretName": "tls"})) is None


def test_an_ingress_with_an_issuer() -> None:
    spec = {"tls": [{"secretName": "tls"}]}
    assert keys("tls", made("networking.k8s.io/v1", "Ingress", "web", spec=spec)) == "no Secret"
    annotations = {"cert-manager.io/cluster-issuer": "letsencrypt"}
    assert keys("tls", made("networking.k8s.io/v1", "Ingress", "web", spec=spec, annotations=annotations)) is None


def test_a_cluster_of_cloud_native_pg() -> None:
    plain = made("postgresql.cnpg.io/v1", "Cluster", "db", spec={})
    assert keys("db-app", plain) is None
    assert keys("db-superuser", plain) == "no Secret"
    assert Key("", "Service", "np", "db-rw") in contained(side(plain))
    super_too = made("postgresql.cnpg.io/v1", "Cluster", "db", spec={"enableSuperuserAccess": True})
    assert keys("db-superuser", super_too) is None
    own = made("postgresql.cnpg.io/v1", "Cluster", "db", spec={"bootstrap": {"initdb": {"secret": {"name": "app"}}}})
    assert keys("db-app", own) == "no Secret"


def test_claims_of_a_stateful_set() -> None:
    database = stateful_set("db", templates=(claim("data"),), replicas=2, ordinals={"start": 3})
    claims = [key.name for key in contained(side(database)) if key.kind == "PersistentVolumeClaim"]
    assert claims == ["data-db-3", "data-db-4"]


def test_a_stateful_set_has_one_pod_unless_it_says_more() -> None:
    database = stateful_set("db", templates=(claim("data"),), replicas=None)
    claims = [key.name for key in contained(side(database)) if key.kind == "PersistentVolumeClaim"]
    assert claims == ["data-db-0"]


def test_listeners_of_a_gateway() -> None:
    gateway = made("gateway.networking.k8s.io/v1", "Gateway", "shared", spec={"listeners": [{"name": "https"}]})
    assert list(contained(side(gateway)).values()) == [frozenset({"https"})]


def test_a_secret_in_the_file_counts_more_than_what_is_made() -> None:
    assert keys("app", external(), made("v1", "Secret", "app", data={"z": ""})) == {"z"}
