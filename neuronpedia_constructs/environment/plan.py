"""The parts of an environment and their problems, as data from which `Neuronpedia` creates constructs.

Nothing here crosses the jsii bridge: checking a thousand environments takes no longer than synthesizing one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.configuration.app import AppConfig
from neuronpedia_constructs.configuration.secrets.sources import ClusterSecrets, SecretSource
from neuronpedia_constructs.configuration.servers.autointerp import AutointerpConfig
from neuronpedia_constructs.database import references
from neuronpedia_constructs.database.backups.cron_job import BackupPlan
from neuronpedia_constructs.database.draft import DatabaseDraft
from neuronpedia_constructs.database.postgres import Postgres
from neuronpedia_constructs.database.spec import DatabaseSpec
from neuronpedia_constructs.draft.context import Context
from neuronpedia_constructs.draft.mixin_scope import MixinScope
from neuronpedia_constructs.draft.rendering.disk import request_disk
from neuronpedia_constructs.draft.rules.pod_security import finalize_contexts, finalize_user
from neuronpedia_constructs.draft.rules.workloads import check_workload
from neuronpedia_constructs.images.tags import tag_problems
from neuronpedia_constructs.mixins.application import MixinTargets, check_scope
from neuronpedia_constructs.mixins.availability import objects as availability
from neuronpedia_constructs.models.public import secret_problems
from neuronpedia_constructs.network import mesh, proxy
from neuronpedia_constructs.network.access import NetworkAccess
from neuronpedia_constructs.network.dns import nameserver_problems
from neuronpedia_constructs.network.routes.ingress import IngressRoute
from neuronpedia_constructs.network.routes.route import Route
from neuronpedia_constructs.services.autointerp import AutointerpPlan
from neuronpedia_constructs.services.database import database_plan
from neuronpedia_constructs.services.database_index import DatabaseIndexPlan
from neuronpedia_constructs.services.database_init import DatabaseInitPlan
from neuronpedia_constructs.services.registration.jobs import RegistrationPlan
from neuronpedia_constructs.services.webapp import WebappPlan
from neuronpedia_constructs.upstream.lines import CURRENT, NAMES, check_line, find_line
from neuronpedia_constructs.validation.names import check_label
from neuronpedia_constructs.validation.plain import plain
from neuronpedia_constructs.validation.urls import parse_url

from .arguments import (
    check_embedding,
    check_namespace,
    check_principals,
    check_stage,
    checked,
)
from .prerequisites import prerequisites
from .servers import ModelServers, check_servers
from .workloads import Environment, FinalWorkload, finalize_workload

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.draft.workload import Prerequisite, WorkloadDraft
    from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
    from neuronpedia_constructs.validation.problems import Problem


class Plan:
    """The options, workloads and mixins of an environment."""

    def __init__(
        self,
        name: str,
        *,
        namespace: str,
        url: str,
        stage: str = "production",
        upstream: str = CURRENT,
        route: Route | None = None,
        network: NetworkAccess | None = None,
        database: DatabaseSpec | None = None,
        secrets: SecretSource | None = None,
        app_config: AppConfig | None = None,
        autointerp_config: AutointerpConfig | None = None,
        wider: MixinScope | None = None,
    ) -> None:
        name, namespace, url, stage, upstream = map(plain, (name, namespace, url, stage, upstream))
        self.name = str(name) or "(unnamed)"
        """The name, even if it is invalid."""
        public_url, url_problems = parse_url(url, strict=stage != "local")
        line = find_line(upstream if upstream in NAMES else CURRENT)
        self.context = context = Context(self.name, str(namespace), public_url, stage, line)
        self.route, route_problems = checked("route", route, Route, IngressRoute(), context)
        self.network, network_problems = checked("network", network, NetworkAccess, NetworkAccess(), context)
        self.database, database_problems = checked("database", database, DatabaseSpec, Postgres(), context)
        self.secrets, secret_problems = checked("secrets", secrets, SecretSource, ClusterSecrets(), context)
        app, app_problems = checked("app_config", app_config, AppConfig, AppConfig(), context)
        autointerp, autointerp_problems = checked(
            "autointerp_config", autointerp_config, AutointerpConfig, AutointerpConfig(), context
        )
        self.problems = [
            *check_label("environment.invalid", "environment", name, "production"),
            *check_namespace(namespace),
            *url_problems,
            *check_stage(stage),
            *check_line(upstream),
            *route_problems,
            *app_problems,
            *check_embedding(app, self.secrets),
            *autointerp_problems,
            *database_problems,
            *secret_problems,
            *network_problems,
            *check_principals(self.route, self.network),
        ]
        """The problems of the arguments."""
        self.mixins = MixinScope(wider)
        self.postgres = database_plan(context, self.database, self.network, self.mixins)
        self.database_init = DatabaseInitPlan(context, self.database, self.mixins)
        self.database_index = DatabaseIndexPlan(context, self.database, self.mixins)
        self.autointerp = AutointerpPlan(context, autointerp, self.mixins)
        self.webapp = WebappPlan(context, self.database, app, self.mixins)
        self.servers = ModelServers(self)
        """The servers that run models, in the order they were added."""
        self._app = app
        self.registration = RegistrationPlan(context, self.database, app, self.mixins)

    @property
    def workloads(self) -> tuple[WorkloadPlan[Any], ...]:
        """The workloads, except those that mixins add. Each comes after the workloads whose drafts it reads."""
        jobs = (self.database_init, self.database_index)
        return (self.postgres, *jobs, self.autointerp, self.webapp, *self.servers.all, self.registration)

    def drafts(self) -> list[WorkloadDraft]:
        """Return the final draft of each workload."""
        return [final.draft for final in self.finalize(MixinTargets())[0]]

    def finalize(self, targets: MixinTargets) -> tuple[list[FinalWorkload], list[Problem]]:
        """Return each workload with its final draft, and all problems of the environment."""
        problems = list(self.problems)
        finals: list[FinalWorkload] = []
        for plan in self.workloads:
            problems += self._finalize_workload(plan, targets, finals)
        # Mixins of the database decide whether there are backups.
        database = finals[0].draft
        if isinstance(database, DatabaseDraft) and database.backup is not None:
            backups = BackupPlan(self.context, self.database, database.backup, self.mixins)
            problems += self._finalize_workload(backups, targets, finals)
        problems += check_scope(self.mixins, targets)
        drafts = [final.draft for final in finals]
        problems += secret_problems(drafts)
        problems += check_servers(self._app, self.servers)
        labelled = [(draft.name, {**draft.pod_annotations, **draft.all_labels}) for draft in drafts]
        problems += mesh.check_by_hand(labelled, self.network.mesh)
        return finals, problems

    def _finalize_workload(
        self, plan: WorkloadPlan[Any], targets: MixinTargets, finals: list[FinalWorkload]
    ) -> list[Problem]:
        """Add a workload to the final ones, and return its problems."""
        environment = Environment(self.context.namespace, self.finalize_draft, self._draft_problems, self.problems)
        final, problems = finalize_workload(environment, plan, targets, finals)
        finals.append(final)
        return [problem.at(plan.name) for problem in (*problems, *check_scope(plan.mixins, targets))]

    def finalize_draft(self, plan: WorkloadPlan[Any], draft: WorkloadDraft, finals: Sequence[FinalWorkload]) -> None:
        """Complete a draft from the mixins of the workload and the options of the environment."""
        plan.finalize(draft, {final.draft.name: final.draft for final in finals})
        references.finalize(draft, self.database)
        self.secrets.finalize(draft)
        finalize_contexts(draft)
        finalize_user(draft)
        request_disk(draft)
        availability.finalize(draft)
        proxy.finalize(draft, self.network)
        if self.database.operated_from is None or plan is not self.postgres:
            mesh.finalize(draft, self.network.mesh)

    def _draft_problems(self, plan: WorkloadPlan[Any], draft: WorkloadDraft) -> Iterator[Problem]:
        yield from plan.problems(draft)
        yield from tag_problems(draft, self.context)
        yield from check_workload(draft)
        yield from nameserver_problems(draft, self.network.dns)

    def prerequisites(self) -> tuple[Prerequisite, ...]:
        """Return the objects that must be created elsewhere, with the keys that workloads read."""
        of_route = self.route.prerequisites(self.context)
        return prerequisites(self.drafts(), self.database, self.secrets, of_route)
