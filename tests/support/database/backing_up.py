"""Run the backup of the manifests on a database with rows, and restore what it wrote."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.building import Manifest
from tests.support.database.postgres import Server, fresh, psql, run
from tests.support.database.webapp_tables import TABLES

DATABASE = "neuronpedia"


RESTORE = """set -e
dropdb --if-exists restored
createdb restored
pg_restore --exit-on-error --no-owner --dbname=restored "$BACKUP_FOLDER/$DUMP"
"""


ROWS = """
INSERT INTO "User" VALUES ('u', E'Zoë "the\\ttab" O''Hara\\nand a new line \\\\.', '日本語 🧠 %$PATH; -- \\ {}', true);
INSERT INTO "User" SELECT n, md5(n::text), n FROM generate_series(1, 3000) AS n;
INSERT INTO "Model" VALUES ('gpt2-small', 'u', 12, 24576, 'o', NULL, 'PUBLIC');
INSERT INTO "SourceSet" VALUES ('gpt2-small', 'res-jb', 'a b', 'c', 'u');
INSERT INTO "Source" VALUES ('0-res-jb', 'gpt2-small', 'res-jb', 'u', 'UNLISTED', true);
INSERT INTO "Sample" VALUES ('a', '[0.1,-2.5e-7,3]'), ('b', NULL);
CREATE INDEX ON "Sample" USING hnsw ("conversationEmbedding" vector_cosine_ops);
CREATE SCHEMA neuronpedia_constructs;
CREATE TABLE neuronpedia_constructs.release (name text, at timestamptz);
INSERT INTO neuronpedia_constructs.release VALUES ('v1', now());
"""


CONTENTS = r"""
SELECT indexdef FROM pg_indexes WHERE schemaname IN ('public', 'neuronpedia_constructs') ORDER BY 1;
SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid <> 0 ORDER BY 1, 2;
SELECT format('SELECT %L, row::text FROM %I.%I AS row ORDER BY 2', tablename, schemaname, tablename)
FROM pg_tables WHERE schemaname IN ('public', 'neuronpedia_constructs') ORDER BY 1 \gexec
"""


@contextmanager
def filled(server: Server) -> Iterator[Server]:
    """A server with a database of the webapp's that has rows, and an empty one."""
    with fresh(server, DATABASE), fresh(server, "empty"):
        psql(server, f"CREATE EXTENSION vector; {TABLES + ROWS}", DATABASE)
        psql(server, "CREATE EXTENSION vector", "empty")
        yield server
    psql(server, "DROP DATABASE IF EXISTS restored")


def stand_in(folder: Path, name: str, script: str, original: str) -> Path:
    """Make a program that takes the place of another on the `PATH`; `$file` is what pg_dump writes."""
    found = 'for file; do case "$file" in --file=*) file="${file#--file=}"; break ;; esac; done'
    (folder / "bin").mkdir(exist_ok=True)
    (program := folder / "bin" / name).write_text(f'#!/bin/sh\nreal="{original}"\n{found}\n{script}\n')
    program.chmod(0o755)
    return program.parent


def back_up(
    container: Manifest, folder: Path, environ: dict[str, str], programs: Path | None = None
) -> subprocess.CompletedProcess[str]:
    path = f"{programs}:{environ['PATH']}" if programs else environ["PATH"]
    return run(container, {**environ, "PATH": path}, files={"/backups": folder})


def restore(container: Manifest, server: Server, dump: Path) -> None:
    """Restore a dump into the database `restored`, with nothing but PostgreSQL's own programs."""
    command = {**container, "command": ["/bin/sh", "-c", RESTORE]}
    result = run(command, server.environ(DATABASE, DUMP=dump.name), files={"/backups": dump.parent})
    assert result.returncode == 0, result.stderr
