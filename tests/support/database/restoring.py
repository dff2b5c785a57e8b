"""The Jobs that `neuronpedia-constructs restore` prints, and what runs them as a pod would, on a real PostgreSQL."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

from cdk8s import App

from neuronpedia_constructs import Postgres, PostgresBackup
from neuronpedia_constructs.cli.main import main
from tests.support import waiting
from tests.support.building import Manifest, bare, containers, documents, named, synthesized
from tests.support.cluster.kubectl import Outcome
from tests.support.waiting import until

from .postgres import PASSWORD, USER, Server, psql, run
from .webapp_tables import TABLES

DUMP = "neuron-pedia-20260101T030000Z.dump"
LIVE = "neuron-pedia"
"""A name that has to be quoted."""

OWNER = "owner"
"""Owns the database, as with an operator or a server elsewhere, and is no superuser."""

MIGRATIONS = """
CREATE TABLE "_prisma_migrations" (migration_name text, finished_at timestamptz, rolled_back_at timestamptz);
INSERT INTO "_prisma_migrations" VALUES
  ('1_init', now(), NULL), ('2_broken', NULL, NULL), ('3_back', now(), now()), ('4', now(), NULL);
"""
ROWS = """
INSERT INTO "User" SELECT n, md5(n::text), n FROM generate_series(1, 3000) AS n;
INSERT INTO "Sample" VALUES ('a', '[0.1,-2.5e-7,3]');
CREATE INDEX ON "Sample" USING hnsw ("conversationEmbedding" vector_cosine_ops);
CREATE SCHEMA neuronpedia_constructs;
CREATE TABLE neuronpedia_constructs.release (name text);
COMMENT ON EXTENSION vector IS 'what only its owner may say';
"""
COUNT = 'SELECT count(*) FROM "User"'
NEW = """
INSERT INTO "User" (id, name, "emailUnsubscribeCode", "createdAt")
VALUES ('new', 'not in the dump', 'new', '2026-01-01')
"""

MAIN = """
from dataclasses import replace
from cdk8s import App
from neuronpedia_constructs import *
app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://np.example.org",
    database=replace({database}, user="{user}", database="neuron-pedia"),
)
production.with_(HarborRegistry("harbor.example.org/np", tag="v1"), {backup})
app.synth()
"""


def write_main(
    folder: Path, *, database: str = "Postgres()", backup: str = "PostgresBackup()", user: str = USER
) -> None:
    """Write an app with one environment, `production`."""
    (folder / "main.py").write_text(MAIN.format(database=database, backup=backup, user=user), encoding="utf-8")


def printed(folder: Path, *arguments: str) -> Manifest:
    """The Job that the command prints for the app in a folder."""
    with redirect_stdout(io.StringIO()) as out:
        assert main(["restore", "production", "--app", str(folder / "main.py"), *arguments]) == 0
    (made,) = documents(out.getvalue())
    return made


def run_job(job: Manifest, environ: Mapping[str, str], volume: Path) -> Outcome:
    """Run the containers of a Job one after the other, up to the first that fails, as its pod would."""
    log = ""
    for container in containers(job):
        result = run(container, environ, files={"/backups": volume})
        log += result.stdout + result.stderr
        if result.returncode:
            return Outcome(result.returncode, log)
    return Outcome(0, log)


class Made(NamedTuple):
    """A server, and a dump that the backup has made of a database on it."""

    server: Server
    dump: Path


def prepared(server: Server, folder: Path) -> Made:
    """Make what the tests begin with."""
    environment = bare(App(), database=Postgres(database=LIVE)).with_(PostgresBackup())
    (container,) = containers(named(synthesized(environment), "CronJob", "postgres-backup"))
    prepare(server)
    with live(server):
        result = run(container, server.environ(LIVE), files={"/backups": folder})
        assert result.returncode == 0, result.stderr
    (dump,) = folder.iterdir()
    return Made(server, dump)


class Restore:
    """Runs the Job that the command prints, with a volume of dumps, of which one is whole."""

    def __init__(self, made: Made, folder: Path) -> None:
        self.server, self.folder = made.server, folder
        (volume := folder / "volume").mkdir()
        self.volume = volume
        shutil.copy(made.dump, volume / DUMP)
        (volume / f"{LIVE}-20240101T030000Z.dump").write_text("older")
        (volume / "zebra-20270101T030000Z.dump").write_text("another database's")
        (volume / "unfinished.txt").touch()

    def __call__(self, *arguments: str, user: str = USER, programs: str = "") -> Outcome:
        """Run it for arguments of the command, with programs that take the place of others."""
        write_main(self.folder, user=user)
        environ = self.server.environ(LIVE)
        environ["PATH"] = f"{programs}:{environ['PATH']}"
        return run_job(printed(self.folder, *arguments), environ, self.volume)


def prepare(server: Server) -> None:
    """Make roles, and a database that each test copies."""
    quoted = PASSWORD.replace("'", "''")
    psql(server, f"CREATE ROLE {OWNER} LOGIN CREATEDB PASSWORD '{quoted}'; CREATE ROLE reader")
    access = Path(psql(server, "SHOW hba_file"))
    access.write_text(f"local all {OWNER} scram-sha-256\n{access.read_text()}")
    psql(server, "SELECT pg_reload_conf(); CREATE DATABASE prepared")
    psql(server, f"CREATE EXTENSION vector; GRANT ALL ON SCHEMA public TO {OWNER}", "prepared")
    psql(server, f"{TABLES};{ROWS};{MIGRATIONS}", "prepared")


@contextmanager
def live(server: Server, user: str = USER) -> Iterator[None]:
    """The live database, with settings and rights of its own, and without others that a restore has made."""
    psql(server, f'CREATE DATABASE "{LIVE}" TEMPLATE prepared')
    try:
        own_everything(server, user)
        psql(server, f'ALTER DATABASE "{LIVE}" SET hnsw.ef_search = 250', LIVE)
        yield
    finally:
        for name in names(server):
            psql(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def own_everything(server: Server, user: str) -> None:
    """Make a user the owner of the live database and of its tables."""
    psql(server, f'ALTER DATABASE "{LIVE}" OWNER TO {user}')
    tables = """SELECT format('ALTER TABLE %I.%I OWNER TO {user}', schemaname, tablename) FROM pg_tables
    WHERE schemaname IN ('public', 'neuronpedia_constructs') \\gexec"""
    psql(server, tables.replace("{user}", user), LIVE)
    psql(server, f"ALTER SCHEMA neuronpedia_constructs OWNER TO {user}", LIVE)


@contextmanager
def changed_since(server: Server, user: str = USER) -> Iterator[None]:
    """The same, with a row that no dump has."""
    with live(server, user):
        psql(server, NEW, LIVE)
        yield


def check_unchanged(server: Server, outcome: Outcome, *, left: bool) -> None:
    """A restore that failed says so, and the live database is what it was."""
    assert outcome.code != 0
    assert f"The restore failed. The database {LIVE} was not changed and still has its name." in outcome.log
    assert psql(server, COUNT, LIVE) == "3001"
    assert psql(server, "SELECT '[1]'::vector \\g /dev/null\nSHOW hnsw.ef_search", LIVE) == "250"
    others = [name for name in names(server) if name != LIVE]
    assert len(others) == left
    for name in others:
        assert name.startswith(f"{LIVE}_restored_")
        assert f'The database {name} remains. Nothing uses it. To remove it: DROP DATABASE "{name}";' in outcome.log


def names(server: Server) -> list[str]:
    """The databases that are the live one, or were, or may become it."""
    return psql(server, "SELECT datname FROM pg_database WHERE datname LIKE 'neuron%' ORDER BY 1").splitlines()


class Sessions:
    """Clients that connect again as soon as their session is ended, as the webapp does."""

    def __init__(self, server: Server, user: str, count: int) -> None:
        self.stop = Event()
        self.environ = server.environ(LIVE, PGUSER=user)
        self.threads = [Thread(target=self.stay) for _ in range(count)]

    def stay(self) -> None:
        while not self.stop.is_set():
            command = ["psql", "--no-psqlrc", "--command", "SELECT pg_sleep(600)"]
            waiting.run(command, env=self.environ, capture_output=True, check=False)

    @contextmanager
    def open(self, server: Server) -> Iterator[None]:
        for thread in self.threads:
            thread.start()
        active = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(600)'"
        until(lambda: psql(server, active) == str(len(self.threads)))
        try:
            yield
        finally:
            self.stop.set()
            while any(thread.is_alive() for thread in self.threads):
                psql(server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)'")
                time.sleep(0.1)
