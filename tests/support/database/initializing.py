"""Run the steps that make a database ready for a release, and ask whether the webapp would start on it."""

from __future__ import annotations

import re
from pathlib import Path

from cdk8s import App

from neuronpedia_constructs import ExternalDatabase, PostgresBackup
from tests.support.building import Manifest, bare, containers, named, synthesized, variables
from tests.support.database.postgres import Server, run


def step(made: list[Manifest], kind: str, workload: str, container: str) -> Manifest:
    (found,) = (found for found in containers(named(made, kind, workload)) if found["name"] == container)
    return found


def mend(made: list[Manifest], server: Server, database: str, folder: Path) -> str:
    """Run the SQL that no migration has, and return what it says."""
    (text,) = named(made, "ConfigMap", "db-init-sql")["data"].values()
    (folder / "mend.sql").write_text(text)
    result = run(step(made, "Job", "db-init", "mend"), server.environ(database), files={"/sql": folder})
    assert result.returncode == 0, result.stderr
    return result.stderr


def is_ready(made: list[Manifest], server: Server, database: str) -> bool:
    """Whether the webapp stops waiting, or goes on and says what for."""
    wait = step(made, "Deployment", "webapp", "wait-for-schema")
    result = run(asleep(wait), server.environ(database))
    assert result.returncode in (0, 9), result.stderr
    assert result.returncode == 0 or f"release {variables(wait)['DATABASE_RELEASE']['value']}" in result.stdout
    return result.returncode == 0


def asleep(wait: Manifest) -> Manifest:
    """A container that ends with 9 where it would sleep."""
    return {**wait, "command": [re.sub(r"sleep \d+", "exit 9", argument) for argument in wait["command"]]}


def steps(database: ExternalDatabase) -> tuple[dict[str, Manifest], str]:
    """The containers in which PostgreSQL's own programs talk to the database, by name, and the SQL of one of them."""
    made = synthesized(bare(App(), database=database).with_(PostgresBackup()))
    places = (("Job", "db-init"), ("Deployment", "webapp"), ("CronJob", "postgres-backup"))
    (sql,) = named(made, "ConfigMap", "db-init-sql")["data"].values()
    return {found["name"]: found for place in places for found in containers(named(made, *place))}, sql
