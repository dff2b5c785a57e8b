"""The database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.database.cloud_native_pg import CloudNativePg
from neuronpedia_constructs.database.cluster import ClusterPlan
from neuronpedia_constructs.database.external import ExternalDatabase, ExternalPlan
from neuronpedia_constructs.database.postgres import Postgres
from neuronpedia_constructs.database.stateful_set import PostgresPlan
from neuronpedia_constructs.draft.construct import Workload
from neuronpedia_constructs.network.endpoints import POSTGRES as NAME

if TYPE_CHECKING:
    from constructs import Construct

    from neuronpedia_constructs.database.draft import DatabaseDraft
    from neuronpedia_constructs.database.spec import DatabaseSpec
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.mixin_scope import MixinScope
    from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
    from neuronpedia_constructs.network.access import NetworkAccess


class Database(Workload):
    """The database: a StatefulSet `postgres` with its Service, or a Cluster of the CloudNativePG operator."""

    def __init__(self, scope: Construct, plan: WorkloadPlan[DatabaseDraft]) -> None:
        super().__init__(scope, NAME, plan)


def database_plan(
    context: Context, database: DatabaseSpec, access: NetworkAccess, wider: MixinScope
) -> WorkloadPlan[DatabaseDraft]:
    """Return the workload of an environment's database; an external database has no pods."""
    if isinstance(database, CloudNativePg):
        return ClusterPlan(context, database, access, wider)
    if isinstance(database, ExternalDatabase):
        return ExternalPlan(wider)
    return PostgresPlan(context, database if isinstance(database, Postgres) else Postgres(), wider)
