"""The Job that migrates and seeds the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.configuration import dotenv
from neuronpedia_constructs.configuration.secrets.variables import read_by
from neuronpedia_constructs.database import client, connection_pools
from neuronpedia_constructs.database.stateful_set import VECTOR_SQL
from neuronpedia_constructs.draft import image
from neuronpedia_constructs.draft.construct import Workload
from neuronpedia_constructs.draft.kubernetes.bridge import digest
from neuronpedia_constructs.draft.kubernetes.security_contexts import pod_identity
from neuronpedia_constructs.draft.pod import ContainerDraft, PodDraft, Resources
from neuronpedia_constructs.draft.rendering.jobs import KEEP_RUNNING, job
from neuronpedia_constructs.draft.volumes import ConfigMapVolume, EmptyDir
from neuronpedia_constructs.draft.workload import WorkloadDraft
from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
from neuronpedia_constructs.network.endpoints import DATABASE_INIT as NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from constructs import Construct

    from neuronpedia_constructs.database.spec import DatabaseSpec
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
    from neuronpedia_constructs.draft.mixin_scope import MixinScope

SQL = "db-init-sql"

_RESOURCES = Resources(requests={"cpu": "500m", "memory": "512Mi"}, limits={"cpu": "1", "memory": "1Gi"})
"""Resources of the containers with Prisma. They run in sequence, so the pod needs no more than one of them."""

LAST_MIGRATION = "20260703021419_add_num_prompt_t_okens_to_schema"
"""The newest migration in apps/webapp/prisma/migrations that the webapp needs."""

MIGRATING = "neuronpedia_constructs.migrating"
"""A table that exists while a database with data is migrated to another release."""

_FOLDER = "/sql"
_MEND = "mend.sql"

# Not the image's db-init.sh, which lets a dotenv file from the build override these variables.
_PRISMA = """\
export PATH="$PWD/node_modules/.bin:$PATH"
exec prisma """

_MEND_SQL = f"""\
-- What the webapp needs in its database but no migration creates. It can run repeatedly.
SET lock_timeout = '1min';

{VECTOR_SQL}
-- The webapp waits for its own release. The table is outside of Prisma's schema.
CREATE SCHEMA IF NOT EXISTS neuronpedia_constructs;
CREATE TABLE IF NOT EXISTS neuronpedia_constructs.release (
  name text PRIMARY KEY,
  ready_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE neuronpedia_constructs.release ADD COLUMN IF NOT EXISTS migration text;
SELECT to_regclass('_prisma_migrations') IS NOT NULL AS migrated \\gset
\\set migration
\\if :migrated
  SELECT coalesce(max(migration_name), '') AS migration FROM "_prisma_migrations"
  WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL \\gset
\\endif
INSERT INTO neuronpedia_constructs.release (name, migration) VALUES (:'release', nullif(:'migration', ''))
ON CONFLICT (name) DO UPDATE SET migration = EXCLUDED.migration;
DROP TABLE IF EXISTS {MIGRATING};
"""

_RUN_MEND = f'{client.RUN}{_FOLDER}/{_MEND} --set release="$DATABASE_RELEASE"\n'

_WAIT_FOR_RELEASE = f"""\
{client.WAIT}
while true; do
  ready="$(psql --no-psqlrc --quiet --tuples-only --no-align --set release="$DATABASE_RELEASE" <<'SQL'
SELECT
  to_regclass('neuronpedia_constructs.release') IS NOT NULL AS recorded,
  to_regclass('_prisma_migrations') IS NOT NULL AS migrated \\gset
\\set finished {{}}
\\if :migrated
  SELECT coalesce(array_agg(migration_name::text), '{{}}') AS finished FROM "_prisma_migrations"
  WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL \\gset
\\endif
\\if :recorded
  -- The Job records the last migration of its release, which must still exist.
  SELECT EXISTS (
    SELECT FROM neuronpedia_constructs.release AS release
    WHERE name = :'release'
      AND CASE WHEN to_jsonb(release) ->> 'migration' IS NULL THEN NOT :'migrated'
        ELSE to_jsonb(release) ->> 'migration' = ANY (:'finished') END
  );
\\else
  -- Something else created this database.
  SELECT '{LAST_MIGRATION}' = ANY (:'finished');
\\endif
SQL
)" || exit
  [ "$ready" = t ] && exit
  echo "Waiting for the Job {NAME} to migrate the database to release $DATABASE_RELEASE"
  sleep 5
