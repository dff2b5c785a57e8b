"""The server is started with the arguments in the manifest, and as many connections are opened as the rules allow."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import struct
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from cdk8s import App

from neuronpedia_constructs import Autoscaling, ExternalDatabase, Postgres
from neuronpedia_constructs.configuration.secrets.decisions import Given, decide
from neuronpedia_constructs.configuration.secrets.needed import NeededKey
from tests.rules.connections import CLIENTS, URLS, expanded, max_connections, most_pods, told
from tests.support import waiting
from tests.support.building import Manifest, bare, named, pod, synthesized, variables
from tests.support.database.postgres import PROGRAMS, Server, copy_prepared, psql

DATABASE = Postgres(user="np-owner", database="np-data")
SUPERUSERS = 3
"""Connections that PostgreSQL keeps for superusers, of whom the user of a database elsewhere is none."""
PASSWORDS = ("plain", "p@ss w/rd+%:é?#&=;,'\"\\$()`[]{}|^~<>!*", "%20", "a+b%2B", "{{ .X }}", "$(POSTGRES_URL)", "$$")


def url(port: int, password: str) -> str:
    database = ExternalDatabase(host="127.0.0.1", port=port, user=DATABASE.user, database=DATABASE.database)
    return database.url(password)


def main(manifests: list[Manifest], kind: str, name: str) -> Manifest:
    found: Manifest = pod(named(manifests, kind, name))["containers"][0]
    return found


@pytest.fixture(scope="module", params=[(300, 12), (60, 5)], ids=["default", "tight"])
def manifests(request: pytest.FixtureRequest) -> list[Manifest]:
    allowed, pods = request.param
    made = bare(App(), database=replace(DATABASE, max_connections=allowed))
    made.webapp.with_(Autoscaling(min_replicas=2, max_replicas=pods))
    return synthesized(made)


@pytest.fixture(scope="module")
def server(programs: None, manifests: list[Manifest]) -> Iterator[Server]:  # noqa: ARG001
    """A server with the arguments of the manifest's. It asks for a password where one connects over TCP."""
    arguments = shlex.join(main(manifests, "StatefulSet", "postgres")["args"])
    with TemporaryDirectory(prefix="postgres-") as folder, socket.socket() as found:
        data = Path(folder) / "data"
        copy_prepared(data)
        user: dict[str, Any] = {"user": "pgserver", "group": "pgserver"} if os.geteuid() == 0 else {}
        if user:
            shutil.chown(folder, **user)
        (data / "pg_hba.conf").write_text("local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
        found.close()

        def control(*options: str) -> None:
            command = [f"{PROGRAMS}/pg_ctl", *options, "--wait", "--pgdata", str(data), "--log", f"{folder}/log"]
            environ = {**os.environ, **waiting.PG_CTL}
            waiting.run(command, env=environ, cwd=folder, check=True, stdout=subprocess.DEVNULL, **user)

        control("start", "--options", f"{arguments} -F -p {port} -k {folder} -h 127.0.0.1")
        try:
            made = Server(folder, port)
            psql(made, f'CREATE ROLE "{DATABASE.user}" LOGIN')
            psql(made, f'CREATE DATABASE "{DATABASE.database}" OWNER "{DATABASE.user}"')
            yield made
        finally:
            control("stop", "--mode=fast")


def connected(server: Server, opened: ExitStack) -> str:
    """Open a connection that stays open, and return an error code; none where the server is ready for queries."""
    connection = opened.enter_context(socket.socket(socket.AF_UNIX))
    connection.connect(f"{server.host}/.s.PGSQL.{server.port}")
    names = f"user\0{DATABASE.user}\0database\0{DATABASE.database}\0\0".encode()
    connection.sendall(struct.pack("!ii", 8 + len(names), 3 << 16) + names)
    stream = opened.enter_context(connection.makefile("rb"))
    while header := stream.read(5):
        kind, length = struct.unpack("!ci", header)
        body = stream.read(length - 4)
        if kind == b"Z":
            return ""
        if kind == b"E":
            return next(field[1:].decode() for field in body.split(b"\0") if field.startswith(b"C"))
    return "closed"


def test_as_many_connections_as_there_may_be_are_open_at_the_same_time(
    manifests: list[Manifest], server: Server
) -> None:
    allowed = max_connections(manifests)
    assert psql(server, "SHOW max_connections") == str(allowed)
    limit = int(told(main(manifests, "Deployment", "webapp"))["connection_limit"])
    of_webapp = CLIENTS * limit * most_pods(manifests, "webapp")
    with ExitStack() as opened:
        assert {connected(server, opened) for _ in range(of_webapp)} == {""}
        # Of a fifth of them, there is something left for everybody else.
        others = [connected(server, opened) for _ in range(max(20, allowed // 5) - SUPERUSERS)]
        assert set(others) == {""}
        free = allowed - of_webapp - len(others)
        # And the server does count: whoever comes when it is full is refused.
        assert [connected(server, opened) for _ in range(free + 1 - SUPERUSERS)][-1] == "53300"
        assert psql(server, "SELECT 'a superuser'") == "a superuser"


@pytest.mark.parametrize("password", PASSWORDS)
def test_the_address_that_kubernetes_puts_together_leads_to_the_database(
    manifests: list[Manifest], server: Server, password: str
) -> None:
    quoted = password.replace("'", "''")
    psql(server, f"ALTER ROLE \"{DATABASE.user}\" PASSWORD '{quoted}'")
    keys = [NeededKey("db-credentials", name, {"webapp"}) for name in ("POSTGRES_PASSWORD", "POSTGRES_URL")]
    given = Given({"POSTGRES_PASSWORD": password}, {}, {})
    port = int(server.port)
    made = decide(keys, given, lambda text: {"POSTGRES_URL": url(port, text)}, strict=True)
    assert made.problems == []
    container = main(manifests, "Deployment", "webapp")
    found = expanded(container, {**dict.fromkeys(variables(container), ""), **made.data["db-credentials"]})
    for parts in (urlsplit(found[name]) for name in URLS):
        assert (parts.scheme, parts.hostname, parts.port, parts.path) == ("postgresql", "127.0.0.1", port, "/np-data")
        assert (parts.username, unquote(parts.password or ""), parts.fragment) == (DATABASE.user, password, "")
    asked = ["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--command", "SELECT current_user"]
    environ = {"PATH": f"{PROGRAMS}:{os.environ['PATH']}"}
    for address in (found["POSTGRES_URL"], found["POSTGRES_URL_NON_POOLING"]):
        result = waiting.run([*asked, address], env=environ, capture_output=True, text=True, check=False)
        assert (result.stdout, result.stderr) == (f"{DATABASE.user}\n", "")
    wrong = url(port, "another")
    refused = waiting.run([*asked, wrong], env=environ, capture_output=True, text=True, check=False)
    assert "password authentication failed" in refused.stderr
