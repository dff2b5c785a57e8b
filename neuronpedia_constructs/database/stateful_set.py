"""The StatefulSet of a `Postgres`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.configuration.secrets.variables import read_by
from neuronpedia_constructs.draft import image
from neuronpedia_constructs.draft.kubernetes import probes
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.draft.kubernetes.security_contexts import pod_identity
from neuronpedia_constructs.draft.pod import ContainerDraft, PodDraft, Resources
from neuronpedia_constructs.draft.rendering import pods
from neuronpedia_constructs.draft.volumes import ClaimSpec, ConfigMapVolume, EmptyDir
from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
from neuronpedia_constructs.network.endpoints import POSTGRES as NAME
from neuronpedia_constructs.network.endpoints import POSTGRES_PORT as PORT
from neuronpedia_constructs.validation.problems import Problem
from neuronpedia_constructs.validation.quantities import has_unit

from .draft import DatabaseDraft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.mixin_scope import MixinScope

    from .postgres import Postgres

INIT_CONFIG = "pgvector-init"
DATA = "postgres-data"

# The webapp's imports set work_mem to 2 GB: two sorts or hashes of that size, the shared memory, and the rest.
RESOURCES = Resources(requests={"cpu": "500m", "memory": "2Gi"}, limits={"cpu": "2", "memory": "8Gi"})

_UID = 999
"""The image's user postgres."""

_START = """\
set -eu
# By default, PostgreSQL uses the huge pages of a node that has some. Its pod has no share of them, so it is killed with
# "Bus error". The argument below does not reach initdb, which starts servers of its own with the settings of a
# sample. This sample turns huge pages off. The sizes are initdb's own: it finds them by trials, which all fail there.
if [ ! -s "$PGDATA/PG_VERSION" ] && original="$(pg_config --sharedir)"; then
  share="$(mktemp -d)"
  ln -s "$original"/* "$share"
  rm "$share/postgresql.conf.sample"
  {
    cat "$original/postgresql.conf.sample"
    echo
    echo "huge_pages = off"
    echo "max_connections = 100"
    echo "shared_buffers = 128MB"
  } > "$share/postgresql.conf.sample"
  export POSTGRES_INITDB_ARGS="${POSTGRES_INITDB_ARGS:-} -L $share"
fi
exec docker-entrypoint.sh -c huge_pages=off "$@"
"""
"""Starts the image's entrypoint. Of the server's arguments, the last one counts: those of the container come later."""

_READY = 'pg_isready --username "$POSTGRES_USER" --dbname "$POSTGRES_DB"'

EXTENSION_SQL = "CREATE EXTENSION IF NOT EXISTS vector;"

VECTOR_SQL = f"""\
{EXTENSION_SQL}
-- An index search starts with more candidates, and continues if a filter leaves too few.
DO $$
BEGIN
  PERFORM '[1]'::vector; -- loads the library that defines these settings
  BEGIN
    EXECUTE format('ALTER DATABASE %I SET hnsw.ef_search = 250', current_database());
    EXECUTE format('ALTER DATABASE %I SET hnsw.iterative_scan = strict_order', current_database());
  EXCEPTION WHEN insufficient_privilege THEN -- not fatal
    RAISE WARNING 'semantic search finds less until the database owner applies these settings: %', SQLERRM;
  END;
END
$$;
"""
"""Settings of the database for the webapp's semantic search. It can run repeatedly."""

_INIT_SQL = f"""\
-- The image runs this once, in the database POSTGRES_DB, when the data directory is empty.
{VECTOR_SQL}"""