done
"""

_WAIT = "wait-for-schema"

INDEX_BUILD = "neuronpedia-db-index"
"""The application name of sessions that build an index."""

_WAIT_FOR_POSTGRES = f"""\
{client.WAIT}
# A migration would wait for the build of an index, and the webapp for the migration. The index's Job starts over once
# the table is gone.
psql --no-psqlrc --quiet --output /dev/null <<'SQL'
SELECT to_regclass('neuronpedia_constructs.release') IS NOT NULL AS recorded \\gset
\\if :recorded
  CREATE TABLE IF NOT EXISTS {MIGRATING} ();
\\endif
SELECT pg_cancel_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND application_name = '{INDEX_BUILD}';
SQL
"""


class DatabaseInit(Workload):
    """The database's migrations and seed: a Job `db-init-<hash>`, which can run repeatedly.

    A Job's pod template is immutable, so every change creates a Job with another name, which runs. Without a change, it
    does not run again.
    """

    def __init__(self, scope: Construct, plan: DatabaseInitPlan) -> None:
        super().__init__(scope, NAME, plan)


class DatabaseInitPlan(WorkloadPlan[WorkloadDraft]):
    """The migrations and the seed as a Job."""

    def __init__(self, context: Context, database: DatabaseSpec, wider: MixinScope) -> None:
        super().__init__(_draft(context, database), wider)

    def finalize(self, draft: WorkloadDraft, others: Mapping[str, WorkloadDraft]) -> None:
        """Name the release that the Job migrates the database to."""
        client.use_password(draft, others)
        draft.pod.init_containers["mend"].env["DATABASE_RELEASE"] = release(draft)

    def controllers(self, draft: WorkloadDraft) -> Iterator[KubeObject]:
        """Yield the Job."""
        yield job(draft)


def release(draft: WorkloadDraft) -> str:
    """Return the name of the resulting release; another image has other migrations."""
    return digest([draft.pod.image_source.reference(draft.main.image), draft.config_maps])


def wait_for_release(context: Context, database: DatabaseSpec) -> ContainerDraft:
    """Return an init container that waits for the schema of the environment's release."""
    return client.container(context, database, _WAIT, _WAIT_FOR_RELEASE)


def finalize_wait(draft: WorkloadDraft, others: Mapping[str, WorkloadDraft]) -> None:
    """Give the release to the init container of a workload that waits for it."""
    client.use_password(draft, others)
    draft.pod.init_containers[_WAIT].env["DATABASE_RELEASE"] = release(others[NAME])


def _draft(context: Context, database: DatabaseSpec) -> WorkloadDraft:
    """Return the draft before any mixin."""
    wait = client.container(context, database, "wait-for-postgres", _WAIT_FOR_POSTGRES)
    mend = client.container(context, database, "mend", _RUN_MEND, volume_mounts={_FOLDER: "sql"})
    migrate = _prisma(database, "migrate", "migrate deploy")
    seed = _prisma(database, NAME, "db seed")
    made = WorkloadDraft(
        name=NAME,
        selector={"app": NAME},
        labels=context.labels(NAME, "database-migration"),
        # A migration that is cut off may have to be resolved by hand.
        pod_annotations=dict(KEEP_RUNNING),
        config_maps={SQL: {_MEND: _MEND_SQL}},
        pod=PodDraft(
            containers={seed.name: seed},
            init_containers={container.name: container for container in (wait, migrate, mend)},
            restart_policy="Never",
            security_context=pod_identity(client.UID),
            volumes={"sql": ConfigMapVolume(SQL), "tmp": EmptyDir("1Gi")},
        ),
    )
    dotenv.hide(made, migrate, seed, folder="/app")
    return made


def _prisma(database: DatabaseSpec, name: str, command: str) -> ContainerDraft:
    return ContainerDraft(
        name=name,
        image=image.DATABASE_INIT,
        runtime="node",
        command=("/bin/sh", "-c", f"{_PRISMA}{command}\n"),
        env={
            # Prisma would otherwise look for newer versions of itself on the internet.
            "CHECKPOINT_DISABLE": "1",
            "HOME": "/tmp",
            **read_by(NAME),
            **connection_pools.variables(database, connection_pools.SEED_LIMIT),
        },
        resources=_RESOURCES,
        volume_mounts={"/tmp": "tmp"},
    )
