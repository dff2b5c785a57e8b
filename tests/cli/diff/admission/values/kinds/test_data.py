"""ConfigMaps and Secrets: https://kubernetes.io/docs/concepts/configuration/secret/"""

from __future__ import annotations

import base64
from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.admission.check import faults
from neuronpedia_constructs.cli.diff.admission.node import Node
from neuronpedia_constructs.cli.diff.admission.values.kinds.data import config_map_faults, secret_faults
from tests.cli.diff.admission.examples import ABSENT, changed, check, fault_paths, object_of

_MIB = 1024 * 1024
_HIDDEN = "hunter2"
_SECRET = base64.b64encode(_HIDDEN.encode()).decode()


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("data", {"a b": ""}, {"a-b_c.d": ""}, "data[a b]"),
        ("data", {"a/b": ""}, {".a": ""}, "data[a/b]"),
        ("data", {"..": ""}, {".a..b": ""}, "data[..]"),
        ("data", {"..a": ""}, {"a": ""}, "data[..a]"),
        ("data", {"a" * 254: ""}, {"a" * 253: ""}, f"data[{'a' * 254}]"),
        ("binaryData", {"a": "YQ=="}, {"b": "YQ=="}, "data[a]"),
        ("binaryData", {"a b": "YQ=="}, {"b": ""}, "binaryData[a b]"),
        ("binaryData", {"b": "a"}, {"b": "YQ=="}, "binaryData[b]"),
    ],
)
def test_config_maps(path: str, wrong: Any, right: Any, at: str) -> None:
    config = object_of("v1", "ConfigMap", data={"a": "b"})
    check(config, path, wrong, right, at)


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("data", {"a b": _SECRET}, {"a": _SECRET}, "data[a b]"),
        ("data", {"a": f"{_HIDDEN}!"}, {"a": _SECRET}, "data[a]"),
        ("stringData", {"a b": _HIDDEN}, {"a": _HIDDEN}, "data[a b]"),
        ("type", "kubernetes.io/tls", "Opaque", "data[tls.crt]"),
        ("type", "kubernetes.io/ssh-auth", ABSENT, "data[ssh-privatekey]"),
        ("type", "kubernetes.io/basic-auth", "example.com/other", "data[username]"),
        ("type", "kubernetes.io/dockerconfigjson", "Opaque", "data[.dockerconfigjson]"),
        (
            "type",
            "kubernetes.io/service-account-token",
            "Opaque",
            "metadata.annotations[kubernetes.io/service-account.name]",
        ),
    ],
)
def test_secrets(path: str, wrong: Any, right: Any, at: str) -> None:
    check(object_of("v1", "Secret", data={"key": _SECRET}), path, wrong, right, at)


@pytest.mark.parametrize(
    ("type_", "data"),
    [
        ("kubernetes.io/tls", {"tls.crt": "", "tls.key": ""}),
        ("kubernetes.io/ssh-auth", {"ssh-privatekey": ""}),
        ("kubernetes.io/basic-auth", {"password": ""}),
        ("kubernetes.io/dockerconfigjson", {".dockerconfigjson": '{"auths": {}}'}),
        ("kubernetes.io/dockercfg", {".dockercfg": "{}"}),
    ],
)
def test_secrets_of_a_type_have_its_keys(type_: str, data: dict[str, str]) -> None:
    encoded = {key: base64.b64encode(value.encode()).decode() for key, value in data.items()}

    assert fault_paths(object_of("v1", "Secret", type=type_, stringData=data)) == []
    assert fault_paths(object_of("v1", "Secret", type=type_, data=encoded)) == []


@pytest.mark.parametrize("value", [_HIDDEN, "[1]", "{"])
def test_credentials_for_registries_are_json(value: str) -> None:
    type_ = "kubernetes.io/dockerconfigjson"
    plain = object_of("v1", "Secret", type=type_, stringData={".dockerconfigjson": value})
    encoded = object_of(
        "v1", "Secret", type=type_, data={".dockerconfigjson": base64.b64encode(value.encode()).decode()}
    )

    for secret in (plain, encoded):
        assert fault_paths(secret) == ["data[.dockerconfigjson]"]
        assert value not in str([fault.message for fault in faults(secret)])


def test_values_of_secrets_are_never_told() -> None:
    for field, value in (("data", f"{_HIDDEN}!"), ("data", [_HIDDEN]), ("stringData", {_HIDDEN: 1}), ("data", _HIDDEN)):
        found = faults(object_of("v1", "Secret", **{field: {"a": value}}))
        assert found != []
        assert _HIDDEN not in str(found)


def test_data_have_1_mib() -> None:
    """An object of this size is not applied by `kubectl apply`, which keeps a copy in an annotation, but created."""

    def sizes(kind: str, **fields: Any) -> list[str]:
        rule = config_map_faults if kind == "ConfigMap" else secret_faults
        return [fault.path for fault in rule(Node(object_of("v1", kind, **fields), ""))]

    decoded = base64.b64encode(b"x" * _MIB).decode()
    for kind, field, fits in (
        ("ConfigMap", "data", "x" * _MIB),
        ("ConfigMap", "data", "é" * (_MIB // 2)),
        ("ConfigMap", "binaryData", decoded),
        ("Secret", "data", decoded),
        ("Secret", "stringData", "x" * _MIB),
    ):
        assert sizes(kind, **{field: {"a": fits}}) == [], (kind, field)
        more = {"a": fits, "b": "eHg=" if fits == decoded else "xx"}
        assert sizes(kind, **{field: more}) == ["data"], (kind, field)
    assert sizes("Secret", data={"a": decoded}, stringData={"a": "x"}) == []


def test_what_is_not_data_is_told_by_the_schema_only() -> None:
    assert fault_paths(changed(object_of("v1", "ConfigMap"), "data", ["a"])) == ["data"]
    assert fault_paths(changed(object_of("v1", "ConfigMap"), "data[a]", 1)) == ["data[a]"]
