"""The index for semantic search is built on a real PostgreSQL, while the webapp's tables are in use."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cdk8s import App

from tests.support import waiting
from tests.support.building import Manifest, containers, named, small, synthesized
from tests.support.database.initializing import mend
from tests.support.database.postgres import Server, fresh, psql, run
from tests.support.database.webapp_tables import MIGRATIONS, TABLES, migrated
from tests.support.waiting import ended, until

INDEX = """
SELECT relname, amname, indisvalid FROM pg_index
JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
WHERE indrelid = '"Explanation"'::regclass AND amname = 'hnsw'
"""
BUILT = "Explanation_embedding_hnsw|hnsw|t"
BUILDING = "SELECT phase FROM pg_stat_progress_create_index WHERE datname = current_database()"
SEARCH = """
BEGIN;
SET LOCAL hnsw.ef_search = 1000;
SET LOCAL enable_seqscan = off;
EXPLAIN SELECT id FROM "Explanation" ORDER BY embedding <=> array_fill(0.5::real, ARRAY[256])::vector LIMIT 100;
COMMIT;
"""
WAITING = "A migration or another build of an index is running.\n"


@pytest.fixture(scope="module")
def made() -> list[Manifest]:
    return synthesized(small(App()))


@pytest.fixture(scope="module")
def template(server: Server) -> Iterator[str]:
    with fresh(server, "webapp") as name:
        psql(server, f"CREATE EXTENSION vector; {TABLES}", name)
        rows = """
        INSERT INTO "User" VALUES ('u', 'bot', 'c');
        INSERT INTO "Model" VALUES ('gpt2-small', 'u', 12, 1, 'o');
        INSERT INTO "Explanation"
        SELECT n, 'gpt2-small', '5-res-jb', n, (SELECT array_agg(sin(n * d)) FROM generate_series(1, 256) d)::vector, ''
        FROM generate_series(1, 1000) AS n;
        """
        psql(server, rows, name)
        yield name


@pytest.fixture
def database(server: Server, template: str) -> Iterator[str]:
    """A database with a thousand explanations."""
    with fresh(server, "explained", template) as name:
        yield name


def sql(made: list[Manifest], folder: Path) -> Path:
    """Where the SQL is; a server looks ten times a second, rather than every ten, whether its client is there."""
    (text,) = named(made, "ConfigMap", "db-index-sql")["data"].values()
    (folder / "index.sql").write_text(text.replace("'10s'", "'100ms'"))
    return folder


def build(made: list[Manifest], server: Server, database: str, folder: Path) -> subprocess.CompletedProcess[str]:
    _, container = containers(named(made, "Job", "db-index"))
    return run(container, server.environ(database), files={"/sql": sql(made, folder)})


@contextmanager
def begun(
    made: list[Manifest], server: Server, database: str, folder: Path
) -> Iterator[tuple[subprocess.Popen[bytes], Callable[[], object]]]:
    """A build that waits for another session, which has written to the table, until it is told to go on."""
    environ, pipe = server.environ(database), subprocess.PIPE
    program = f'PGAPPNAME=neuronpedia-db-index exec psql --username neuronpedia --file "{sql(made, folder)}/index.sql"'
    writer = ["psql", "--no-psqlrc", "--quiet", "--username", "postgres"]
    with subprocess.Popen(writer, env=environ, stdin=pipe, stdout=pipe, text=True) as writing:
        assert writing.stdin
        assert writing.stdout
        writing.stdin.write('BEGIN; LOCK TABLE "Explanation" IN ROW EXCLUSIVE MODE;\n\\echo locked\n')
        writing.stdin.flush()
        assert writing.stdout.readline() == "locked\n"
        with subprocess.Popen(["/bin/sh", "-c", program], env=environ, stdout=subprocess.DEVNULL) as started:
            try:
                until(lambda: "waiting for writers" in psql(server, BUILDING, database))
                yield started, writing.stdin.close
            finally:
                writing.stdin.close()


def test_the_index_is_one_that_the_search_of_the_webapp_uses(
    made: list[Manifest], server: Server, database: str, tmp_path: Path
) -> None:
    assert "Seq Scan" in psql(server, SEARCH, database)
    result = build(made, server, database, tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1] == "The index is built."
    assert psql(server, INDEX, database) == BUILT
    assert 'Index Scan using "Explanation_embedding_hnsw"' in psql(server, SEARCH, database)
    again = build(made, server, database, tmp_path)
    assert (again.returncode, again.stdout) == (0, "The index for semantic search exists.\n")


def test_an_index_of_another_name_is_enough(
    made: list[Manifest], server: Server, database: str, tmp_path: Path
) -> None:
    psql(
        server,
        'DELETE FROM "Explanation"; CREATE INDEX mine ON "Explanation" USING hnsw (embedding vector_cosine_ops)',
        database,
    )
    assert build(made, server, database, tmp_path).stdout == "The index for semantic search exists.\n"
    psql(server, 'DROP INDEX mine; CREATE INDEX other ON "Explanation" USING hnsw (embedding vector_l2_ops)', database)
    assert build(made, server, database, tmp_path).stdout.splitlines()[-1] == "The index is built."


def test_a_build_blocks_nobody_and_one_that_was_cut_off_is_done_again(
    made: list[Manifest], server: Server, database: str, tmp_path: Path
) -> None:
    with begun(made, server, database, tmp_path) as (started, _):
        # As the webapp saves an explanation and deletes one.
        written = """SET lock_timeout = '1ms'; DELETE FROM "Explanation" WHERE id = '1';
        INSERT INTO "Explanation" SELECT '1', "modelId", layer, '1', embedding, '' FROM "Explanation" WHERE id = '2'"""
        psql(server, written, database)
        started.kill()
        until(lambda: not psql(server, BUILDING, database))
    assert psql(server, INDEX, database) == BUILT[:-1] + "f"
    assert build(made, server, database, tmp_path).returncode == 0
    assert psql(server, INDEX, database) == BUILT


def test_a_migration_ends_a_build_and_another_build_waits_for_it(
    made: list[Manifest], server: Server, database: str, tmp_path: Path
) -> None:
    with begun(made, server, database, tmp_path):
        _, container = containers(named(made, "Job", "db-index"))
        asleep = {**container, "command": [text.replace("sleep 15", "exit 9") for text in container["command"]]}
        waiting = run(asleep, server.environ(database))
        assert (waiting.returncode, waiting.stdout) == (9, WAITING)
        first = next(containers(named(made, "Job", "db-init")))
        assert first["name"] == "wait-for-postgres"
        assert run(first, server.environ(database)).returncode == 0
        until(lambda: not psql(server, BUILDING, database))
    assert psql(server, INDEX, database) != BUILT
    # What a migration asks for, and a build would make it wait for.
    psql(server, """SET lock_timeout = '5min'; ALTER TABLE "Explanation" ADD COLUMN new text""", database)


def test_a_build_that_a_migration_has_ended_begins_once_the_migration_is_done(
    made: list[Manifest], server: Server, database: str, tmp_path: Path
) -> None:
    psql(server, f"{MIGRATIONS}; {migrated()}", database)
    mend(made, server, database, tmp_path)
    first = next(containers(named(made, "Job", "db-init")))
    for _ in range(2):
        assert run(first, server.environ(database)).returncode == 0
    _, container = containers(named(made, "Job", "db-index"))
    asleep = {**container, "command": [text.replace("sleep 15", "exit 9") for text in container["command"]]}
    waiting = run(asleep, server.environ(database), files={"/sql": sql(made, tmp_path)})
    assert (waiting.returncode, waiting.stdout) == (9, WAITING)
    mend(made, server, database, tmp_path)
    assert build(made, server, database, tmp_path).returncode == 0
    assert psql(server, INDEX, database) == BUILT


def test_a_time_limit_of_the_server_does_not_end_a_build(
    made: list[Manifest], server: Server, database: str, tmp_path: Path
) -> None:
    # Not of this test's own questions, which may take as long as they do.
    psql(server, f"ALTER DATABASE {database} SET statement_timeout = '500ms'")
    psql(server, f"ALTER ROLE postgres IN DATABASE {database} SET statement_timeout = 0")
    with begun(made, server, database, tmp_path) as (started, go_on):
        psql(server, "SELECT pg_sleep(0.6)")
        go_on()
        assert ended(started) == 0
    assert psql(server, INDEX, database) == BUILT


def test_of_two_builds_at_once_one_succeeds(
    made: list[Manifest], server: Server, database: str, tmp_path: Path
) -> None:
    with begun(made, server, database, tmp_path) as (started, go_on):
        # As where both have seen none before they begin.
        command = ["psql", "--username", "neuronpedia", "--set", "ON_ERROR_STOP=1", "--file", f"{tmp_path}/index.sql"]
        second = waiting.run(command, env=server.environ(database), capture_output=True, text=True, check=False)
        assert second.returncode != 0
        assert "another build of the index is running" in second.stderr
        go_on()
        assert ended(started) == 0
    assert psql(server, INDEX, database) == BUILT


def test_a_user_who_does_not_own_the_tables_is_told(
    made: list[Manifest], server: Server, database: str, tmp_path: Path
) -> None:
    (text,) = named(made, "ConfigMap", "db-index-sql")["data"].values()
    (tmp_path / "index.sql").write_text(f"CREATE ROLE guest; SET ROLE guest;\n{text}")
    _, container = containers(named(made, "Job", "db-index"))
    result = run(container, server.environ(database), files={"/sql": tmp_path})
    assert result.returncode != 0
    assert "must be owner of table" in result.stderr
    psql(server, "DROP ROLE guest")
