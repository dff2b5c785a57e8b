"""Whatever fails in a restore, the live database stays what it was, under its own name."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from neuronpedia_constructs.database.backups import restore as restoring_jobs
from neuronpedia_constructs.database.backups import restore_scripts
from tests.support import waiting
from tests.support.database.backing_up import stand_in
from tests.support.database.postgres import PROGRAMS, USER, Server, psql
from tests.support.database.restoring import (
    DUMP,
    LIVE,
    OWNER,
    Restore,
    Sessions,
    changed_since,
    check_unchanged,
    live,
)


@pytest.mark.parametrize(
    ("prepare_it", "message"),
    [
        (f"ALTER ROLE {OWNER} NOCREATEDB", f'ALTER ROLE "{OWNER}" CREATEDB; before'),
        (f'ALTER DATABASE "{LIVE}" OWNER TO postgres', f"{OWNER} does not own the database {LIVE}"),
        (
            "REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC",
            f"{OWNER} must be able to connect to the database postgres or template1",
        ),
    ],
    ids=["role", "owner", "connect"],
)
def test_who_may_not_rename_is_told_before_anything_is_made(
    server: Server, restore: Restore, prepare_it: str, message: str
) -> None:
    with changed_since(server, OWNER):
        psql(server, prepare_it)
        outcome = restore("--from", "latest", user=OWNER)
        psql(server, f"ALTER ROLE {OWNER} CREATEDB; GRANT CONNECT ON DATABASE postgres, template1 TO PUBLIC")
        check_unchanged(server, outcome, left=False)
        assert message in outcome.log


@pytest.mark.parametrize(
    ("into", "message"),
    [
        (None, "There is no database neuron-into that owner owns."),
        (f"OWNER {USER}", "There is no database neuron-into that owner owns."),
        (f"OWNER {OWNER} TEMPLATE prepared", "The database neuron-into is not empty."),
    ],
)
def test_a_dump_goes_into_no_database_that_holds_something(
    server: Server, restore: Restore, into: str | None, message: str
) -> None:
    with changed_since(server, OWNER):
        if into is not None:
            psql(server, f'CREATE DATABASE "neuron-into" {into}')
        outcome = restore("--from", "latest", "--into", "neuron-into", user=OWNER)
        assert message in outcome.log
        psql(server, 'DROP DATABASE IF EXISTS "neuron-into"')
        check_unchanged(server, outcome, left=False)


def half(volume: Path) -> None:
    (volume / DUMP).write_bytes((volume / DUMP).read_bytes()[:-5000])


def noise(volume: Path) -> None:
    (volume / DUMP).write_bytes(b"no dump")


UNUSABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "absent": (lambda volume: (volume / DUMP).unlink(), f"There is no dump {DUMP}."),
    "half": (half, f"The dump {DUMP} is damaged."),
    "noise": (noise, f"The dump {DUMP} cannot be read."),
    "empty": (lambda volume: (volume / DUMP).write_bytes(b""), f"The dump {DUMP} cannot be read."),
}


@pytest.mark.parametrize("how", UNUSABLE)
def test_without_a_whole_dump_nothing_is_made(server: Server, restore: Restore, volume: Path, how: str) -> None:
    spoil, message = UNUSABLE[how]
    spoil(volume)
    with changed_since(server):
        outcome = restore("--from", DUMP)
        check_unchanged(server, outcome, left=False)
    assert message in outcome.log


def test_without_any_dump_of_this_database_nothing_is_made(server: Server, restore: Restore, volume: Path) -> None:
    for file in volume.glob(f"{LIVE}*"):
        file.unlink()
    with changed_since(server):
        check_unchanged(server, restore("--from", "latest"), left=False)


FAILS_MIDWAY = """
CREATE FUNCTION known(text) RETURNS boolean LANGUAGE sql AS 'SELECT EXISTS (SELECT FROM public."User" WHERE id = $1)';
CREATE TABLE "Alphabet" (id text CHECK (known(id))); INSERT INTO "Alphabet" VALUES ('1');
"""
"""Its rows are restored before those that they are checked against."""

OTHERS = {
    "fails midway": (FAILS_MIDWAY, "could not be restored; the reason is above", True),
    "no migrations": ('DROP TABLE "_prisma_migrations"', "has no finished migration", True),
    "unfinished": ('UPDATE "_prisma_migrations" SET finished_at = NULL', "has no finished migration", True),
    "no tables": ("DROP SCHEMA public, neuronpedia_constructs CASCADE", "contains no table", False),
}


@pytest.mark.parametrize("how", OTHERS)
def test_a_dump_that_is_not_of_a_webapp_replaces_nothing(
    server: Server, restore: Restore, volume: Path, how: str
) -> None:
    sql, message, left = OTHERS[how]
    with live(server):
        psql(server, sql, LIVE)
        pg_dump = [str(PROGRAMS / "pg_dump"), "--username=postgres", "--format=custom", f"--file={volume / DUMP}"]
        waiting.run(pg_dump, env=server.environ(LIVE), check=True)
    with changed_since(server):
        outcome = restore("--from", DUMP)
        check_unchanged(server, outcome, left=left)
    assert message in outcome.log


TO_DATABASE = 'case "$*" in *--dbname*) ;; *) exec "$real" "$@" ;; esac'
FULL = f'{TO_DATABASE}; head -n 40 | "$real" "$@"; echo "could not extend file: No space left on device" >&2; exit 1'
BROKEN = {
    "disk full": (FULL, "No space left on device"),
    "killed": (f"{TO_DATABASE}; kill -9 $$", "could not be restored"),
    "pod ended": (f'{TO_DATABASE}; kill "$PPID"; exec sleep 60', "Restoring"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_restore_that_breaks_off_replaces_nothing(server: Server, restore: Restore, tmp_path: Path, how: str) -> None:
    script, message = BROKEN[how]
    programs = stand_in(tmp_path, "pg_restore", script, f"{PROGRAMS}/pg_restore")
    with changed_since(server):
        outcome = restore("--from", DUMP, programs=str(programs))
        check_unchanged(server, outcome, left=True)
    assert message in outcome.log


HALF = """case "$*" in *--command* | *--version*) exec "$real" "$@" ;; esac
sed 's/^ALTER DATABASE :"restored"/gone away/' | "$real" "$@"
"""


def test_one_database_is_not_renamed_without_the_other(server: Server, restore: Restore, tmp_path: Path) -> None:
    programs = stand_in(tmp_path, "psql", HALF, f"{PROGRAMS}/psql")
    with changed_since(server):
        outcome = restore("--from", DUMP, programs=str(programs))
        check_unchanged(server, outcome, left=True)
    assert "Attempt 3 to rename the databases failed." in outcome.log


AT_ONCE = """
sql() { :; }
is_renamed() { echo f; }
dump= finished=
"""


@pytest.mark.usefixtures("programs")
def test_a_rename_that_fails_at_once_ends_the_restore() -> None:
    # A shell can lose a signal that it gets as soon as it is forked. The loop that ends sessions would then never end.
    _, begin, functions = restore_scripts._PREPARE.partition("live=")
    script = f"set -eu\n{begin}{functions}{AT_ONCE}{restore_scripts._REPLACE}"
    environ = {"PATH": os.environ["PATH"], "PGDATABASE": LIVE}
    result = waiting.run(["sh", "-c", script], env=environ, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert f"The database {LIVE} was not changed and still has its name." in result.stderr


def test_a_session_that_the_owner_may_not_end_is_named(
    server: Server, restore: Restore, monkeypatch: pytest.MonkeyPatch
) -> None:
    # PostgreSQL waits for five seconds each time.
    monkeypatch.setattr(
        restoring_jobs, "RESTORE", restore_scripts.RESTORE.replace("for attempt in 1 2 3", "for attempt in 1")
    )
    with changed_since(server, OWNER):
        psql(server, f'CREATE DATABASE "neuron-into" OWNER {OWNER}')
        psql(server, "CREATE EXTENSION vector", "neuron-into")
        with Sessions(server, "postgres", 1).open(server):
            outcome = restore("--from", DUMP, "--into", "neuron-into", user=OWNER)
        assert "The database neuron-into remains." in outcome.log
        psql(server, 'DROP DATABASE "neuron-into"')
        check_unchanged(server, outcome, left=False)
    assert "  postgres from the server: psql\nEnd them, and try again." in outcome.log
