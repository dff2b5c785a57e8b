"""Moving an environment to another namespace or name, as docs/removing.md has it, against a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cluster.kubectl import Cluster
from tests.support.cluster.kubectl import cluster as running_cluster
from tests.support.database.postgres import USER, Server, fresh, psql
from tests.support.database.registering import imported, register, served
from tests.support.database.webapp_tables import TABLES
from tests.support.documents import sections

OLD, NEW = "neuronpedia", "neuronpedia-2"
SECTIONS = sections("removing.md")
DUMP, RESTORE = (block for block in SECTIONS["Another namespace"] if "exec" in block)
(RENAME,) = SECTIONS["Another name for an environment"]
ROWS = "INSERT INTO \"User\" SELECT n, 'Zoë ' || n, n FROM generate_series(1, 499) AS n"
COUNT = 'SELECT count(*) FROM "User"'


@pytest.fixture
def cluster(server: Server, tmp_path: Path) -> Iterator[Cluster]:
    """Two namespaces with a database each, of which the first is filled, and the manifests of the second."""
    pods = {
        name: server.environ("postgres", POSTGRES_USER=USER, POSTGRES_DB=name, PGUSER="nobody") for name in (OLD, NEW)
    }
    (tmp_path / "dist").mkdir()
    labels = "labels: {app: postgres}"
    (tmp_path / "dist" / "production.k8s.yaml").write_text(
        f"kind: Service\nmetadata: {{name: postgres, namespace: {NEW}, {labels}}}\n"
    )
    with fresh(server, OLD), fresh(server, NEW), running_cluster(tmp_path, pods) as found:
        for name in (OLD, NEW):
            psql(server, "CREATE EXTENSION vector", name)
        psql(server, f"{TABLES} {ROWS}; INSERT INTO \"User\" VALUES ('u', 'u', 'u')", OLD)
        found.apply([{"kind": "Deployment", "metadata": {"name": "webapp", "namespace": OLD}, "spec": {"replicas": 2}}])
        yield found


def tables(server: Server, database: str) -> str:
    return psql(server, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", database)


def test_the_data_is_moved_to_the_new_namespace(server: Server, cluster: Cluster) -> None:
    for block in (DUMP, RESTORE):
        result = cluster.run(block)
        assert result.returncode == 0, result.stderr
    assert psql(server, COUNT, NEW) == psql(server, COUNT, OLD) == "500"
    assert tables(server, NEW) == tables(server, OLD)


@pytest.mark.parametrize("kept", [0, 0.5, 0.99])
def test_a_dump_that_is_cut_off_leaves_the_new_database_empty_and_the_old_one_whole(
    kept: float, server: Server, cluster: Cluster
) -> None:
    assert cluster.run(DUMP).returncode == 0
    dump = cluster.folder / "neuronpedia.dump"
    whole = dump.read_bytes()
    dump.write_bytes(whole[: int(len(whole) * kept)])
    assert cluster.run(RESTORE).returncode != 0
    assert tables(server, NEW) == "0"
    assert psql(server, COUNT, OLD) == "500"
    dump.write_bytes(whole)
    assert cluster.run(RESTORE).returncode == 0
    assert psql(server, COUNT, NEW) == "500"


def test_the_servers_of_an_old_name_are_forgotten_and_no_others(server: Server, cluster: Cluster) -> None:
    imported(server, OLD, "gpt2-small", "0-res-jb")
    hosts = 'SELECT id FROM "InferenceHostSource" ORDER BY id'
    register(server, OLD, served("gpt2-small"), cluster.folder)
    made = psql(server, hosts, OLD)
    psql(
        server,
        """
        INSERT INTO "InferenceHostSource" (id, name, "hostUrl", "modelId", "updatedAt")
        VALUES ('neuronpedia-constructs/old-name/a', 'a', 'http://a', 'gpt2-small', now()),
               ('neuronpedia-constructs/old-name-2/a', 'a', 'http://b', 'gpt2-small', now()),
               ('by hand', 'a', 'http://c', 'gpt2-small', now())
        """,
        OLD,
    )
    result = cluster.run(RENAME)
    assert result.returncode == 0, result.stderr
    assert set(psql(server, hosts, OLD).splitlines()) == {
        *made.splitlines(),
        "neuronpedia-constructs/old-name-2/a",
        "by hand",
    }
