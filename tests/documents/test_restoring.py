"""What docs/backups.md says of restoring is run as it stands there, up to the first step that fails."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.building import ROOT, Manifest, as_yaml
from tests.support.cluster.kubectl import Cluster
from tests.support.cluster.kubectl import cluster as running_cluster
from tests.support.cluster.object_store import ObjectStore, object_store
from tests.support.cluster.stand_ins import our_command
from tests.support.database.postgres import USER, Server, psql
from tests.support.database.restoring import COUNT, LIVE, Made, changed_since, names, run_job, write_main
from tests.support.documents import blocks

DOCUMENT = (ROOT / "docs" / "backups.md").read_text(encoding="utf-8").partition("## Restoring")[2]
LIST, RESTORE, AS_SUPERUSER = blocks("bash", DOCUMENT)
DUMP = f"{LIVE}-20260101T030000Z.dump"
BUCKET = "neuronpedia-backups"
AFTERWARDS = [
    "delete job -l app.kubernetes.io/component in (database-migration,database-index)",
    "apply -f dist/production.k8s.yaml",
]


@pytest.fixture(scope="module")
def store() -> Iterator[ObjectStore]:
    with object_store(BUCKET) as found:
        yield found


@pytest.fixture
def volume(tmp_path: Path) -> Path:
    (folder := tmp_path / "volume").mkdir()
    return folder


@pytest.fixture(params=["claim", "bucket"])
def dumps(request: pytest.FixtureRequest, restorable: Made, store: ObjectStore, volume: Path) -> Path:
    """The folder with the dumps, where the environment of the fixture `cluster` has them."""
    folder = volume if request.param == "claim" else store.folder / "np"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(restorable.dump, folder / DUMP)
    (folder / f"{LIVE}-20240101T030000Z.dump").write_text("older")
    (folder / "zebra-20270101T030000Z.dump").write_text("another database's")
    (folder / "deeper").mkdir()
    (folder / "deeper" / f"{LIVE}-20270101T030000Z.dump").write_text("none of ours")
    return folder


@pytest.fixture
def environ(restorable: Made, store: ObjectStore) -> dict[str, str]:
    """The variables that stand in for the cluster's, for a Job."""
    of_store = {name: value for name, value in store.environ.items() if name != "AWS_ENDPOINT_URL"}
    of_server = restorable.server.environ(LIVE)
    return {**of_store, **of_server, "PATH": f"{of_server['PATH']}:{store.environ['PATH']}"}


def webapp(**spec: int) -> Manifest:
    return {"kind": "Deployment", "metadata": {"name": "webapp", "namespace": "neuronpedia"}, "spec": spec}


OPERATED = {
    "kind": "Cluster",
    "metadata": {"name": "postgres", "namespace": "neuronpedia"},
    "status": {"currentPrimary": "postgres-1"},
}


@pytest.fixture
def cluster(
    tmp_path: Path, environ: dict[str, str], store: ObjectStore, dumps: Path, volume: Path
) -> Iterator[Cluster]:
    """A cluster, and a folder with an app that is in it."""
    (tmp_path / "project" / "dist").mkdir(parents=True)
    target = f"S3Target(bucket={BUCKET!r}, prefix='np/', endpoint={store.endpoint!r})"
    write_main(
        project := tmp_path / "project",
        backup="PostgresBackup()" if dumps == volume else f"PostgresBackup(target={target})",
    )
    of_pod = {**environ, "PGUSER": "postgres", "PGDATABASE": "postgres"}
    with (
        running_cluster(project, {"neuronpedia": of_pod}, lambda job: run_job(job, environ, volume)) as found,
        our_command(project),
    ):
        found.apply([webapp(replicas=2), OPERATED])
        manifest(found, webapp(replicas=2))
        yield found


def manifest(cluster: Cluster, found: Manifest) -> None:
    (cluster.folder / "dist" / "production.k8s.yaml").write_text(as_yaml([found]))


def test_the_dumps_are_listed(cluster: Cluster, dumps: Path) -> None:
    result = cluster.run(LIST, strict=False)
    assert result.returncode == 0, result.stderr
    lines = result.stdout.split("\n")
    size = (dumps / DUMP).stat().st_size
    assert lines[:2] == [f"{LIVE}-20240101T030000Z.dump 5 bytes", f"{DUMP} {size} bytes"]
    assert [line.split()[0] for line in lines[2:] if line] == ["zebra-20270101T030000Z.dump"]
    assert cluster.calls == []


