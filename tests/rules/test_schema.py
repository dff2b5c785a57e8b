"""Every manifest is one that the Kubernetes API accepts, in the oldest and the newest version that is supported."""

from __future__ import annotations

import copy
import re
from functools import cache

import kubernetes_validate
import pytest
from jsonschema import ValidationError

from tests.conftest import manifest_files, parsed
from tests.support.building import Manifest
from tests.support.schema import NEWEST, OLDEST, defaulted, definitions, schema, validate

VERSIONS = [OLDEST, NEWEST]
# Found in the texts: to parse them all takes a second, in each process that collects the tests.
KINDS = {
    kind for file in manifest_files() for kind in re.findall(r"^kind: (\w+)$", file.read_text("utf-8"), re.MULTILINE)
}


@cache
def of_each_kind() -> dict[str, Manifest]:
    """An object of each kind."""
    return {found["kind"]: found for file in manifest_files() for found in parsed(file)}


@pytest.mark.parametrize("version", VERSIONS)
def test_manifests_pass_the_schema(manifests: list[Manifest], version: str) -> None:
    for manifest in manifests:
        validate(manifest, version)


def test_what_an_api_server_fills_in_is_found() -> None:
    route = {"spec": {"parentRefs": [{"name": "shared"}], "rules": [{"backendRefs": [{"name": "webapp"}]}]}}
    path = {"path": {"type": "PathPrefix", "value": "/"}}
    assert defaulted(route, schema("HTTPRoute")) == {
        "spec": {
            "parentRefs": [{"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "shared"}],
            "rules": [
                {
                    "backendRefs": [{"group": "", "kind": "Service", "weight": 1, "name": "webapp"}],
                    "matches": [path],
                }
            ],
        }
    }
    entry = {"key": "np", "conversionStrategy": "Default", "decodingStrategy": "None", "metadataPolicy": "None"}
    secret = defaulted({"spec": {"data": [{"remoteRef": {"key": "np"}}]}}, schema("ExternalSecret"))
    assert secret["spec"]["data"] == [{"remoteRef": entry}]
    assert secret["spec"]["target"] == {"creationPolicy": "Owner", "deletionPolicy": "Retain"}
    cluster = defaulted({"spec": {"plugins": [{"name": "barman"}]}}, schema("Cluster"))
    assert cluster["spec"]["plugins"] == [{"name": "barman", "enabled": True, "isWALArchiver": False}]


def nested(found: object) -> list[dict[str, object]]:
    """Every object within an object."""
    if isinstance(found, list):
        return [inner for entry in found for inner in nested(entry)]
    return [found, *(inner for entry in found.values() for inner in nested(entry))] if isinstance(found, dict) else []


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", sorted(KINDS - definitions().keys()))
def test_the_check_accepts_and_refuses_what_kubernetes_validate_does(kind: str, version: str) -> None:
    kubernetes_validate.validate(of_each_kind()[kind], version, strict=True)
    wrong = copy.deepcopy(of_each_kind()[kind])
    nested(wrong)[-1]["surplus"] = {"not": "known"}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, version, strict=True)
    with pytest.raises(ValidationError):
        validate(wrong, version)
