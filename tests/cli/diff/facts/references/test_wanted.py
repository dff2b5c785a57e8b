"""What objects refer to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.facts.references import wanted as module
from neuronpedia_constructs.cli.diff.facts.references.wanted import references, wanted
from neuronpedia_constructs.cli.diff.objects import Key
from tests.cli.diff.facts.manifests import claim, container, deployment, key, made, side, stateful_set

TABLES = json.loads(Path(module.__file__).with_name("fields.json").read_text(encoding="utf-8"))
"""So that each row has a test: an object with the fields of the row alone must refer to what the row says."""


def of(manifest: Any) -> set[tuple[str, str, tuple[str, ...]]]:
    """Return what a manifest refers to, its namespace and kind aside."""
    found = references(key(manifest), manifest)
    others = (each for each in found if each.target.kind not in ("Namespace", "CustomResourceDefinition"))
    return {(each.target.kind, each.target.name, each.keys) for each in others}


def built(path: str, value: Any) -> Any:
    """Return the smallest tree that has a value at a path."""
    if not path:
        return value
    step, _, rest = path.partition(".")
    inner = built(rest, value)
    return {step[:-2]: [inner]} if step.endswith("[]") else {step: inner}


def place(row: dict[str, Any]) -> dict[str, Any]:
    keys = built(row["keys"], "k") if "keys" in row else {}
    return {row.get("name", "name"): "n", **keys}


def expected(row: dict[str, Any]) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(row["kind"], "n", ("k",) if "keys" in row else tuple(row.get("fixed", ())))}


@pytest.mark.parametrize("row", TABLES["pod"], ids=str)
def test_each_row_of_pods(row: dict[str, Any]) -> None:
    assert of(deployment("web", pod=built(row["in"], place(row)))) == expected(row)


@pytest.mark.parametrize("row", TABLES["container"], ids=str)
@pytest.mark.parametrize("field", ["containers", "initContainers"])
def test_each_row_of_containers(row: dict[str, Any], field: str) -> None:
    assert of(deployment("web", pod={field: [built(row["in"], place(row))]})) == expected(row)


@pytest.mark.parametrize(
    ("kind", "row"),
    [(kind, row) for kind, rows in TABLES["objects"].items() for row in rows if row["kind"] != "*"],
    ids=str,
)
def test_each_row_of_other_kinds(kind: str, row: dict[str, Any]) -> None:
    group, _, name = kind.partition("/")
    version = f"{group}/v1" if group else "v1"
    assert of(made(version, name, "it", **built(row["in"], place(row)))) == expected(row)


@pytest.mark.parametrize(("annotation", "kind"), TABLES["annotations"].items())
def test_each_annotation(annotation: str, kind: str) -> None:
    ingress = made("networking.k8s.io/v1", "Ingress", "web", annotations={annotation: "n"})
    assert of(ingress) == {(kind, "n", ())}


def test_an_annotation_may_name_a_namespace() -> None:
    given = {"nginx.ingress.kubernetes.io/auth-secret": "other/users"}
    ingress = made("networking.k8s.io/v1", "Ingress", "web", annotations=given)
    assert Key("", "Secret", "other", "users") in {each.target for each in references(key(ingress), ingress)}


@pytest.mark.parametrize(
    ("reference", "target"),
    [
        ({"name": "a"}, Key("external-secrets.io", "SecretStore", "np", "a")),
        ({"name": "a", "kind": "ClusterSecretStore"}, Key("external-secrets.io", "ClusterSecretStore", "", "a")),
    ],
)
def test_a_reference_may_say_its_kind(reference: dict[str, Any], target: Key) -> None:
    secret = made("external-secrets.io/v1", "ExternalSecret", "app", spec={"secretStoreRef": reference})
    assert target in {each.target for each in references(key(secret), secret)}


def test_what_an_autoscaler_scales() -> None:
    spec = {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}}
    scaler = made("autoscaling/v2", "HorizontalPodAutoscaler", "web", spec=spec)
    assert Key("apps", "Deployment", "np", "web") in {each.target for each in references(key(scaler), scaler)}


def test_only_some_references_name_a_namespace() -> None:
    """One that a Secret's reference has is not Kubernetes' own, and ignored."""
    web = deployment("web", container(envFrom=[{"secretRef": {"name": "a", "namespace": "other"}}]))
    assert Key("", "Secret", "np", "a") in {each.target for each in references(key(web), web)}


def test_an_object_needs_its_namespace_and_its_kind() -> None:
    route = made("gateway.networking.k8s.io/v1", "HTTPRoute", "web")
    found = {(each.target.kind, each.target.name, each.keys) for each in references(key(route), route)}
    assert found == {
        ("Namespace", "np", ()),
        ("CustomResourceDefinition", "HTTPRoute.gateway.networking.k8s.io", ("v1",)),
    }


def test_devices_are_demanded_of_nodes() -> None:
    limits = {"limits": {"nvidia.com/gpu": 1, "amd.com/gpu": 0, "cpu": 2}}
    assert of(deployment("web", container(resources=limits))) == {("Node", "nvidia.com/gpu", ())}


def test_an_empty_class_asks_for_none() -> None:
    assert of(claim("data", storage_class="")) == set()


def test_a_file_says_who_refers() -> None:
    database = stateful_set("db", templates=(claim("data", storage_class="fast"),), serviceName="db")
    users = {(user.name, reference.target.label) for user, reference in wanted(side(database))}
    assert users == {("db", "Namespace np"), ("db", "StorageClass fast"), ("db", "Service db")}
