"""The Job that builds the index for semantic search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.database import client
from neuronpedia_constructs.draft.construct import Workload
from neuronpedia_constructs.draft.kubernetes.security_contexts import pod_identity
from neuronpedia_constructs.draft.pod import PodDraft
from neuronpedia_constructs.draft.rendering.jobs import job
from neuronpedia_constructs.draft.volumes import ConfigMapVolume
from neuronpedia_constructs.draft.workload import WorkloadDraft
from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
from neuronpedia_constructs.network.endpoints import DATABASE_INDEX as NAME

from . import database_init

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from constructs import Construct

    from neuronpedia_constructs.database.spec import DatabaseSpec
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
    from neuronpedia_constructs.draft.mixin_scope import MixinScope

_DEADLINE = 12 * 60 * 60
_FOLDER = "/sql"
_FILE = "index.sql"

# Not "Explanation_embedding_idx": the migrations make a btree of that name, which no search can use.
_SQL = """\
-- The webapp finds explanations by the distance of "embedding", but no migration creates an index for it. The build
-- blocks neither reads nor writes, and the server stops it if this client disconnects.
SET client_connection_check_interval = '10s';
SET statement_timeout = 0;
-- Less than the pod's shared memory, which parallel workers use.
SET maintenance_work_mem = '512MB';

-- Builds must not overlap. The Job retries this one.
DO $$
BEGIN
  IF NOT pg_try_advisory_lock(hashtextextended('neuronpedia-constructs/index', 0)) THEN
    RAISE EXCEPTION 'another build of the index is running';
  END IF;
END
$$;

-- An interrupted build leaves an invalid index.
SELECT format('DROP INDEX CONCURRENTLY %s', indexrelid::regclass)
FROM pg_index WHERE indexrelid = to_regclass('"Explanation_embedding_hnsw"') AND NOT indisvalid \\gexec

SELECT EXISTS (
  SELECT FROM pg_index
  JOIN pg_class ON pg_class.oid = indexrelid
  JOIN pg_am ON pg_am.oid = relam AND amname = 'hnsw'
  JOIN pg_opclass ON pg_opclass.oid = indclass[0] AND opcname = 'vector_cosine_ops'
  JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0] AND attname = 'embedding'
  WHERE indrelid = '"Explanation"'::regclass AND indisvalid AND indpred IS NULL
) AS there \\gset
\\if :there
  \\echo 'The index for semantic search exists.'
\\else
  \\echo 'Building the index for semantic search. The webapp stays available.'
  CREATE INDEX CONCURRENTLY "Explanation_embedding_hnsw" ON "Explanation"
    USING hnsw (embedding vector_cosine_ops) WITH (m = 16, ef_construction = 100);
  \\echo 'The index is built.'
\\endif
"""

_BUILD = f"""\
busy="SELECT to_regclass('{database_init.MIGRATING}') IS NOT NULL
  OR EXISTS (SELECT FROM pg_stat_progress_create_index WHERE relid = to_regclass('\\"Explanation\\"'))"
while running="$(psql --no-psqlrc --tuples-only --no-align --command "$busy")" || exit; do
  [ "$running" = f ] && break
  echo "A migration or another build of an index is running."
  sleep 15
done
{client.RUN}{_FOLDER}/{_FILE}
"""


class DatabaseIndex(Workload):
    """The index for semantic search: a Job `db-index-<hash>`, which builds it while the webapp is in use.

    It waits for `db-init`, does nothing if such an index exists, and starts over after an interrupted build. The next
    `db-init` cancels a build that is still running, because migrations would wait for it.
    """

    def __init__(self, scope: Construct, plan: DatabaseIndexPlan) -> None:
        super().__init__(scope, NAME, plan)


class DatabaseIndexPlan(WorkloadPlan[WorkloadDraft]):
    """The build of the index as a Job."""

    def __init__(self, context: Context, database: DatabaseSpec, wider: MixinScope) -> None:
        super().__init__(_draft(context, database), wider)

    def finalize(self, draft: WorkloadDraft, others: Mapping[str, WorkloadDraft]) -> None:
        """Name the release that the Job waits for."""
        database_init.finalize_wait(draft, others)

    def controllers(self, draft: WorkloadDraft) -> Iterator[KubeObject]:
        """Yield the Job."""
        yield job(draft, deadline=_DEADLINE)


def _draft(context: Context, database: DatabaseSpec) -> WorkloadDraft:
    """Return the draft before any mixin."""
    wait = database_init.wait_for_release(context, database)
    env = {"PGAPPNAME": database_init.INDEX_BUILD}
    build = client.container(context, database, NAME, _BUILD, env=env, volume_mounts={_FOLDER: "sql"})
    return WorkloadDraft(
        name=NAME,
        selector={"app": NAME},
        labels=context.labels(NAME, "database-index"),
        config_maps={f"{NAME}-sql": {_FILE: _SQL}},
        pod=PodDraft(
            containers={NAME: build},
            init_containers={wait.name: wait},
            restart_policy="Never",
            security_context=pod_identity(client.UID),
            volumes={"sql": ConfigMapVolume(f"{NAME}-sql")},
        ),
    )
