"""The schema that `diff` reads is that of Kubernetes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.support.schema import OLDEST, kubernetes
from tools import kubernetes_schema
from tools.kubernetes_schema import FILE, written

SCHEMA: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))


def test_it_is_fresh() -> None:
    assert FILE.read_text(encoding="utf-8") == written(), "run make docs"


def test_it_reaches_from_the_oldest_supported_version_to_the_newest() -> None:
    assert kubernetes_schema.OLDEST == OLDEST
    assert SCHEMA["versions"][0] == OLDEST


@pytest.mark.parametrize(
    ("type_", "name", "field"),
    [
        ("apps.v1.DeploymentSpec", "selector", {"type": "meta.v1.LabelSelector", "required": True}),
        ("apps.v1.DeploymentSpec", "strategy", {"type": "apps.v1.DeploymentStrategy", "retainKeys": True}),
        ("core.v1.Container", "env", {"type": "[]core.v1.EnvVar", "merge": "name"}),
        ("core.v1.PodSpec", "volumes", {"type": "[]core.v1.Volume", "merge": "name", "retainKeys": True}),
        ("core.v1.ServiceSpec", "ports", {"type": "[]core.v1.ServicePort", "merge": "port"}),
        ("core.v1.ServiceSpec", "trafficDistribution", {"type": "string", "since": "1.30"}),
        ("core.v1.ResourceRequirements", "limits", "{}quantity"),
        ("core.v1.ContainerPort", "hostPort", "int32"),
        ("core.v1.ServicePort", "targetPort", "int-or-string"),
        ("core.v1.Secret", "data", "{}byte"),
    ],
)
def test_it_has_what_the_documentation_says(type_: str, name: str, field: Any) -> None:
    assert SCHEMA["types"][type_][name] == field


@pytest.mark.parametrize("version", [OLDEST, SCHEMA["versions"][1]])
def test_it_knows_the_kinds_of_both_ends(version: str) -> None:
    for name, kind in SCHEMA["kinds"].items():
        api_version, _, kind_name = name.partition(" ")
        if kind.get("since", OLDEST) == OLDEST:
            assert isinstance(kubernetes(version, kind_name, api_version), Draft202012Validator)
