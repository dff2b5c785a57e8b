"""Argo CD makes nothing before what it needs, and deletes no data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import (
    ArgoCd,
    Autoscaling,
    CloudNativePg,
    ExternalSecrets,
    ModelCache,
    PostgresBackup,
    RunAsImageUser,
    S3Target,
)
from tests.rules.objects import references
from tests.support.building import (
    Manifest,
    by_name,
    named,
    of_kind,
    small,
    synthesized,
    workloads,
)

STORED = ExternalSecrets(store="vault", path="np")


OPERATED = CloudNativePg(backup=S3Target(bucket="backups"), pod_monitor=True)


def wave(manifest: Manifest) -> int:
    return int(manifest["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"])


def needed(made: list[Manifest], workload: Manifest) -> Iterator[Manifest]:
    """What has to be there before the pods of a workload can start: what they refer to, and the ways that are open."""
    there = {(found["kind"], found["metadata"]["name"]): found for found in made}
    for kind, name in references(workload["spec"]):
        found = there.get((kind, name)) or there.get(("ExternalSecret" if kind == "Secret" else "", name))
        yield from [found] if found and kind != "PersistentVolumeClaim" else []
    policies = of_kind(made, "NetworkPolicy")
    yield from (policies["default-deny"], policies[workload["metadata"]["labels"]["app"]])


@pytest.mark.parametrize("arguments", [{}, {"database": OPERATED, "secrets": STORED}], ids=["own", "operated"])
def test_argo_cd_makes_nothing_before_what_it_needs(arguments: Any, app: App) -> None:
    given = small(app, **arguments).with_(ArgoCd(), Autoscaling(), PostgresBackup(), ModelCache())
    made = synthesized(given)
    for workload in workloads(made):
        assert all(wave(found) <= wave(workload) for found in needed(made, workload))
        claims = [name for kind, name in references(workload["spec"]) if kind == "PersistentVolumeClaim"]
        # A claim may wait for the first pod that mounts it; and nothing goes on before it is bound.
        assert all(wave(named(made, "PersistentVolumeClaim", name)) >= wave(workload) for name in claims)
    (database,) = (found for found in made if found["kind"] in ("Cluster", "StatefulSet"))
    first = [found for found in made if found["kind"] in ("ExternalSecret", "NetworkPolicy", "ObjectStore", "Service")]
    order = [named(made, "Namespace", "neuronpedia"), *first[:1], database, named(made, "Job", "db-init")]
    assert sorted({wave(found) for found in order}) == [wave(found) for found in order]
    assert {wave(found) < wave(database) for found in first} == {True}
    later = of_kind(made, "Deployment").values()
    assert {wave(found) > wave(named(made, "Job", "db-init")) for found in later} == {True}


def test_argo_cd_is_told_of_waves_and_jobs_and_everything_else_stays() -> None:
    plain, told = small(App()).with_(PostgresBackup()), small(App()).with_(PostgresBackup(), ArgoCd())
    for given in (plain, told):
        given.database_init.with_(RunAsImageUser(reason="our fork"))
    before, after = by_name(synthesized(plain)), by_name(synthesized(told))
    assert "argocd" not in str(before)
    kept = set()
    for (kind, name), manifest in after.items():
        annotations = manifest["metadata"].pop("annotations")
        assert annotations.pop("argocd.argoproj.io/sync-wave")
        if annotations.get("helm.sh/resource-policy") == "keep":
            assert annotations.pop("argocd.argoproj.io/sync-options") == "Prune=false,Delete=false"
            kept.add((kind, name))
        if kind == "Job":
            assert annotations.pop("argocd.argoproj.io/compare-options") == "IgnoreExtraneous"
        assert annotations == before[kind, name]["metadata"].pop("annotations", {})
    assert after == before
    assert kept == {
        ("ConfigMap", "pgvector-init"),
        ("Namespace", "neuronpedia"),
        ("NetworkPolicy", "default-deny"),
        ("NetworkPolicy", "postgres"),
        ("PersistentVolumeClaim", "postgres-backups"),
        ("Service", "postgres"),
        ("ServiceAccount", "postgres"),
        ("StatefulSet", "postgres"),
    }
