"""The SQL and the shell in the manifests are run as they stand there, against a real PostgreSQL with pgvector."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cdk8s import App

from neuronpedia_constructs import HarborRegistry, Neuronpedia
from tests.support import waiting
from tests.support.building import Manifest, containers, named, small, synthesized, variables
from tests.support.database.initializing import asleep, is_ready, mend, step
from tests.support.database.postgres import PROGRAMS, USER, Server, fresh, psql, run
from tests.support.database.webapp_tables import LAST_MIGRATION, MIGRATIONS, TABLES, migrated
from tests.support.programs import starts_programs

AUTHENTICATION = f'password authentication failed for user "{USER}"'


@pytest.fixture(scope="module")
def made() -> list[Manifest]:
    return synthesized(small(App()))


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """An empty database, with a name that has to be quoted."""
    with fresh(server, "neuron-pedia") as name:
        yield name


def test_init_sql_prepares_the_database_that_the_webapp_uses_and_no_other(
    made: list[Manifest], server: Server, database: str
) -> None:
    (script,) = named(made, "ConfigMap", "pgvector-init")["data"].values()
    for _ in range(2):
        psql(server, script, database)
    assert psql(server, "SELECT '[1,2]'::vector <-> '[1,3]'::vector", database) == "1"
    # A session that uses no vectors knows the settings by name alone.
    shown = "SELECT '[1]'::vector; SHOW hnsw.ef_search; SHOW hnsw.iterative_scan"
    assert psql(server, shown, database).splitlines() == ["[1]", "250", "strict_order"]
    assert psql(server, "SELECT count(*) FROM pg_extension WHERE extname = 'vector'") == "0"
    assert psql(server, "SELECT count(*) FROM pg_db_role_setting") == "1"


def test_the_init_sql_is_where_the_image_looks_for_it(made: list[Manifest]) -> None:
    (container,) = containers(named(made, "StatefulSet", "postgres"))
    (mount,) = (mount for mount in container["volumeMounts"] if mount["name"] == "init")
    assert mount["mountPath"] == "/docker-entrypoint-initdb.d"
    assert all(name.endswith(".sql") for name in named(made, "ConfigMap", "pgvector-init")["data"])


@pytest.mark.parametrize("name", ["startupProbe", "readinessProbe", "livenessProbe"])
def test_the_probe_tells_a_running_server_from_none(made: list[Manifest], server: Server, name: str) -> None:
    (container,) = containers(named(made, "StatefulSet", "postgres"))
    command = container[name]["exec"]["command"]
    plain = {name: entry["value"] for name, entry in variables(container).items() if "value" in entry}
    environ = {**plain, "PATH": f"{PROGRAMS}:{os.environ['PATH']}", "PGHOST": server.host, "PGPORT": server.port}
    assert waiting.run(command, env=environ, capture_output=True, check=False).returncode == 0
    nowhere = {**environ, "PGPORT": "1"}
    assert waiting.run(command, env=nowhere, capture_output=True, check=False).returncode != 0
    assert '--username "$POSTGRES_USER" --dbname "$POSTGRES_DB"' in command[-1]


def test_db_init_waits_for_the_database_of_its_own_namespace(server: Server, database: str) -> None:
    made = synthesized(small(App(), namespace="elsewhere"))
    wait = step(made, "Job", "db-init", "wait-for-postgres")
    assert variables(wait)["PGHOST"]["value"] == "postgres.elsewhere.svc"
    assert named(made, "Service", "postgres")["metadata"]["namespace"] == "elsewhere"

    assert run(wait, server.environ(database)).returncode == 0
    assert run(asleep(wait), server.environ(database) | {"PGPORT": "1"}).returncode == 9


@pytest.mark.parametrize(
    "wrong",
    [({"PGPASSWORD": "wrong"}, AUTHENTICATION), ({"PGDATABASE": "none"}, 'database "none" does not exist')],
    ids=["password", "database"],
)
@pytest.mark.parametrize(
    "place",
    [("Job", "db-init", "wait-for-postgres"), ("Job", "db-init", "mend"), ("Deployment", "webapp", "wait-for-schema")],
)
def test_a_wrong_password_or_database_ends_with_a_clear_message(
    made: list[Manifest], server: Server, database: str, place: tuple[str, str, str], wrong: tuple[dict[str, str], str]
) -> None:
    result = run(step(made, *place), server.environ(database) | wrong[0])
    assert result.returncode != 0
    assert wrong[1] in result.stderr
    assert place[2] == "mend" or "volume was empty" in result.stderr


def tables(server: Server, database: str) -> list[str]:
    columns = """SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
    WHERE table_schema = 'public' ORDER BY 1, 2"""
    return psql(
        server, f"{columns}; SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1", database
    ).splitlines()


def test_what_no_migration_does_is_done_again_and_again_and_leaves_their_tables_alone(
    made: list[Manifest], server: Server, database: str, tmp_path: Path
) -> None:
    psql(server, f"CREATE EXTENSION vector; {TABLES}; {MIGRATIONS}; {migrated()}", database)
    before = tables(server, database)
    for _ in range(3):
        assert "WARNING" not in mend(made, server, database, tmp_path)
    assert tables(server, database) == before
    assert psql(server, "SHOW hnsw.ef_search", database) == "250"
    assert psql(server, "SELECT migration FROM neuronpedia_constructs.release", database) == LAST_MIGRATION


def test_the_webapp_waits_for_the_schema_of_its_release(
    made: list[Manifest], server: Server, database: str, tmp_path: Path
) -> None:
    release = variables(step(made, "Deployment", "webapp", "wait-for-schema"))["DATABASE_RELEASE"]["value"]
    assert variables(step(made, "Job", "db-init", "mend"))["DATABASE_RELEASE"]["value"] == release
    assert not is_ready(made, server, database)
    psql(server, f"CREATE EXTENSION vector; {TABLES}; {MIGRATIONS}", database)
    assert not is_ready(made, server, database)
    psql(server, migrated(), database)
    mend(made, server, database, tmp_path)
    assert is_ready(made, server, database)
    psql(server, "UPDATE neuronpedia_constructs.release SET name = 'an older one'", database)
    assert not is_ready(made, server, database)
    psql(server, "INSERT INTO neuronpedia_constructs.release VALUES ('a newer one')", database)
    mend(made, server, database, tmp_path)
    assert is_ready(made, server, database)
    # A newer release came and went: its migrations do no harm.
    psql(server, migrated("20270101000000_later"), database)
    assert is_ready(made, server, database)


@pytest.mark.parametrize(
    "lost",
    [
        f"""DELETE FROM "_prisma_migrations" WHERE migration_name = '{LAST_MIGRATION}'""",
        'UPDATE "_prisma_migrations" SET finished_at = NULL',
        'UPDATE "_prisma_migrations" SET rolled_back_at = now()',
        'DROP TABLE "_prisma_migrations"',
    ],
)
def test_a_release_whose_migrations_are_gone_is_waited_for(
    made: list[Manifest], server: Server, database: str, tmp_path: Path, lost: str
) -> None:
    psql(server, f"CREATE EXTENSION vector; {MIGRATIONS}; {migrated()}", database)
    mend(made, server, database, tmp_path)
    assert is_ready(made, server, database)
    psql(server, lost, database)
    assert not is_ready(made, server, database)


@pytest.mark.parametrize(
    ("rows", "ready"),
    [
        ((), False),
        ((migrated(),), True),
        ((migrated(finished="NULL"),), False),
        ((migrated(rolled_back="now()"),), False),
        ((migrated(finished="NULL", rolled_back="now()"), migrated()), True),
        ((migrated("20270101000000_later"),), False),
    ],
    ids=["a third of them", "all", "the last one fails", "rolled back", "resolved and done", "others"],
)
def test_without_a_release_the_last_migration_that_the_webapp_needs_has_to_be_finished(
    made: list[Manifest], server: Server, database: str, rows: tuple[str, ...], ready: bool
) -> None:
    psql(server, ";".join([MIGRATIONS, *rows]), database)
    # Of migration 18 of 65, which once was taken for the last.
    psql(server, 'CREATE TABLE "GraphHostSource" ("hostUrl" text, "runpodServerlessUrl" text)', database)
    assert is_ready(made, server, database) == ready


def test_the_webapp_waits_between_two_looks(made: list[Manifest], server: Server, database: str) -> None:
    assert run(asleep(step(made, "Deployment", "webapp", "wait-for-schema")), server.environ(database)).returncode == 9


def test_a_database_that_fails_while_the_webapp_waits_is_told(
    made: list[Manifest], server: Server, database: str, tmp_path: Path
) -> None:
    program = tmp_path / "psql"
    program.write_text('#!/bin/sh\n[ -e asked ] && { echo "it is gone" >&2; exit 2; }\ntouch asked\n')
    program.chmod(0o755)
    environ = server.environ(database)
    environ["PATH"] = f"{tmp_path}:{environ['PATH']}"
    result = run(step(made, "Deployment", "webapp", "wait-for-schema"), environ, cwd=tmp_path)
    assert (result.returncode, result.stderr) == (2, "it is gone\n")


def test_another_release_of_the_images_is_another_release_of_the_database() -> None:
    def release(tag: str) -> str:
        environment = Neuronpedia(App(), "test", namespace="np", url="https://np.example.org")
        made = synthesized(environment.with_(HarborRegistry("harbor.example.org/np", tag=tag)))
        found: str = variables(step(made, "Job", "db-init", "mend"))["DATABASE_RELEASE"]["value"]
        return found

    assert release("v1") == release("v1") != release("v2")


@starts_programs
def test_db_init_migrates_mends_and_seeds_in_this_order(made: list[Manifest], tmp_path: Path) -> None:
    """The commands of Prisma, which is only in the image, are run with a stand-in for it."""
    steps = list(containers(named(made, "Job", "db-init")))
    assert [found["name"] for found in steps] == ["wait-for-postgres", "migrate", "mend", "db-init"]
    program = tmp_path / "node_modules" / ".bin" / "prisma"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$@" >> ran\n[ -z "$FAIL" ]\n')
    program.chmod(0o755)
    for fail in ("", "yes"):
        (tmp_path / "ran").unlink(missing_ok=True)
        for found in (steps[1], steps[3]):
            result = run(found, {"PATH": os.environ["PATH"], "FAIL": fail, "POSTGRES_URL": "a"}, cwd=tmp_path)
            assert (result.returncode != 0) == bool(fail)
        assert (tmp_path / "ran").read_text().splitlines() == ["migrate deploy", "db seed"]
