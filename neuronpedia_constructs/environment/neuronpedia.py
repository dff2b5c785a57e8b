"""One environment: everything that runs Neuronpedia in one namespace."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal, Self

from cdk8s import JsonPatch
from constructs import Construct

from neuronpedia_constructs.draft.construct import Workload
from neuronpedia_constructs.draft.kubernetes.bridge import is_chart, update_metadata
from neuronpedia_constructs.services.autointerp import Autointerp
from neuronpedia_constructs.services.database import Database
from neuronpedia_constructs.services.database_index import DatabaseIndex
from neuronpedia_constructs.services.database_init import DatabaseInit
from neuronpedia_constructs.services.inference import SERVICE_SUFFIX, InferenceServer
from neuronpedia_constructs.services.registration.jobs import Registration
from neuronpedia_constructs.services.webapp import Webapp
from neuronpedia_constructs.validation.names import is_label
from neuronpedia_constructs.validation.problems import Problem, quoted

from .parts import Parts
from .plan import Plan
from .synthesis import Synthesis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import IMixin

    from neuronpedia_constructs.configuration.app import AppConfig
    from neuronpedia_constructs.configuration.autointerp import AutointerpConfig
    from neuronpedia_constructs.configuration.inference import InferenceConfig
    from neuronpedia_constructs.configuration.secrets.sources import SecretSource
    from neuronpedia_constructs.database.config import DatabaseConfig
    from neuronpedia_constructs.database.spec import DatabaseChoice
    from neuronpedia_constructs.draft.workload import Strategy
    from neuronpedia_constructs.routes.gateway import GatewayRoute, OwnRoute

    from .plan import Final


class Neuronpedia(Parts):
    """One environment of Neuronpedia: a chart with its namespace and its services.

    Args:
        scope: the app, or a construct in it.
        id: name of the environment and of its file, `dist/<id>.k8s.yaml`; a DNS-1123 label.
        namespace: the namespace that is made for it, and that everything is in. It is closed as a whole, so those of
            the cluster itself ("default", "kube-system", …) are refused.
        url: address at which people open the site, such as "https://neuronpedia.example.org". It becomes the host of
            the Ingress, and `NEXT_PUBLIC_URL` and `NEXTAUTH_URL` of the webapp. With https, the Ingress terminates TLS.
        stage: "local" for throw-away clusters, which may pull images without a tag, and may be opened at
            http://localhost:3000, where the webapp asks nobody to log in; anything else is strict. Default
            "production".
        cluster: name of the Kubernetes cluster, a DNS-1123 label such as "east". Only environments of one app that
            have the same namespace need it, to say that they are in different clusters: in the same cluster they would
            overwrite each other, which is a warning. It is not written into manifests. Default: none; an environment
            with stage "local" is in a cluster of its own.
        ingress_class: name of the IngressClass; default: the cluster's default class.
        ingress_host: host of the Ingress; default: that of the url. It can only be that, or a wildcard for it such as
            "*.example.org".
        tls_secret: name of the Secret with the certificate, used where the URL is https; default `neuronpedia-tls`.
        cluster_issuer: name of the ClusterIssuer by which cert-manager makes that Secret; default: none, and somebody
            else makes it.
        issuer: name of an Issuer, of the same namespace, in its place; default: none.
        expose_backends: whether `/api/inference/<instance>` and `/api/autointerp` lead to the servers behind the
            webapp, for clients that know their secret; it needs ingress-nginx. Default False: only the webapp calls
            them. With an `OwnRoute`, they may be called by whoever may call the webapp.
        route: a `GatewayRoute`, or `OwnRoute()` where others lead to the site; default: an Ingress, to which the six
            arguments before belong.
        ingress_namespace: the namespace of the ingress controller, or of the Gateway's pods, from which alone the
            webapp can be called; default: any, as its name is not always the same.
        egress_cidrs: networks outside of the cluster that pods may call, in CIDR notation; default: the internet on
            port 443 without private networks, and the ports of the addresses that other arguments name, wherever they
            are.
        https_proxy: address of a proxy by way of which pods reach the internet, "http://proxy.example.org:3128"; with
            `egress_cidrs`, those networks are reached directly, too. Default: none.
        database: which one: `Postgres`, `CloudNativePg` or `ExternalDatabase`; default `Postgres()`.
        app_config: what the webapp is told; default `AppConfig()`.
        autointerp_config: what the autointerp server is told; default `AutointerpConfig()`.
        database_config: user and database; default `DatabaseConfig()`.
        secrets: where the values of secrets come from: `ClusterSecrets`, `ExternalSecrets` or `DevelopmentSecrets`;
            default `ClusterSecrets()`, Secrets that are in the namespace already.

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
        cluster: str | None = None,
        ingress_class: str | None = None,
        ingress_host: str | None = None,
        tls_secret: str = "neuronpedia-tls",
        cluster_issuer: str | None = None,
        issuer: str | None = None,
        expose_backends: bool = False,
        route: GatewayRoute | OwnRoute | None = None,
        ingress_namespace: str | None = None,
        egress_cidrs: Sequence[str] | None = None,
        https_proxy: str | None = None,
        database: DatabaseChoice | None = None,
        app_config: AppConfig | None = None,
        autointerp_config: AutointerpConfig | None = None,
        database_config: DatabaseConfig | None = None,
        secrets: SecretSource | None = None,
    ) -> None:
        synthesis = Synthesis.of(scope)
        plan = Plan(
            id,
            namespace=namespace,
            url=url,
            stage=stage,
            cluster=cluster,
            ingress_class=ingress_class,
            ingress_host=ingress_host,
            tls_secret=tls_secret,
            cluster_issuer=cluster_issuer,
            issuer=issuer,
            expose_backends=expose_backends,
            route=route,
            ingress_namespace=ingress_namespace,
            egress_cidrs=egress_cidrs,
            https_proxy=https_proxy,
            database=database,
            app_config=app_config,
            autointerp_config=autointerp_config,
            database_config=database_config,
            secrets=secrets,
            wider=synthesis.mixins,
        )
        repeated = any(other.plan.name == id for other in synthesis.environments)
        if repeated:
            fix = "give each environment of the app a name of its own"
            plan.problems.append(Problem("environment", f"{quoted(id)}, for the second time", "a name used once", fix))
        # An invalid or repeated name must not fail here, where the other problems are not known yet.
        unique = f"invalid-{len(synthesis.environments)}" if repeated or not is_label(id) else id
        super().__init__(scope, unique, namespace=plan.settings.namespace)
        self.plan = plan
        plan.mixins.attach(self)

        # First in the file: the Namespace that everything is in, policies that close pods, what makes their Secrets.
        self._surroundings = Construct(self, "surroundings")
        self._postgres = Database(self, plan.postgres) if plan.postgres.draft.pod.containers else None
        self.database_init = DatabaseInit(self, plan.database_init)
        self.database_index = DatabaseIndex(self, plan.database_index)
        self.autointerp = Autointerp(self, plan.autointerp)
        self.webapp = Webapp(self, plan.webapp)
        self._way_in = [(way, way.create(self)) for way in plan.ways_in]
        self.registration = Registration(self, plan.registration)
        self._inference: list[InferenceServer] = []
        synthesis.environments.append(self)

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
            config: what it is told beyond its model; default `InferenceConfig()`.
            strategy: how its Deployment replaces a pod: default "Recreate", the old one goes before the new one comes,
                as a second one would wait for a second GPU. With "RollingUpdate", which needs one to be free, the old
                pod serves until the new one has loaded its model.
            sizing: whether the memory that its model needs is checked against its resource profile; default
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
        """Give mixins to every service that they support, those included that are added later.

        Raises:
            RuntimeError: the app has been synthesized.
            TypeError: one of them is no mixin.
        """
        self.plan.mixins.add(mixins)
        return self

    def emit(self, finals: list[Final]) -> None:
        """Create the Kubernetes objects; called once, by synthesis."""
        drafts = [final.draft for final in finals]
        # Helm makes the namespace of a release itself, and fails where a chart has one that is there already.
        if not is_chart():
            # cdk8s puts the namespace of its chart on every object; a Namespace is in none.
            self.plan.namespace(drafts).create(self._surroundings).add_json_patch(_without_namespace())
        for made in self.plan.surroundings(drafts):
            made.create(self._surroundings)
        for (before, created), after in zip(self._way_in, self.plan.in_order(self.plan.ways_in, drafts), strict=True):
            if after != before:
                update_metadata(created, after.fields["metadata"])
        workloads = {workload.name: workload for workload in self.workloads}
        for service, draft in finals:
            workload = workloads.get(service.name) or Workload(self, service.name, service)
            workload.emit(draft)
        self.plan.mixins.closed = True


@cache
def _without_namespace() -> JsonPatch:
    return JsonPatch.remove("/metadata/namespace")