@pytest.mark.parametrize(
    ("dumps", "chosen", "is_autoscaled"), [("claim", "latest", True), ("bucket", DUMP, False)], indirect=["dumps"]
)
def test_the_whole_procedure(cluster: Cluster, server: Server, chosen: str, is_autoscaled: bool) -> None:
    if is_autoscaled:
        manifest(cluster, webapp())
    with changed_since(server):
        result = cluster.run(RESTORE.replace("latest", chosen), strict=False)
        assert result.returncode == 0, result.stderr
        assert psql(server, COUNT, LIVE) == "3000"
        now, before = names(server)
        assert (now, psql(server, COUNT, before)) == (LIVE, "3001")
    assert f"Done: {LIVE} now contains {DUMP}" in result.stdout
    # An autoscaler leaves a webapp without pods as it is.
    started = ["scale deployment/webapp --replicas=1"] * is_autoscaled
    assert cluster.calls == ["scale deployment/webapp --replicas=0", *AFTERWARDS, *started]


def cut(dumps: Path) -> None:
    (dumps / DUMP).write_bytes((dumps / DUMP).read_bytes()[:-5000])


def empty(dumps: Path) -> None:
    for file in dumps.glob("*.dump"):
        file.unlink()


SPOILT: dict[str, Callable[[Path], object]] = {
    "absent": lambda dumps: (dumps / DUMP).unlink(),
    "empty": empty,
    "half": cut,
}


@pytest.mark.parametrize(
    ("dumps", "how"),
    [("claim", "empty"), ("claim", "half"), ("bucket", "absent"), ("bucket", "half")],
    indirect=["dumps"],
)
def test_a_dump_that_is_not_whole_changes_nothing_and_ends_the_procedure(
    cluster: Cluster, server: Server, dumps: Path, how: str
) -> None:
    SPOILT[how](dumps)
    with changed_since(server):
        result = cluster.run(RESTORE.replace("latest", DUMP), strict=False)
        assert names(server) == [LIVE]
        assert psql(server, COUNT, LIVE) == "3001"
    assert result.returncode != 0
    assert cluster.calls == ["scale deployment/webapp --replicas=0"]
    assert "not changed" in result.stdout or "Nothing was changed" in result.stdout


@pytest.mark.parametrize("dumps", ["bucket"], indirect=True)
def test_a_download_that_is_cut_off_changes_nothing(
    cluster: Cluster, server: Server, store: ObjectStore, environ: dict[str, str]
) -> None:
    real = f"{store.environ['PATH'].partition(':')[0]}/aws"
    full = f'#!/bin/sh\n[ "$1 $2" != "s3 cp" ] || {{ trap "" XFSZ; ulimit -f 4; }}\nexec {real} "$@"\n'
    (programs := cluster.folder / "programs").mkdir()
    (programs / "aws").write_text(full)
    (programs / "aws").chmod(0o755)
    environ["PATH"] = f"{programs}:{environ['PATH']}"
    with changed_since(server):
        result = cluster.run(RESTORE, strict=False)
        assert (names(server), psql(server, COUNT, LIVE)) == ([LIVE], "3001")
    assert result.returncode != 0
    assert "File too large" in result.stdout


@pytest.mark.parametrize("dumps", ["claim"], indirect=True)
def test_a_step_that_fails_is_the_last(cluster: Cluster, server: Server) -> None:
    cluster.refused = {"scale"}
    with changed_since(server):
        assert cluster.run(RESTORE, strict=False).returncode != 0
        assert (names(server), psql(server, COUNT, LIVE)) == ([LIVE], "3001")
    cluster.refused = set()
    (cluster.folder / "main.py").write_text("app = None\n")
    assert cluster.run(RESTORE, strict=False).returncode != 0
    assert not set(cluster.calls) & set(AFTERWARDS)


@pytest.mark.parametrize("dumps", ["claim"], indirect=True)
def test_an_owner_who_is_no_superuser_is_given_a_database(cluster: Cluster, server: Server) -> None:
    with changed_since(server):
        psql(server, f"ALTER ROLE {USER} NOSUPERUSER NOCREATEDB")
        try:
            refused = cluster.run(RESTORE, strict=False)
            assert refused.returncode != 0
            assert f'ALTER ROLE "{USER}" CREATEDB; before' in refused.stdout
            assert names(server) == [LIVE]
            prepared = cluster.run(AS_SUPERUSER, strict=False)
            assert prepared.returncode == 0, prepared.stderr
            result = cluster.run(RESTORE.replace("latest", "latest --into neuronpedia_new"), strict=False)
        finally:
            psql(server, f"ALTER ROLE {USER} SUPERUSER NOCREATEDB")
        assert result.returncode == 0, result.stdout
        assert psql(server, COUNT, LIVE) == "3000"
        assert len(names(server)) == 2


def test_no_step_drops_anything() -> None:
    shown = "\n".join((LIST, RESTORE, AS_SUPERUSER))
    assert "drop" not in shown.lower()
