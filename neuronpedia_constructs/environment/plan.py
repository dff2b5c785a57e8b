"""What an environment consists of and what is wrong with it: data, of which `Neuronpedia` makes constructs.

Nothing here crosses the jsii bridge, so that a thousand environments can be checked in the time of one synthesis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.configuration.app import AppConfig
from neuronpedia_constructs.configuration.autointerp import AutointerpConfig
from neuronpedia_constructs.configuration.inference import InferenceConfig
from neuronpedia_constructs.configuration.secrets.external import ENCODED_PASSWORD, external_secrets
from neuronpedia_constructs.configuration.secrets.sources import ExternalSecrets
from neuronpedia_constructs.configuration.variables import checked
from neuronpedia_constructs.database.backups import cron_job
from neuronpedia_constructs.database.config import DatabaseConfig
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.draft.kubernetes.retention import kept
from neuronpedia_constructs.draft.mixin_scope import MixinScope
from neuronpedia_constructs.draft.rules.pod_security import namespace_labels, settle_user
from neuronpedia_constructs.draft.rules.workloads import check_shared_secrets, check_workload
from neuronpedia_constructs.mixins.application import Reach, check_scope, resolve
from neuronpedia_constructs.mixins.availability import objects
from neuronpedia_constructs.mixins.sync_waves import ordered
from neuronpedia_constructs.network import proxy
from neuronpedia_constructs.network.access import Outside
from neuronpedia_constructs.network.policies import Network, network_policies
from neuronpedia_constructs.routes.gateway import GatewayRoute, authorization_policy, backends_route, http_route
from neuronpedia_constructs.routes.ingress import IngressSettings, backends_ingress, public_ingress
from neuronpedia_constructs.services import autointerp, database_index, database_init, inference, webapp
from neuronpedia_constructs.services import database as database_service
from neuronpedia_constructs.services.registration import jobs
from neuronpedia_constructs.validation.names import check_instance, check_label, parse_url
from neuronpedia_constructs.validation.problems import Problem, quoted

from .arguments import (
    check_embedding,
    check_place,
    check_route,
    check_sizing,
    check_stage,
    check_strategy,
    checked_database,
    checked_source,
)
from .prerequisites import prerequisites
from .settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from neuronpedia_constructs.configuration.secrets.sources import SecretSource
    from neuronpedia_constructs.database.spec import DatabaseChoice
    from neuronpedia_constructs.draft.planned import Service
    from neuronpedia_constructs.draft.workload import Prerequisite, Strategy, WorkloadDraft
    from neuronpedia_constructs.routes.gateway import OwnRoute
    from neuronpedia_constructs.routes.ingress import IngressOptions


class Final(NamedTuple):
    """A service, and its draft with all mixins applied."""

    service: Service
    draft: WorkloadDraft


class Plan:
    """The services of one environment, with the mixins that were given to it."""

    def __init__(
        self,
        name: str,
        *,
        namespace: str,
        url: str,
        stage: str = "production",
        cluster: str | None = None,
        app_config: AppConfig | None = None,
        autointerp_config: AutointerpConfig | None = None,
        database: DatabaseChoice | None = None,
        database_config: DatabaseConfig | None = None,
        secrets: SecretSource | None = None,
        route: GatewayRoute | OwnRoute | None = None,
        ingress_namespace: str | None = None,
        egress_cidrs: Sequence[str] | None = None,
        https_proxy: str | None = None,
        wider: MixinScope | None = None,
        **way_in: Unpack[IngressOptions],
    ) -> None:
        local = stage == "local"
        public_url, url_problems = parse_url(url, strict=not local)
        app, app_problems = checked(app_config, AppConfig, "app_config")
        autointerp_server, autointerp_problems = checked(autointerp_config, AutointerpConfig, "autointerp_config")
        of_database, config_problems = checked(database_config, DatabaseConfig, "database_config")
        choice, database_problems = checked_database(database, of_database, local=local)
        source, source_problems = checked_source(secrets, local=local)
        outside = Outside(egress_cidrs=egress_cidrs, https_proxy=https_proxy, ingress_namespace=ingress_namespace)
        self.way_in = IngressSettings(**way_in)
        """How the environment is reached by an Ingress."""
        self.route = route
        """How it is reached otherwise."""
        self.problems = [
            *check_label("environment", name, "production"),
            *check_place(namespace, cluster),
            *url_problems,
            *check_stage(stage),
            *self.way_in.problems(None if url_problems or route is not None else public_url),
            *check_route(route, self.way_in),
            *app_problems,
            *check_embedding(app, source),
            *autointerp_problems,
            *config_problems,
            *database_problems,
            *source_problems,
            *outside.problems(),
        ]
        """What is wrong with the arguments."""
        self.name = str(name) or "(unnamed)"
        """The name, also where it is refused."""
        self.settings = Settings(
            self.name, str(namespace), public_url, stage, cluster, choice, of_database, source, outside
        )
        self.mixins = MixinScope(wider)
        self.postgres = database_service.service(self.settings, self.mixins)
        self.database_init = database_init.service(self.settings, self.mixins)
        self.database_index = database_index.service(self.settings, self.mixins)
        self.autointerp = autointerp.service(self.settings, autointerp_server, self.mixins)
        self.webapp = webapp.service(self.settings, app, self.mixins)
        self.inference: list[Service] = []
        """The inference servers, in the order in which they were added."""
        self.registration = jobs.service(self.settings, app, self.mixins)

    @property
    def services(self) -> tuple[Service, ...]:
        """Every service with pods of its own, each after those that it asks for something."""
        return (
            self.postgres,
            self.database_init,
            self.database_index,
            self.autointerp,
            self.webapp,
            *self.inference,
            self.registration,
        )

    def add_inference(
        self,
        instance: str,
        *,
        config: InferenceConfig | None = None,
        strategy: str = "Recreate",
        sizing: str = "checked",
        sizing_reason: str | None = None,
    ) -> Service:
        """Add an inference server; whatever is wrong with it is noted."""
        checked_config, config_problems = checked(config, InferenceConfig, "config")
        problems = [*check_instance(instance, inference.CONFIG_SUFFIX), *config_problems]
        problems += [*check_strategy(strategy), *check_sizing(sizing, sizing_reason)]
        known: Strategy = "RollingUpdate" if strategy == "RollingUpdate" else "Recreate"
        server = inference.service(self.settings, str(instance), checked_config, known, self.mixins)
        if sizing == "unchecked":
            server.draft.sizing_unchecked = server.draft.notes["sizing-unchecked"] = str(sizing_reason)
        if any(other.name == server.name for other in self.inference):
            fix = "give each server an instance of its own, such as the model's name with -a and -b"
            problems.append(Problem("instance", f"{quoted(instance)}, for the second time", "a name used once", fix))
        elif any(other.name == server.name for other in self.services):
            given = f"{quoted(instance)}, of which comes {server.name}, the name of another service"
            problems.append(Problem("instance", given, "any other name", "call it by its model"))
        self.problems += (problem.at(server.name) for problem in problems)
        self.inference.append(server)
        return server

    def resolve(self, reach: Reach) -> tuple[list[Final], list[Problem]]:
        """Return each service with its final draft, and everything that is wrong with the environment."""
        problems = list(self.problems)
        finals: list[Final] = []
        services = list(self.services)
        for service in services:
            draft, found = resolve(service, reach)
            service.complete(draft, {final.draft.name: final.draft for final in finals})
            self.settle(draft)
            found += check_scope(service.mixins, reach)
            found += service.check(draft)
            found += check_workload(draft, self.settings)
            problems += (problem.at(service.name) for problem in found)
            finals.append(Final(service, draft))
            if draft.backup is not None:
                services.append(cron_job.service(self.settings, draft.backup, self.mixins))
        problems += check_scope(self.mixins, reach)
        problems += check_shared_secrets([final.draft for final in finals])
        return finals, problems

    def settle(self, draft: WorkloadDraft) -> None:
        """Make of a draft, once mixins have changed it, what the choices of the environment make of every draft."""
        database_service.settle(draft, self.settings)
        self.settings.secrets.settle(draft)
        settle_user(draft)
        objects.settle(draft)
        proxy.settle(draft, self.settings)

    def namespace(self, drafts: Sequence[WorkloadDraft]) -> KubeObject:
        """Return the Namespace that everything is in."""
        labels = {**self.settings.common_labels("namespace"), **namespace_labels(drafts)}
        metadata = {"name": self.settings.namespace, "labels": labels}
        (made,) = self.in_order([kept(KubeObject(k8s.KubeNamespace, "namespace", {"metadata": metadata}))], drafts)
        return made

    def surroundings(self, drafts: Sequence[WorkloadDraft]) -> list[KubeObject]:
        """Return the objects that belong to no single service, but for the Namespace and the way in."""
        network = Network(self.settings, drafts, self.way_in)
        made = [*self._external_secrets(drafts), *network_policies(network)]
        if self.way_in.expose_backends:
            made += self._way_to_backends()
        if isinstance(self.route, GatewayRoute) and self.route.istio_principals:
            made.append(authorization_policy(self.settings, self.route))
        return self.in_order(made, drafts)

    def in_order(self, made: Sequence[KubeObject], drafts: Sequence[WorkloadDraft]) -> list[KubeObject]:
        """Return objects with their sync waves, where the environment's services have them."""
        return list(ordered(made) if any(draft.sync_waves for draft in drafts) else made)

    @property
    def ways_in(self) -> list[KubeObject]:
        """The way in from outside, before any mixin; none where it is somebody else's."""
        if any(not problem.warning for problem in self.problems):
            # Nothing will be written, and wrong arguments would not cross the bridge.
            return [KubeObject(k8s.KubeIngress, "ingress", {"metadata": {"name": "invalid"}})]
        if self.route is None:
            return [public_ingress(self.settings, self.way_in)]
        return [http_route(self.settings, self.route)] if isinstance(self.route, GatewayRoute) else []

    def _way_to_backends(self) -> list[KubeObject]:
        if self.route is None:
            return [backends_ingress(self.settings, self.way_in, self.inference)]
        if isinstance(self.route, GatewayRoute):
            return [backends_route(self.settings, self.route, self.inference)]
        return []

    def _external_secrets(self, drafts: Sequence[WorkloadDraft]) -> list[KubeObject]:
        source = self.settings.secrets
        if not isinstance(source, ExternalSecrets):
            return []
        labels = self.settings.common_labels("secrets")
        addresses = database_service.addresses(self.settings, ENCODED_PASSWORD)
        return list(external_secrets(source, drafts, addresses, labels))

    def prerequisites(self) -> tuple[Prerequisite, ...]:
        """Return the objects that somebody else has to make, with the keys that are read."""
        drafts = [final.draft for final in self.resolve(Reach())[0]]
        return prerequisites(self.settings, drafts, self.way_in, self.route)
