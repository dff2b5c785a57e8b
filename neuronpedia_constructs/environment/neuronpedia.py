"""One environment: everything that runs Neuronpedia in one namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self

from cdk8s import Chart

from neuronpedia_constructs.draft.construct import Workload
from neuronpedia_constructs.images.listing import images
from neuronpedia_constructs.services.autointerp import Autointerp
from neuronpedia_constructs.services.database import Database
from neuronpedia_constructs.services.database_index import DatabaseIndex
from neuronpedia_constructs.services.database_init import DatabaseInit
from neuronpedia_constructs.services.inference import SERVICE_SUFFIX, InferenceServer
from neuronpedia_constructs.services.registration.jobs import Registration
from neuronpedia_constructs.services.webapp import Webapp
from neuronpedia_constructs.validation.names import is_label
from neuronpedia_constructs.validation.problems import Problem, quoted

from .plan import Plan
from .shared import PublicRoute, SharedObjects
from .synthesis import Synthesis

if TYPE_CHECKING:
    from cdk8s import ApiObject
    from constructs import Construct, IMixin

    from neuronpedia_constructs.configuration.app import AppConfig
    from neuronpedia_constructs.configuration.autointerp import AutointerpConfig
    from neuronpedia_constructs.configuration.inference import InferenceConfig
    from neuronpedia_constructs.configuration.secrets.sources import SecretSource
    from neuronpedia_constructs.database.spec import DatabaseSpec
    from neuronpedia_constructs.draft.workload import Prerequisite, Strategy
    from neuronpedia_constructs.images.listing import Image
    from neuronpedia_constructs.network.access import NetworkAccess
    from neuronpedia_constructs.routes.route import Route

    from .objects import Objects


class Neuronpedia(Chart):
    """One environment of Neuronpedia: a chart with its namespace and its workloads.

    Args:
        scope: the app, or a construct in it.
        id: name of the environment and of its file, `dist/<id>.k8s.yaml`; a DNS-1123 label.
        namespace: the namespace that is created for it, and that holds everything. It is closed as a whole, so those of
            the cluster itself ("default", "kube-system", …) are refused.
        url: address at which people open the site, such as "https://neuronpedia.example.org". It becomes the host of
            the route, and `NEXT_PUBLIC_URL` and `NEXTAUTH_URL` of the webapp. With https, the route terminates TLS.
        stage: "local" for throw-away clusters, which may pull images without a tag, and may be opened at
            http://localhost:3000, where the webapp asks nobody to log in; anything else is strict. Default
            "production".
        route: how people reach the site: an `IngressRoute`, a `GatewayRoute` or an `OwnRoute`. Default
            `IngressRoute()`.
        network: who may call the site, and what its pods may call. Default `NetworkAccess()`.
        database: a `Postgres`, a `CloudNativePg` or an `ExternalDatabase`. Default `Postgres()`.
        secrets: where the values of secrets come from: `ClusterSecrets`, `ExternalSecrets` or `DevelopmentSecrets`.
            Default `ClusterSecrets()`, Secrets that are in the namespace already.
        app_config: configuration of the webapp. Default `AppConfig()`.
        autointerp_config: configuration of the autointerp server. Default `AutointerpConfig()`.

    Arguments are checked when the app is synthesized: `InvalidAppError` lists what is wrong in any environment.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002
        *,
        namespace: str,
        url: str,
        stage: str = "production",
        route: Route | None = None,
        network: NetworkAccess | None = None,
        database: DatabaseSpec | None = None,
        secrets: SecretSource | None = None,
        app_config: AppConfig | None = None,
        autointerp_config: AutointerpConfig | None = None,
    ) -> None:
        synthesis = Synthesis.of(scope)
        plan = Plan(
            id,
            namespace=namespace,
            url=url,
            stage=stage,
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
            fix = "give each environment of the app a name of its own"
            plan.problems.append(
                Problem(
                    "environment.repeated",
                    "environment",
                    f"{quoted(id)} is the name of two environments",
                    "a name used once",
                    fix,
                )
            )
        # An invalid or repeated name must not fail here, where the other problems are not known yet.
        unique = f"invalid-{len(synthesis.environments)}" if repeated or not is_label(id) else id
        super().__init__(scope, unique, namespace=plan.context.namespace)
        self.plan = plan
        """What the environment consists of, as data. Internal."""
        plan.mixins.attach(self)

        # First in the file: the Namespace, then what pods refer to.
        self._shared = SharedObjects(self)
        self._postgres = Database(self, plan.postgres) if plan.postgres.draft.pod.containers else None
        self.database_init: DatabaseInit = DatabaseInit(self, plan.database_init)
        """The Job that migrates and seeds the database."""
        self.database_index: DatabaseIndex = DatabaseIndex(self, plan.database_index)
        """The Job that builds the index of searches by meaning."""
        self.autointerp: Autointerp = Autointerp(self, plan.autointerp)
        """The autointerp server."""
        self.webapp: Webapp = Webapp(self, plan.webapp)
        """The webapp."""
        self._route = PublicRoute(plan, self.webapp)
        self.registration: Registration = Registration(self, plan.registration)
        """The CronJob that tells the webapp where the inference servers are."""
        self._inference: list[InferenceServer] = []
        synthesis.environments.append(self)

    @property
    def host(self) -> str:
        """The host of the url, for a route of your own."""
        return self.plan.context.url.host

    @property
    def postgres(self) -> Database:
        """The database.

        Raises:
            AttributeError: it is an `ExternalDatabase`, which has no pods here.
        """
        if self._postgres is None:
            raise AttributeError(f"the database of {self.plan.name} is elsewhere; give mixins to the environment")
        return self._postgres

    @property
    def database(self) -> Database:
        """The database; another name for `postgres`."""
        return self.postgres

    @property
    def ingress(self) -> ApiObject:
        """The public route: an Ingress, or the HTTPRoute of a `GatewayRoute`.

        Raises:
            AttributeError: there is an `OwnRoute`, or the app has been synthesized.
        """
        return self._route.construct()

    @property
    def images(self) -> tuple[Image, ...]:
        """Every image that the pods run, those of others included."""
        return images(self.plan.drafts())

    @property
    def inference_servers(self) -> tuple[InferenceServer, ...]:
        """The inference servers, in the order in which they were added."""
        return tuple(self._inference)

    @property
    def workloads(self) -> tuple[Workload, ...]:
        """Every workload with pods of its own."""
        jobs = (self.database_init, self.database_index)
        others = (*jobs, self.autointerp, self.webapp, *self._inference, self.registration)
        return others if self._postgres is None else (self._postgres, *others)

    @property
    def prerequisites(self) -> tuple[Prerequisite, ...]:
        """The Secrets, ConfigMaps and other objects that have to be created elsewhere, with the keys that are read.

        Keys that a workload can do without are left out.
        """
        return self.plan.prerequisites()

    def add_inference(
        self,
        instance: str,
        *,
        config: InferenceConfig | None = None,
        strategy: Strategy = "Recreate",
        sizing: Literal["checked", "unchecked"] = "checked",
        sizing_reason: str | None = None,
    ) -> InferenceServer:
        """Add an inference server; it needs a model, and a GPU profile where the model runs on CUDA.

        Args:
            instance: what tells it from the environment's other servers: it is named `<instance>-inference`. At most 46
                characters, beginning with a letter.
            config: configuration beyond its model. Default `InferenceConfig()`.
            strategy: how its Deployment replaces a pod. Default "Recreate", the old one goes before the new one comes,
                as a second one would wait for a second GPU. With "RollingUpdate", which needs one to be free, the old
                pod serves until the new one has loaded its model.
            sizing: whether the memory that its model needs is checked against its resource profile. Default
                "checked". With "unchecked", what does not fit is no problem.
            sizing_reason: why "unchecked"; it becomes the annotation `sizing-unchecked` of the Deployment. Default:
                none, which only "checked" accepts.

        Raises:
            RuntimeError: the app has been synthesized.
        """
        if self.plan.mixins.closed:
            msg = f"{self.plan.name} has been synthesized already; add inference servers before app.synth()"
            raise RuntimeError(msg)
        found = len(self.plan.problems)
        planned = self.plan.add_inference(
            instance, config=config, strategy=strategy, sizing=sizing, sizing_reason=sizing_reason
        )
        wrong = len(self.plan.problems) > found
        construct_id = f"invalid-{len(self._inference)}{SERVICE_SUFFIX}" if wrong else planned.name
        server = InferenceServer(self, construct_id, planned, str(instance))
        self._inference.append(server)
        return server

    def with_(self, *mixins: IMixin) -> Self:
        """Give mixins to every workload that they support, those included that are added later.

        Raises:
            RuntimeError: the app has been synthesized.
            TypeError: one of them is not a mixin.
        """
        self.plan.mixins.add(mixins)
        return self

    def emit(self, objects: Objects) -> None:
        """Create the Kubernetes objects; synthesis calls it once. Internal."""
        self._shared.emit(objects.shared)
        workloads = {workload.name: workload for workload in self.workloads}
        for plan, made_of_workload in objects.workloads:
            workload = workloads.get(plan.name) or Workload(self, plan.name, plan)
            workload.emit(made_of_workload)
        self._route.emit(objects.route)
        self.plan.mixins.closed = True
