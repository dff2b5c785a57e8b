"""Which database an image is, and of which version."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.facts.risks.engines import engine_of, postgres_version, system_of
from tests.cli.diff.facts.manifests import container, value


@pytest.mark.parametrize(
    ("main", "name"),
    [
        (container(image="postgres:16"), "PostgreSQL"),
        (container(image="harbor.example.org/mirror/pgvector/pgvector:0.8.0-pg15"), "PostgreSQL"),
        (container(image="own/db:1", env=[value("POSTGRES_PASSWORD", "x")]), "PostgreSQL"),
        (container(image="own/db:1", env=[value("POSTGRES_PASSWORD_FILE", "x")]), "PostgreSQL"),
        (container(image="mysql:8"), "MySQL"),
        (container(image="mariadb:11"), "MariaDB"),
        (container(image="own/web:1", env=[value("POSTGRES_URL", "x"), value("PGPASSWORD", "x")]), None),
    ],
)
def test_engines(main: dict[str, Any], name: str | None) -> None:
    engine = engine_of(main)
    assert (engine and engine.name) == name


@pytest.mark.parametrize(
    ("reference", "version"),
    [
        ("postgres:16", 16),
        ("postgres:16.4-alpine3.20", 16),
        ("pgvector/pgvector:pg17", 17),
        ("pgvector/pgvector:0.8.0-pg15", 15),
        ("pgvector/pgvector:0.8.0-pg15-bookworm", 15),
        ("timescale/timescaledb:latest-pg16", 16),
        ("ghcr.io/cloudnative-pg/postgresql:15.19-202608310817-standard-bookworm", 15),
        ("postgres", None),
        ("postgres:latest", None),
        ("own/web:16", None),
        ("own/web:v1-pgbouncer", None),
    ],
)
def test_versions(reference: str, version: int | None) -> None:
    assert postgres_version(reference) == version


@pytest.mark.parametrize(
    ("reference", "system"),
    [("postgres:16-alpine3.20", "alpine"), ("postgres:16-bookworm", "bookworm"), ("postgres:16", None)],
)
def test_systems(reference: str, system: str | None) -> None:
    assert system_of(reference) == system
