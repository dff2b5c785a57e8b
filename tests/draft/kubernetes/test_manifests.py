"""What Python takes for a manifest is what the other side of the bridge writes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from cdk8s import App
from cdk8s_plus_28 import k8s

from neuronpedia_constructs import (
    ArgoCd,
    CloudNativePg,
    ExternalSecrets,
    GatewayRoute,
    ModelCache,
    PostgresBackup,
    S3Target,
)
from neuronpedia_constructs.draft.kubernetes import custom_resources, manifests
from neuronpedia_constructs.draft.kubernetes.custom_resources import CustomKind
from tests.support import planned
from tests.support.building import Manifest, small, written

OPERATED = CloudNativePg(backup=S3Target(bucket="backups"), pod_monitor=True)
CUSTOM = [kind for kind in vars(custom_resources).values() if isinstance(kind, CustomKind)]


def renamed(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Fields whose names in jsii are not Kubernetes' own, with those: the generated documentation has both."""
    for found in vars(module).values():
        for field, name in getattr(found, "__jsii_name_mapping__", {}).items():
            schema = re.search(r":schema: \S+#(\S+)", inspect.getdoc(getattr(found, field)) or "")
            if schema and schema[1] != name:
                yield name, schema[1]


UNUSED = {
    "insecureSkipTlsVerify",
    "nonResourceUrLs",
    "openApiv3Schema",
    "podCidRs",
    "podCidr",
    "providerId",
    "ref",
    "schema",
    "targetCpuUtilizationPercentage",
    *(name for name, _ in renamed(k8s) if name.startswith("xKubernetes")),
}
"""Fields of kinds that no environment has: nodes, roles, schemas."""

MODULES = [k8s, *(inspect.getmodule(kind.load()) for kind in CUSTOM)]


def by_key(made: list[Manifest]) -> dict[tuple[str, str], Manifest]:
    return {(found["kind"], found["metadata"]["name"]): found for found in made}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_fields_have_the_names_of_kubernetes(module: ModuleType) -> None:
    found = {name: kubernetes for name, kubernetes in renamed(module) if name not in UNUSED}
    assert {name: manifests._NAMES.get(name) for name in found} == found


def test_kinds_are_known(app: App) -> None:
    database, secrets = CloudNativePg(backup=S3Target(bucket="backups")), ExternalSecrets(store="a", path="a")
    environment = small(app, database=database, secrets=secrets)
    made = planned.of_environment(environment)
    assert {manifest["kind"] for manifest in made} < set(manifests.KINDS)
    assert {kind.name for kind in CUSTOM} < set(manifests.KINDS)
    for manifest in made:
        kind: Any = getattr(k8s, f"Kube{manifest['kind']}", None)
        if kind is not None:
            assert manifest["apiVersion"] == kind.GVK.api_version


@pytest.mark.parametrize(
    "arguments",
    [{}, {"database": OPERATED}, {"route": GatewayRoute(gateway="a")}],
    ids=["default", "operated", "gateway"],
)
def test_what_is_planned_is_what_is_written(arguments: dict[str, Any]) -> None:
    mixins = (ModelCache(), PostgresBackup(), ArgoCd())
    given = written(small(App(), **arguments).with_(*mixins))
    environment = small(App(), **arguments).with_(*mixins)
    assert by_key(given) == by_key(planned.of_environment(environment))
