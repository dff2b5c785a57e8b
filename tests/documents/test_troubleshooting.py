"""docs/troubleshooting.md names everything that can fail, and its remedies work on a real PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from cdk8s import App

from neuronpedia_constructs import CorporateCaCerts, PostgresBackup, S3Target
from tests.conftest import is_whole, manifest_files, parsed
from tests.support.building import ROOT, Manifest, as_yaml, containers, named, small, synthesized, workloads
from tests.support.cluster.kubectl import cluster as running_cluster
from tests.support.database.initializing import is_ready
from tests.support.database.postgres import USER, Server, fresh, psql
from tests.support.database.webapp_tables import LAST_MIGRATION, MIGRATIONS, migrated

TEXT = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
BY_COMMANDS = ("download", "list", "restore", "postgres-restore-…", "make-administrator-…")


@pytest.fixture(scope="module")
def made() -> list[Manifest]:
    backup = PostgresBackup(target=S3Target(bucket="backups"))
    return synthesized(small(App()).with_(CorporateCaCerts("company"), backup))


def names(environments: Iterator[list[Manifest]]) -> set[str]:
    """What can fail in a cluster: Jobs by their labels, containers of pods, and what probes ask."""
    found: set[str] = set()
    for workload in chain.from_iterable(map(workloads, environments)):
        if workload["kind"] in ("Job", "CronJob"):
            found.add(workload["metadata"]["labels"]["app"])
        for container in containers(workload):
            found.add(container["name"])
            probes = [probe for name, probe in container.items() if name.endswith("Probe")]
            found |= {probe["httpGet"]["path"] for probe in probes if "httpGet" in probe}
    return found


def test_everything_that_can_fail_has_a_row() -> None:
    shown = set(re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL)))
    environments = (parsed(file) for file in manifest_files() if is_whole(file))
    failing = names(environments) - {"inference"} | {"<instance>-inference", *BY_COMMANDS}
    assert sorted(failing - shown) == []


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    with fresh(server, "neuronpedia") as name:
        yield name


def test_a_migration_that_failed_is_run_again(
    made: list[Manifest], server: Server, database: str, tmp_path: Path
) -> None:
    psql(server, f"{MIGRATIONS}; {migrated(finished='NULL')}; CREATE EXTENSION vector", database)
    environ = server.environ(database, PGUSER=USER, POSTGRES_USER=USER, POSTGRES_DB=database)
    job = named(made, "Job", "db-init")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "production.k8s.yaml").write_text(as_yaml([job]))
    section = TEXT.partition("## P3009")[2].partition("\n## ")[0]
    look, remedy = re.findall(r"```bash\n(.*?)```", section, re.DOTALL)
    with running_cluster(tmp_path, {"neuronpedia": environ}) as cluster:
        cluster.apply([{**job, "status": {"failed": 1}}])
        shown = cluster.run(look)
        assert (shown.returncode, LAST_MIGRATION in shown.stdout) == (0, True), shown.stderr
        before = psql(server, 'SELECT * FROM "_prisma_migrations" WHERE finished_at IS NOT NULL', database)
        result = cluster.run(remedy)
        assert (result.returncode, [*cluster.objects.values()]) == (0, [job]), result.stderr
    assert psql(server, 'SELECT * FROM "_prisma_migrations" WHERE finished_at IS NOT NULL', database) == before
    stuck = 'SELECT count(*) FROM "_prisma_migrations" WHERE finished_at IS NULL AND rolled_back_at IS NULL'
    assert psql(server, stuck, database) == "0"
    # As Prisma then runs it again.
    psql(server, migrated(), database)
    assert is_ready(made, server, database)


def test_the_messages_are_those_of_the_scripts(made: list[Manifest]) -> None:
    """What a symptom quotes is what a container says."""
    scripts = str([list(containers(workload)) for workload in workloads(made)])
    for quoted in ("Waiting for the Job db-init", "merge-ca-certs", "pg_isready"):
        assert quoted in scripts
        assert quoted in TEXT
