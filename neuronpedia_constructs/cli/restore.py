"""`neuronpedia-constructs restore`: a Job that lists the dumps of an environment's database, or restores one."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from neuronpedia_constructs.database.backups import restore
from neuronpedia_constructs.database.cloud_native_pg import CloudNativePg
from neuronpedia_constructs.network.endpoints import BACKUP
from neuronpedia_constructs.validation.names import matches
from neuronpedia_constructs.validation.problems import quoted
from neuronpedia_constructs.validation.texts import Identifier

from .apps import UnknownError, find_valid, refuse
from .manifests import as_yaml

if TYPE_CHECKING:
    from neuronpedia_constructs.environment.plan import Plan

_SYSTEM = ("postgres", "template0", "template1")
"""The server's own databases."""

_DUMP = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,62}-[0-9]{8}T[0-9]{6}Z\.dump")


def run(environment: str, *, app: str, dump: str | None, into: str | None) -> int:
    """Print a Job for an environment, or why there is none, and return the exit code."""
    try:
        plan = find_valid(app, environment)
        _check(plan, dump, into)
    except UnknownError as error:
        return refuse("restore", str(error))
    deployed = {draft.name: draft for draft in plan.drafts()}.get(BACKUP)
    if deployed is None:
        return refuse("restore", _without_backup(plan))
    name = f"postgres-restore-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    draft = restore.list_dumps(deployed) if dump is None else restore.restore(deployed, dump, into)
    namespace = plan.context.namespace
    does = "lists the dumps" if dump is None else f"restores {dump} and replaces the live database"
    print(f"note: the Job {name} {does}; to see its log:", file=sys.stderr)
    print(f"note: kubectl -n {namespace} logs --follow --all-containers job/{name}", file=sys.stderr)
    print(as_yaml([restore.job(draft, name)], namespace), end="")
    return 0


def _check(plan: Plan, dump: str | None, into: str | None) -> None:
    """Refuse invalid names of dumps and databases.

    Raises:
        UnknownError: one is wrong.
    """
    live = str(plan.database.database)
    if dump is not None and dump != restore.LATEST and not matches(_DUMP, dump):
        example = f"{live}-20261124T030000Z.dump"
        raise UnknownError(f"--from is {quoted(dump)}; write {restore.LATEST}, or the name of a dump: {example}")
    if into is None:
        return
    if dump is None:
        raise UnknownError("--into needs --from, which names the dump to restore")
    if not Identifier().accepts(into) or into in (live, *_SYSTEM):
        raise UnknownError(f"--into is {quoted(into)}; write the name of an empty database, other than {live}")


def _without_backup(plan: Plan) -> str:
    """Return why there is nothing to restore, and what to do."""
    database = plan.database
    operated = isinstance(database, CloudNativePg) and database.backup is not None
    kept = (
        " The operator restores the backups of database=CloudNativePg(backup=...), to any point in time: create a new "
        "Cluster with bootstrap.recovery." * operated
    )
    return (
        f"{plan.name} has no PostgresBackup, so a Job cannot find any dumps. If dumps exist, give the environment "
        f"the PostgresBackup that created them, and apply its manifests.{kept}"
    )
