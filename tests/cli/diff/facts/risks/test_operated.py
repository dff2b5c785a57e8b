"""Clusters of CloudNativePG."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.facts.risks.operated import operated_databases
from tests.cli.diff.facts.manifests import made, side

IMAGE = "ghcr.io/cloudnative-pg/postgresql:{}-standard-bookworm"


def cluster(**spec: Any) -> Any:
    return made("postgresql.cnpg.io/v1", "Cluster", "db", spec=spec)


def texts(old: Any, new: Any) -> list[str]:
    return [risk.text for risk in operated_databases(side(old), side(new))]


def test_what_is_read_once() -> None:
    old, new = (cluster(bootstrap={"initdb": {"database": name, "owner": "np"}}) for name in "ab")
    assert texts(old, new) == ["bootstrap.initdb.database: the operator reads this only when it creates the cluster"]


def test_the_class_of_claims_that_exist() -> None:
    old, new = cluster(storage={"size": "1Gi"}), cluster(storage={"size": "1Gi", "storageClass": "fast"})
    assert texts(old, new) == ["storage.storageClass default → fast: claims that exist keep their class"]
    assert texts(cluster(), cluster(walStorage={"size": "1Gi", "storageClass": "fast"})) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("15.4", "16.1", ["PostgreSQL 15 → 16: the operator stops the database and converts its data with pg_upgrade"]),
        ("16.1", "15.4", ["PostgreSQL 16 → 15: the operator refuses an older version"]),
        ("15.4", "15.5", []),
    ],
)
def test_versions(old: str, new: str, expected: list[str]) -> None:
    assert texts(cluster(imageName=IMAGE.format(old)), cluster(imageName=IMAGE.format(new))) == expected


def test_more_storage_and_instances_are_no_risk() -> None:
    assert texts(cluster(instances=3, storage={"size": "1Gi"}), cluster(instances=1, storage={"size": "2Gi"})) == []
