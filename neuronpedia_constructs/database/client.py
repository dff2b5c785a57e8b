"""Containers that run PostgreSQL's client programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.configuration.secrets.variables import DATABASE_CLIENTS, read_by
from neuronpedia_constructs.draft import image
from neuronpedia_constructs.draft.pod import ContainerDraft, Resources
from neuronpedia_constructs.network.endpoints import POSTGRES as NAME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.workload import WorkloadDraft

    from .spec import DatabaseSpec

UID = 10001
"""User of pods that run only such containers; the programs need no specific user."""

RESOURCES = Resources(requests={"cpu": "100m", "memory": "128Mi"}, limits={"cpu": "1", "memory": "512Mi"})

_PASSWORD = read_by(DATABASE_CLIENTS)["PGPASSWORD"]

WAIT = """\
until pg_isready --host "$PGHOST" --username "$PGUSER" --dbname "$PGDATABASE" --timeout 5; do
  # pg_isready never says why there is no response.
  reason="$(PGCONNECT_TIMEOUT=5 psql --no-psqlrc --quiet --output /dev/null --command 'SELECT 1' 2>&1)" ||
    echo "$reason" >&2
  case "$reason" in
    *certificate* | *"not support SSL"*) exit 1 ;;
  esac
  sleep 2
done
if ! psql --no-psqlrc --quiet --output /dev/null --command 'SELECT 1'; then
  echo "The database runs, but $PGUSER cannot log in to $PGDATABASE. A server of this environment stored" \\
    "user, password and database when its volume was empty. Give this pod the same ones," \\
    "or change them in the database as well." >&2
  exit 1
fi
"""
"""Waits until the database is usable, and exits with a message if it never will be."""

VERSIONS = """\
server="$(($(psql --no-psqlrc --tuples-only --no-align --command 'SHOW server_version_num') / 10000))"
client="$(psql --version | sed 's/[^0-9]*\\([0-9]*\\).*/\\1/')"
advice="The server runs PostgreSQL $server, but this image has the programs of $client. Write the server's version \
into main.py, database=ExternalDatabase(version=$server, ...), and apply the manifests again."
"""
"""Finds the major versions of the server and of this image's programs, and the advice if they differ."""

RUN = "exec psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --file "
"""Runs a SQL file, up to the first error."""


def use_password(draft: WorkloadDraft, others: Mapping[str, WorkloadDraft]) -> None:
    """Use the database's reference to its password, which a mixin may have changed."""
    database = others[NAME].pod.containers.get(NAME)
    password = database.env.get("POSTGRES_PASSWORD", _PASSWORD) if database else _PASSWORD
    for client in draft.all_containers():
        if client.env.get("PGPASSWORD") == _PASSWORD:
            client.env["PGPASSWORD"] = password


def container(
    context: Context,
    database: DatabaseSpec,
    name: str,
    script: str,
    *,
    env: Mapping[str, str] | None = None,
    volume_mounts: Mapping[str, str] | None = None,
) -> ContainerDraft:
    """Return a container that runs a shell script in which `psql` and similar programs connect to the database."""
    address = database.address(context.namespace)
    return ContainerDraft(
        name=name,
        image=image.POSTGRES_BY_VERSION[database.server_version],
        command=("/bin/sh", "-c", script),
        # The variables of libpq, and so of every program that uses it.
        env={
            "PGDATABASE": str(database.database),
            "PGHOST": address.host,
            "PGPASSWORD": _PASSWORD,
            "PGPORT": str(address.port),
            "PGUSER": str(database.user),
            **database.client_variables,
            **(env or {}),
        },
        resources=RESOURCES,
        volume_mounts=dict(volume_mounts or {}),
    )
