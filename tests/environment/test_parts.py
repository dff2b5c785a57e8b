"""Deploying parts: `kubectl apply -f dist/production.k8s.yaml -l <selector>`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import DIST, read
from tests.rules.objects import references
from tests.support.building import Manifest

Selector = Callable[[dict[str, str]], bool]

MODEL = "deepseek-r1-distill-llama-8b"
INFERENCE = {
    ("ConfigMap", f"{MODEL}-inference-config"),
    ("ConfigMap", f"{MODEL}-inference-dotenv"),
    ("ConfigMap", f"{MODEL}-inference-files"),
    ("PersistentVolumeClaim", f"{MODEL}-inference-cache"),
    ("Deployment", f"{MODEL}-inference"),
    ("Service", f"{MODEL}-inference"),
    ("ServiceAccount", f"{MODEL}-inference"),
}
WEBAPP = {
    ("ConfigMap", "app-config"),
    ("Deployment", "webapp"),
    ("HorizontalPodAutoscaler", "webapp"),
    ("PodDisruptionBudget", "webapp"),
    ("Ingress", "neuronpedia-ingress"),
    ("Service", "webapp"),
    ("ServiceAccount", "webapp"),
    ("ConfigMap", "webapp-dotenv"),
}


@pytest.fixture
def production() -> list[Manifest]:
    (file,) = (file for file in DIST if file.name == "production.k8s.yaml")
    return read(file)


def select(manifests: list[Manifest], selector: Selector) -> list[Manifest]:
    return [manifest for manifest in manifests if selector(manifest["metadata"]["labels"])]


def keys(manifests: list[Manifest]) -> set[tuple[str, str]]:
    return {(manifest["kind"], manifest["metadata"]["name"]) for manifest in manifests}


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        (lambda labels: labels.get("app") == "inference", INFERENCE),
        (lambda labels: labels.get("app") in ("inference", "webapp"), INFERENCE | WEBAPP),
        (lambda labels: labels.get("instance") == MODEL, INFERENCE),
        (lambda labels: labels.get("model") == MODEL, INFERENCE),
    ],
    ids=["app=inference", "app in (inference,webapp)", "instance", "model"],
)
def test_a_part_is_complete(production: list[Manifest], selector: Selector, expected: set[tuple[str, str]]) -> None:
    part = select(production, selector)
    assert keys(part) == expected
    everything = keys(production)
    needed = {found for manifest in part for found in references(manifest.get("spec", {}))}
    assert needed & everything <= keys(part)


def test_everything_but_the_job(production: list[Manifest]) -> None:
    rest = select(production, lambda labels: labels.get("app") != "db-init")
    assert {kind for kind, _ in keys(production) - keys(rest)} == {"ConfigMap", "Job", "ServiceAccount"}
    jobs = {name.rpartition("-")[0] for kind, name in keys(rest) if kind == "Job"}
    assert jobs == {"db-index", "register-inference"}


def test_the_databases_volume_claim_belongs_to_it(production: list[Manifest]) -> None:
    (database,) = select(production, lambda labels: labels.get("app") == "postgres")[-1:]
    (claim,) = database["spec"]["volumeClaimTemplates"]
    # Kubernetes gives claims the labels of the selector.
    assert claim["metadata"] == {"name": "postgres-data"}
    assert database["spec"]["selector"]["matchLabels"] == {"app": "postgres"}


def test_every_object_that_the_guide_names_is_there_under_its_name(production: list[Manifest]) -> None:
    assert keys(production) >= INFERENCE | WEBAPP | {
        ("Namespace", "neuronpedia"),
        ("ConfigMap", "pgvector-init"),
        ("Deployment", "autointerp"),
        ("Service", "autointerp"),
        ("StatefulSet", "postgres"),
        ("Service", "postgres"),
    }
    assert [name for kind, name in keys(production) if kind == "Job" and name.startswith("db-init-")]
    named = {found for manifest in production for found in references(manifest.get("spec", {}))}
    assert {
        ("Secret", "app-secrets"),
        ("Secret", "db-credentials"),
        ("ConfigMap", "corporate-ca-certificates"),
    } <= named


def test_the_namespace_alone(production: list[Manifest]) -> None:
    part = select(production, lambda labels: labels["app.kubernetes.io/component"] == "namespace")
    assert keys(part) == {("Namespace", "neuronpedia")}
