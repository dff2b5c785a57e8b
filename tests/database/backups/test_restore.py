"""A dump takes the live database's place: the Job runs as it is printed, against a real PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from tests.support.database.backing_up import CONTENTS, stand_in
from tests.support.database.postgres import PROGRAMS, USER, Server, psql
from tests.support.database.restoring import (
    COUNT,
    DUMP,
    LIVE,
    NEW,
    OWNER,
    Restore,
    Sessions,
    changed_since,
    check_unchanged,
    live,
    names,
    printed,
    run_job,
    write_main,
)

SETTINGS = """SELECT setrole::regrole, setconfig FROM pg_db_role_setting JOIN pg_database AS d ON setdatabase = d.oid
WHERE datname = '{name}' ORDER BY 1"""
RIGHTS = """SELECT datdba::regrole, datconnlimit, datacl, encoding, datcollate, datctype, datlocprovider, datlocale
FROM pg_database WHERE datname = '{name}'"""


def test_the_dump_takes_the_place_of_the_database_which_is_kept(server: Server, restore: Restore) -> None:
    with changed_since(server):
        psql(
            server,
            f"""ALTER DATABASE "{LIVE}" SET search_path = public, "a b"; ALTER ROLE reader IN DATABASE
        "{LIVE}" SET work_mem = '5MB'; REVOKE ALL ON DATABASE "{LIVE}" FROM PUBLIC; GRANT CONNECT ON DATABASE
        "{LIVE}" TO reader WITH GRANT OPTION; ALTER DATABASE "{LIVE}" CONNECTION LIMIT 50""",
        )
        before = psql(server, CONTENTS, LIVE)
        asked = [query.format(name=LIVE) for query in (SETTINGS, RIGHTS)]
        answers = [psql(server, query) for query in asked]
        assert 'search_path=public, \\"a b\\"' in answers[0]
        outcome = restore("--from", "latest")
        assert outcome.code == 0, outcome.log
        now, kept = names(server)
        assert (now, kept[: len(LIVE) + 8]) == (LIVE, f"{LIVE}_before_")
        assert psql(server, CONTENTS, kept) == before
        psql(server, NEW, LIVE)
        assert psql(server, CONTENTS, LIVE) == before
        assert [psql(server, query) for query in asked] == answers
        assert (
            f"Done: {LIVE} now contains {DUMP}, with 2 migrations. The previous content is in the database"
            in outcome.log
        )
        assert f'DROP DATABASE "{kept}";' in outcome.log
        assert "WARNING" not in outcome.log


def test_a_locale_of_its_own_is_that_of_the_restored_database(server: Server, restore: Restore) -> None:
    with live(server):
        psql(server, f'ALTER DATABASE "{LIVE}" RENAME TO "neuron-other"')
        psql(
            server,
            f"""CREATE DATABASE "{LIVE}" OWNER {USER} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'
        LC_CTYPE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'""",
        )
        kept = psql(server, RIGHTS.format(name=LIVE))
        assert "|b|C.UTF-8" in kept
        outcome = restore("--from", DUMP)
        assert outcome.code == 0, outcome.log
        assert psql(server, RIGHTS.format(name=LIVE)) == kept
        assert psql(server, COUNT, LIVE) == "3000"


def test_an_owner_is_told_of_the_extension_and_restores_into_the_database_that_has_it(
    server: Server, restore: Restore
) -> None:
    with changed_since(server, OWNER):
        psql(server, f"ALTER DATABASE \"{LIVE}\" SET log_statement = 'ddl'")
        refused = restore("--from", "latest", user=OWNER)
        check_unchanged(server, refused, left=True)
        _, made = names(server)
        assert 'permission denied to create extension "vector"' in refused.log
        advice = (
            f"run CREATE EXTENSION vector; in the empty database {made}, and then run the command with --into {made}"
        )
        assert advice in refused.log
        psql(server, "CREATE EXTENSION vector", made)
        outcome = restore("--from", "latest", "--into", made, user=OWNER)
        assert outcome.code == 0, outcome.log
        assert psql(server, COUNT, LIVE) == "3000"
        assert names(server)[1].startswith(f"{LIVE}_before_")
        assert "hnsw.ef_search=250" in psql(server, SETTINGS.format(name=LIVE))
        # What only an administrator may set is told, and stops nothing.
        assert (
            f"an administrator: ALTER DATABASE \"{LIVE}\" SET log_statement = 'ddl' (permission denied" in outcome.log
        )
        assert psql(server, f"SELECT datdba::regrole FROM pg_database WHERE datname = '{LIVE}'") == OWNER


LOST = """case "$*" in *--command* | *--version*) exec "$real" "$@" ;; esac
sql="$(cat)"
printf '%s\\n' "$sql" | "$real" "$@" || exit
case "$sql" in *RENAME*) exit 2 ;; esac"""


def test_an_answer_that_is_lost_is_asked_for_again(server: Server, restore: Restore, tmp_path: Path) -> None:
    programs = stand_in(tmp_path, "psql", LOST, f"{PROGRAMS}/psql")
    with changed_since(server):
        outcome = restore("--from", DUMP, programs=str(programs))
        assert outcome.code == 0, outcome.log
        assert "Attempt 1 to rename the databases failed." in outcome.log
        assert psql(server, COUNT, LIVE) == "3000"


def test_a_webapp_that_keeps_connecting_does_not_stop_it(server: Server, restore: Restore) -> None:
    with changed_since(server), Sessions(server, USER, 8).open(server):
        outcome = restore("--from", DUMP)
        assert outcome.code == 0, outcome.log
        assert psql(server, COUNT, LIVE) == "3000"


def test_long_names_stay_apart(server: Server, tmp_path: Path, volume: Path) -> None:
    long = "n" * 63
    psql(server, f'CREATE DATABASE "{long}" TEMPLATE prepared')
    try:
        write_main(tmp_path)
        main = tmp_path / "main.py"
        main.write_text(main.read_text().replace(f'"{LIVE}"', f'"{long}"'))
        outcome = run_job(printed(tmp_path, "--from", DUMP), server.environ(long), volume)
        assert outcome.code == 0, outcome.log
        found = psql(server, "SELECT datname FROM pg_database WHERE datname LIKE 'nnn%' ORDER BY 1").splitlines()
        assert [len(name) for name in found] == [63, 63]
    finally:
        for name in psql(server, "SELECT datname FROM pg_database WHERE datname LIKE 'nnn%'").splitlines():
            psql(server, f'DROP DATABASE "{name}"')


def test_the_dumps_are_listed(restore: Restore, volume: Path) -> None:
    outcome = restore()
    assert outcome.code == 0
    assert [line.split()[0] for line in outcome.log.splitlines()] == [
        f"{LIVE}-20240101T030000Z.dump",
        DUMP,
        "zebra-20270101T030000Z.dump",
    ]
    assert f"{DUMP} {(volume / DUMP).stat().st_size} bytes" in outcome.log
    for file in volume.iterdir():
        file.unlink()
    assert restore() == (0, "There are no dumps yet.\n")
