"""The database is backed up: the command in the manifests is run as it stands there, against a real PostgreSQL."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cdk8s import App

from neuronpedia_constructs import PostgresBackup
from tests.support.building import Manifest, bare, containers, named, synthesized
from tests.support.database.backing_up import CONTENTS, DATABASE, back_up, filled, restore, stand_in
from tests.support.database.postgres import PROGRAMS, USER, Server, psql
from tests.support.waiting import until

OLD = [f"{DATABASE}-2024010{day}T030000Z.dump" for day in range(1, 5)]
OTHERS = [
    "notes.txt",
    "other-20240101T030000Z.dump",
    f"my-{DATABASE}-20240101T030000Z.dump",
    f"{DATABASE}-2-20240101T030000Z.dump",
    f"{DATABASE}-20240101T030000Z.dump.sha256",
    f"{DATABASE}-20240101T0300Z.dump",
    f"{DATABASE}-before-the-move.dump",
    f"{DATABASE}-on-saintT-noon!Z.dump",
    f"unfinished-{DATABASE}-20240101T030000Z.dump",
]
"""What is no dump of this database; the last may be one that another run is writing."""


@pytest.fixture(scope="module")
def server(server: Server) -> Iterator[Server]:
    with filled(server):
        yield server


@pytest.fixture(scope="module")
def container() -> Manifest:
    (found,) = containers(named(synthesized(bare(App()).with_(PostgresBackup(keep=2))), "CronJob", "postgres-backup"))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A volume with older dumps, and with files that are none."""
    (made := tmp_path / "volume").mkdir()
    for name in OLD + OTHERS:
        (made / name).write_text(f"the older {name}")
    return made


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_dump_restores_every_row_and_the_oldest_dumps_are_removed(
    container: Manifest, server: Server, folder: Path
) -> None:
    before = files(folder)
    began = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    result = back_up(container, folder, server.environ(DATABASE))
    assert (result.returncode, result.stderr) == (0, "")
    after = files(folder)
    (made,) = after.keys() - before.keys()
    assert re.fullmatch(rf"{DATABASE}-\d{{8}}T\d{{6}}Z\.dump", made)
    assert f"{DATABASE}-{began}.dump" <= made <= f"{DATABASE}-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}.dump"
    assert after == {made: after[made], **{name: before[name] for name in [OLD[-1], *OTHERS]}}
    assert (folder / made).stat().st_mode & 0o777 == 0o600
    assert f"Wrote {made}: {len(after[made])} bytes" in result.stdout

    contents = psql(server, CONTENTS, DATABASE)
    assert contents.count("\n") > 3000
    assert all(text in contents for text in ("[0.1,-2.5e-07,3]", "日本語 🧠 %$PATH; -- \\\\ {}", "O'Hara\nand", "hnsw"))
    restore(container, server, folder / made)
    assert psql(server, CONTENTS, "restored") == contents


def test_fewer_dumps_than_are_kept_all_stay(container: Manifest, server: Server, tmp_path: Path) -> None:
    (tmp_path / OLD[0]).write_text("older")
    result = back_up(container, tmp_path, server.environ(DATABASE))
    assert (result.returncode, result.stderr) == (0, "")
    assert len(files(tmp_path)) == 2


HALF = '"$real" "$@"; size=$(wc -c < "$file"); head -c $((size / 2)) "$file" > "$file.new"; mv "$file.new" "$file"'
BROKEN = {
    "fails midway": f"{HALF}; exit 1",
    "is killed midway": f"{HALF}; kill -9 $$",
    "writes too little and does not notice": HALF,
    "writes a byte too little and does not notice": HALF.replace("size / 2", "size - 1"),
    "writes nothing and does not notice": 'touch "$file"',
    "finds no room left": 'trap \'\' XFSZ; ulimit -f 32; exec "$real" "$@"',
}


@pytest.mark.parametrize("how", BROKEN)
def test_half_a_dump_is_not_kept_and_nothing_is_removed_for_it(
    container: Manifest, server: Server, folder: Path, tmp_path: Path, how: str
) -> None:
    before = files(folder)
    programs = stand_in(tmp_path, "pg_dump", BROKEN[how], f"{PROGRAMS}/pg_dump")
    result = back_up(container, folder, server.environ(DATABASE), programs)
    assert result.returncode != 0
    assert "Wrote" not in result.stdout
    assert result.stderr or how == "fails midway"
    assert files(folder) == before


CANNOT = [
    ({"PGDATABASE": "empty"}, "contains no table. It is discarded, and no old dump is removed"),
    ({"PGPASSWORD": "wrong"}, f'password authentication failed for user "{USER}"'),
    ({"PGDATABASE": "absent"}, f"{USER} cannot log in to absent"),
    ({"BACKUP_FOLDER": "/no/such/folder"}, "/no/such/folder"),
]


@pytest.mark.parametrize(("given", "message"), CANNOT)
def test_what_cannot_be_backed_up_is_told_and_nothing_is_removed(
    container: Manifest, server: Server, folder: Path, given: dict[str, str], message: str
) -> None:
    for name in OLD:
        (folder / name.replace(DATABASE, given.get("PGDATABASE", DATABASE))).write_text("older")
    before = files(folder)
    result = back_up(container, folder, server.environ(DATABASE, **given))
    assert result.returncode != 0
    assert message in result.stderr
    assert files(folder) == before


NEW_GROUP = (
    "import os, sys; os.setsid(); open(sys.argv[1], 'w').write(str(os.getpid())); os.execv(sys.argv[2], sys.argv[2:])"
)
LOCKS = """SELECT mode, granted FROM pg_locks WHERE relation = '"User"'::regclass"""


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_killed_leaves_no_dump_and_later_no_trace(
    container: Manifest, server: Server, folder: Path, tmp_path: Path, sent: signal.Signals
) -> None:
    before = files(folder)
    group = [sys.executable, "-c", NEW_GROUP, str(tmp_path / "pid"), *container["command"]]
    with ThreadPoolExecutor() as pool:
        pool.submit(psql, server, 'BEGIN; LOCK TABLE "User"; SELECT pg_sleep(600)', DATABASE)
        until(lambda: "AccessExclusiveLock|t" in psql(server, LOCKS, DATABASE))
        killed = pool.submit(back_up, {**container, "command": group}, folder, server.environ(DATABASE))
        until(lambda: "AccessShareLock|f" in psql(server, LOCKS, DATABASE))
        # The kubelet asks the shell alone to end, and kills all that is in the pod.
        (os.kill if sent == signal.SIGTERM else os.killpg)(int((tmp_path / "pid").read_text()), sent)
        assert killed.result().returncode != 0
        psql(server, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE mode = 'AccessExclusiveLock'")
    left = files(folder).keys() - before.keys()
    assert {name: contents for name, contents in files(folder).items() if name not in left} == before
    assert all(name.startswith(f"unfinished-{DATABASE}-") for name in left)
    assert len(left) == (sent == signal.SIGKILL)
    # A dump that is made in the same second would take its place.
    aged = folder / f"unfinished-{OLD[1]}"
    for name in left:
        (folder / name).rename(aged)
        os.utime(aged, (0, 0))
    assert back_up(container, folder, server.environ(DATABASE)).returncode == 0
    assert not aged.exists()
    assert files(folder).keys() >= set(OTHERS)
