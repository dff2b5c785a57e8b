"""The Job that brings the database's schema and first rows up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.draft import image, leaves
from neuronpedia_constructs.draft.quantity import Resources
from neuronpedia_constructs.draft.wire import digest
from neuronpedia_constructs.draft.workload import (
    ConfigMapFiles,
    ContainerDraft,
    PodDraft,
    Scratch,
    WorkloadDraft,
)
from neuronpedia_constructs.scope import MixinScope
from neuronpedia_constructs.secrets.variables import read_by

from . import connections, postgres, postgres_client
from .jobs import job
from .service import Service
from .workload import Workload

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import Construct

    from neuronpedia_constructs.settings import Settings

NAME = "db-init"
SQL = "db-init-sql"

_RESOURCES = Resources(requests={"cpu": "500m", "memory": "512Mi"}, limits={"cpu": "1", "memory": "1Gi"})
"""Of the containers with Prisma: they run one after the other, so the pod takes no more than one."""

_FOLDER = "/sql"
_MEND = "mend.sql"

# Not the image's db-init.sh, which lets a dotenv file from the build override these variables.
_PRISMA = """\
export PATH="$PWD/node_modules/.bin:$PATH"
exec prisma """

_MEND_SQL = f"""\
-- What the webapp expects of its database and no migration makes. It may run again at any time.
SET lock_timeout = '1min';

ALTER TABLE IF EXISTS "GraphHostSource" ADD COLUMN IF NOT EXISTS "runpodServerlessUrl" TEXT;
ALTER TABLE IF EXISTS "GraphHostSource" ALTER COLUMN "hostUrl" DROP NOT NULL;

{postgres.VECTOR_SQL}
-- Prisma's schema leaves the index of searches by meaning to whoever runs the database.
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = to_regclass('"Sample"') AND attname = 'conversationEmbedding' AND NOT attisdropped
  ) THEN
    CREATE INDEX IF NOT EXISTS "Sample_conversationEmbedding_idx" ON "Sample"
      USING hnsw ("conversationEmbedding" vector_cosine_ops);
  END IF;
EXCEPTION WHEN OTHERS THEN
  RAISE WARNING 'searches by meaning are slow: %', SQLERRM; -- and no reason to stop
END
$$;

-- The webapp waits for the release that it belongs to. This is outside of Prisma's own schema.
CREATE SCHEMA IF NOT EXISTS neuronpedia_constructs;
CREATE TABLE IF NOT EXISTS neuronpedia_constructs.release (
  name text PRIMARY KEY,
  ready_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO neuronpedia_constructs.release (name) VALUES (:'release') ON CONFLICT DO NOTHING;
"""

_RUN_MEND = f'{postgres_client.RUN}{_FOLDER}/{_MEND} --set release="$DATABASE_RELEASE"\n'

_WAIT_FOR_RELEASE = f"""\
{postgres_client.WAIT}
while true; do
  ready="$(psql --no-psqlrc --quiet --tuples-only --no-align --set release="$DATABASE_RELEASE" <<'SQL'
SELECT to_regclass('neuronpedia_constructs.release') IS NOT NULL AS recorded \\gset
\\if :recorded
  SELECT EXISTS (SELECT FROM neuronpedia_constructs.release WHERE name = :'release');
\\else
  -- A database that was made by other means: this column is the last thing that its schema gets.
  SELECT EXISTS (
    SELECT FROM pg_attribute WHERE attrelid = to_regclass('"GraphHostSource"') AND attname = 'runpodServerlessUrl'
  );
\\endif
SQL
)" || exit
  [ "$ready" = t ] && exit
  echo "Waiting for the Job {NAME} to bring the database to release $DATABASE_RELEASE"
  sleep 5
done
"""

_WAIT = "wait-for-schema"


class DatabaseInit(Workload):
    """The database's migrations and seed: a Job `db-init-<hash>` that may run again at any time.

    A Job's pod template cannot be changed, so every change makes a Job of another name. Finished Jobs are removed after
    a day.
    """

    def __init__(self, scope: Construct, service: Service) -> None:
        super().__init__(scope, NAME, service)


def service(settings: Settings, wider: MixinScope) -> Service:
    """Return the database Job of an environment."""
    return Service(draft(settings), MixinScope(wider), workloads=lambda final: (job(final),), complete=complete)


def complete(draft: WorkloadDraft, others: Mapping[str, WorkloadDraft]) -> None:
    """Name the release that the Job brings the database to."""
    postgres_client.use_password(draft, others)
    draft.pod.init_containers["mend"].env["DATABASE_RELEASE"] = release(draft)


def release(draft: WorkloadDraft) -> str:
    """Return the name of what the Job makes of the database: another image has other migrations."""
    return digest([draft.pod.image_source.reference(draft.main.image), draft.config_maps])


def wait_for_release(settings: Settings) -> ContainerDraft:
    """Return an init container that ends once the schema is the one of the environment's release."""
    return postgres_client.container(settings, _WAIT, _WAIT_FOR_RELEASE)


def complete_wait(draft: WorkloadDraft, others: Mapping[str, WorkloadDraft]) -> None:
    """Name the release to the init container of a workload that waits for it."""
    postgres_client.use_password(draft, others)
    draft.pod.init_containers[_WAIT].env["DATABASE_RELEASE"] = release(others[NAME])


def draft(settings: Settings) -> WorkloadDraft:
    """Return the Job as it is before any mixin."""
    wait = postgres_client.container(settings, "wait-for-postgres", postgres_client.WAIT)
    mend = postgres_client.container(settings, "mend", _RUN_MEND, mounts={_FOLDER: "sql"})
    migrate = _prisma(settings, "migrate", "migrate deploy")
    seed = _prisma(settings, NAME, "db seed")
    return WorkloadDraft(
        name=NAME,
        selector={"app": NAME},
        labels=settings.labels(NAME, "database-migration"),
        config_maps={SQL: {_MEND: _MEND_SQL}},
        pod=PodDraft(
            containers={seed.name: seed},
            init_containers={container.name: container for container in (wait, migrate, mend)},
            restart_policy="OnFailure",
            security_context=leaves.pod_identity(postgres_client.UID),
            volumes={"sql": ConfigMapFiles(SQL), "tmp": Scratch("1Gi")},
        ),
    )


def _prisma(settings: Settings, name: str, command: str) -> ContainerDraft:
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
            **connections.variables(settings.database, connections.SEED_LIMIT),
        },
        resources=_RESOURCES,
        security_context=leaves.confined(),
        mounts={"/tmp": "tmp"},
    )