class PostgresPlan(WorkloadPlan[DatabaseDraft]):
    """The database as a StatefulSet with its own volume."""

    port = PORT
    port_name = NAME
    is_headless = True

    def __init__(self, context: Context, database: Postgres, wider: MixinScope) -> None:
        super().__init__(_draft(context, database), wider)

    def controllers(self, draft: DatabaseDraft) -> Iterator[KubeObject]:
        """Yield the StatefulSet, with the claims of its draft."""
        spec = {
            "replicas": draft.replicas,
            "selector": {"matchLabels": draft.selector},
            "serviceName": draft.name,
            "template": pods.pod_template(draft),
            "volumeClaimTemplates": [
                {"metadata": {"name": name}, "spec": pods.claim_spec(draft.volume_claim_templates[name])}
                for name in sorted(draft.volume_claim_templates)
            ],
        }
        yield KubeObject(k8s.KubeStatefulSet, "stateful-set", {"metadata": pods.workload_metadata(draft), "spec": spec})

    def problems(self, draft: DatabaseDraft) -> Iterator[Problem]:
        """List a second pod, which would be a separate database, and arguments without the connection limit."""
        if draft.replicas != 1:
            fix = "remove the replicas, or write database=CloudNativePg(instances=3)"
            yield Problem(
                "database.replicas",
                "replicas",
                f"{draft.replicas} is not allowed",
                "1: each pod of the StatefulSet would be a separate database",
                fix,
            )
        if "max_connections=" not in " ".join(map(str, draft.main.args)):
            cause = "a mixin removes it from the server's arguments, so the server allows 100"
            fix = "have the mixin append to draft.main.args instead of replacing them"
            yield Problem(
                "database.arguments-replaced",
                "max_connections",
                cause,
                "the value of Postgres(max_connections=…)",
                fix,
                warning=True,
            )


def data_claim(size: str, storage_class: str | None) -> ClaimSpec:
    """Return the claim for the data. It leaves out an invalid size, which has its own problem."""
    return ClaimSpec(size if has_unit(size) else "10Gi", storage_class)


def _draft(context: Context, database: Postgres) -> DatabaseDraft:
    """Return the draft before any mixin."""
    volume = "/var/lib/postgresql/data"
    container = ContainerDraft(
        name=NAME,
        image=image.POSTGRES,
        command=("/bin/sh", "-c", _START, NAME),
        # The image's entrypoint hands flags on to the server.
        args=("-c", f"max_connections={database.max_connections}"),
        # A directory that the server makes itself: it has to own it, and the top of a new volume belongs to root.
        env={
            "PGDATA": f"{volume}/postgres",
            **read_by(NAME),
            # An empty name, which is reported as an argument, is not reported again as a variable.
            "POSTGRES_DB": str(database.database) or NAME,
            "POSTGRES_USER": str(database.user) or NAME,
        },
        nonempty_variables=frozenset({"PGDATA", "POSTGRES_DB", "POSTGRES_PASSWORD", "POSTGRES_USER"}),
        ports={NAME: PORT},
        resources=RESOURCES,
        startup_probe=probes.shell_probe(_READY, period=5, timeout=5, failures=60),
        readiness_probe=probes.shell_probe(_READY, period=5, timeout=5, failures=5),
        liveness_probe=probes.shell_probe(_READY, period=20, timeout=5, failures=6),
        volume_mounts={
            volume: DATA,
            "/dev/shm": "shared-memory",
            "/docker-entrypoint-initdb.d": "init",
            "/tmp": "tmp",
            "/var/run/postgresql": "socket",
        },
    )
    return DatabaseDraft(
        name=NAME,
        selector={"app": NAME},
        labels=context.labels(NAME, "database"),
        is_kept=True,
        config_maps={INIT_CONFIG: {"init-vector.sql": _INIT_SQL}},
        volume_claim_templates={DATA: data_claim(database.size, database.storage_class)},
        pod=PodDraft(
            containers={NAME: container},
            volumes={
                "init": ConfigMapVolume(INIT_CONFIG),
                # Parallel queries share memory through files here; the runtime's own 64 MiB are too few.
                "shared-memory": EmptyDir("1Gi", in_memory=True),
                "socket": EmptyDir("1Gi"),
                "tmp": EmptyDir("1Gi"),
            },
            security_context=pod_identity(_UID),
            # Its image is asked to end at once, without waiting for clients, but first writes everything to the disk.
            termination_grace_period_seconds=120,
        ),
    )
