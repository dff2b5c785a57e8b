"""An environment: everything that runs Neuronpedia in one namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from neuronpedia_constructs.draft.construct import Workload
from neuronpedia_constructs.images.listing import images
from neuronpedia_constructs.services.autointerp import Autointerp
from neuronpedia_constructs.services.database import Database
from neuronpedia_constructs.services.database_index import DatabaseIndex
from neuronpedia_constructs.services.database_init import DatabaseInit
from neuronpedia_constructs.services.registration.jobs import Registration
from neuronpedia_constructs.services.webapp import Webapp
from neuronpedia_constructs.validation.names import is_label
from neuronpedia_constructs.validation.plain import plain
from neuronpedia_constructs.validation.problems import Problem, quoted

from .model_servers import ModelServerCharts
from .plan import Plan
from .shared import PublicRoute, SharedObjects
from .synthesis import Synthesis

if TYPE_CHECKING:
    from cdk8s import ApiObject
    from constructs import Construct, IMixin

    from neuronpedia_constructs.configuration.app import AppConfig
    from neuronpedia_constructs.configuration.secrets.sources import SecretSource
    from neuronpedia_constructs.configuration.servers.autointerp import AutointerpConfig
    from neuronpedia_constructs.database.spec import DatabaseSpec
    from neuronpedia_constructs.draft.workload import Prerequisite
    from neuronpedia_constructs.images.listing import Image
    from neuronpedia_constructs.network.access import NetworkAccess
    from neuronpedia_constructs.network.routes.route import Route
    from neuronpedia_constructs.upstream.line import LineName

    from .objects import Objects


class Neuronpedia(ModelServerCharts):
    """An environment of Neuronpedia: a chart with a namespace and its workloads.

    Args:
        scope: the app, or a construct in it.
        id: name of the environment, a DNS-1123 label, unique in the app. In the app itself, its file is
            `dist/<id>.k8s.yaml`; in another construct, cdk8s derives the name of the file from the whole path.
        namespace: namespace to create; it contains everything. Network policies isolate all of it, so the cluster's own
            namespaces ("default", "kube-system", …) are rejected.
        url: URL at which people open the site, such as "https://neuronpedia.example.org". Its host is the host of the
            route; the webapp gets it as `NEXT_PUBLIC_URL` and `NEXTAUTH_URL`. With https, the route terminates TLS.
        stage: "local" for a throw-away cluster, which may pull images without a tag, and whose site may be at
            http://localhost:3000, where the webapp requires no login. Anything else is strict. Default: "production".
        upstream: the line of Neuronpedia's own services that the images hold: "current", which upstream began on
            2026-08-20, or "legacy", the one before it. docs/upstream.md tells which one you have. Default: "current".
        route: how people reach the site: an `IngressRoute`, a `GatewayRoute` or an `OwnRoute`. Default:
            `IngressRoute()`.
        network: who may call the site, and what its pods may call. Default: `NetworkAccess()`.
        database: a `Postgres`, a `CloudNativePg` or an `ExternalDatabase`. Default: `Postgres()`.
        secrets: where secret values come from: `ClusterSecrets`, `ExternalSecrets` or `DevelopmentSecrets`. Default:
            `ClusterSecrets()`, which expects the Secrets in the namespace.
        app_config: configuration of the webapp. Default: `AppConfig()`.
        autointerp_config: configuration of the autointerp server. Default: `AutointerpConfig()`.

    Arguments are validated when the app is synthesized. `InvalidAppError` lists the problems of all environments.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002
        *,
        namespace: str,
        url: str,
        stage: str = "production",
        upstream: LineName = "current",
        route: Route | None = None,
        network: NetworkAccess | None = None,
        database: DatabaseSpec | None = None,
        secrets: SecretSource | None = None,
        app_config: AppConfig | None = None,
        autointerp_config: AutointerpConfig | None = None,
    ) -> None:
        synthesis = Synthesis.of(scope)
        id = plain(id)  # noqa: A001
        plan = Plan(
            id,
            namespace=namespace,
            url=url,
            stage=stage,
            upstream=upstream,
            route=route,
            network=network,
            database=database,
            secrets=secrets,
            app_config=app_config,
            autointerp_config=autointerp_config,
            wider=synthesis.mixins,
        )
        repeated = any(other.plan.name == id for other in synthesis.environments)
        if repeated:
            fix = "give each environment its own name"
            plan.problems.append(
                Problem(
                    "environment.repeated",
                    "environment",
                    f"{quoted(id)} is the name of two environments",
                    "a unique name",
                    fix,
                )
            )
        # An invalid or repeated name must not raise here: synthesis lists it with all other problems.
        unique = f"invalid-{len(synthesis.environments)}" if repeated or not is_label(id) else id
        super().__init__(scope, unique, plan)
        plan.mixins.attach(self)

        # The manifest must begin with the Namespace, followed by what pods refer to.
        self._shared = SharedObjects(self)
        self._postgres = Database(self, plan.postgres) if plan.postgres.draft.pod.containers else None
        self.database_init: DatabaseInit = DatabaseInit(self, plan.database_init)
        """The Job that migrates and seeds the database."""
        self.database_index: DatabaseIndex = DatabaseIndex(self, plan.database_index)
        """The Job that builds the index for searches by meaning."""
        self.autointerp: Autointerp = Autointerp(self, plan.autointerp)
        """The autointerp server."""
        self.webapp: Webapp = Webapp(self, plan.webapp)
        """The webapp."""
        self._route = PublicRoute(plan, self.webapp)
        self.registration: Registration = Registration(self, plan.registration)
        """The CronJob that registers the inference servers with the webapp."""
        synthesis.environments.append(self)

    @property
    def host(self) -> str:
        """The host of the URL, for your own route."""
        return self.plan.context.url.host

    @property
    def postgres(self) -> Database:
        """The database.

        Raises:
            AttributeError: it is an `ExternalDatabase`, which has no pods in the cluster.
        """
        if self._postgres is None:
            raise AttributeError(f"the database of {self.plan.name} is external; add mixins to the environment")
        return self._postgres

    @property
    def database(self) -> Database:
        """The database; another name for `postgres`."""
        return self.postgres

    @property
    def ingress(self) -> ApiObject:
        """The public route: an Ingress, or the HTTPRoute of a `GatewayRoute`.

        Raises:
            AttributeError: the route is an `OwnRoute`, or the app has been synthesized.
        """
        return self._route.construct()

    @property
    def images(self) -> tuple[Image, ...]:
        """All images that the pods run, including third-party images."""
        return images(self.plan.drafts())

    @property
    def workloads(self) -> tuple[Workload, ...]:
        """All workloads with their own pods."""
        jobs = (self.database_init, self.database_index)
        others = (*jobs, self.autointerp, self.webapp, *self.model_servers, self.registration)
        return others if self._postgres is None else (self._postgres, *others)

    @property
    def prerequisites(self) -> tuple[Prerequisite, ...]:
        """The Secrets, ConfigMaps and other objects that you must create, with the keys that workloads read.

        Optional keys are omitted.
        """
        return self.plan.prerequisites()

    def with_(self, *mixins: IMixin) -> Self:
        """Add mixins to every workload that they support, including workloads that are added later.

        Raises:
            RuntimeError: the app has been synthesized.
            TypeError: one of them is not a mixin.
        """
        self.plan.mixins.add(mixins)
        return self

    def emit(self, objects: Objects) -> None:
        """Create the Kubernetes objects. Synthesis calls it once. Internal."""
        self._shared.emit(objects.shared)
        workloads = {workload.name: workload for workload in self.workloads}
        for plan, made_of_workload in objects.workloads:
            workload = workloads.get(plan.name) or Workload(self, plan.name, plan)
            workload.emit(made_of_workload)
        self._route.emit(objects.route)
        self.plan.mixins.closed = True
