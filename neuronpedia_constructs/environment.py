"""One environment: everything that runs Neuronpedia in one namespace."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal, Self

from cdk8s import Chart, JsonPatch
from cdk8s_plus_28 import k8s

from .checks import check_workload
from .draft.wire import create
from .draft.workload import Prerequisite, SecretKey
from .names import check_instance, check_label, is_dns_name, is_label, parse_url
from .problems import Problem, quoted
from .resolution import Reach, check_scope, resolve
from .scope import MixinScope
from .services.autointerp import Autointerp
from .services.database_init import DatabaseInit
from .services.inference import CONFIG_SUFFIX, SERVICE_SUFFIX, InferenceServer
from .services.ingress import public_ingress
from .services.postgres import Postgres
from .services.webapp import Webapp
from .settings import Settings
from .synthesis import Synthesis

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from constructs import Construct, IMixin

    from .draft.wire import Fields
    from .draft.workload import WorkloadDraft
    from .services.workload import Workload


class Neuronpedia(Chart):
    """One environment of Neuronpedia: a chart with its namespace and its services.

    Args:
        scope: the app, or a construct in it.
        id: name of the environment and of its file, `dist/<id>.k8s.yaml`; a DNS-1123 label.
        namespace: the namespace that is made for it, and that everything is in.
        url: address at which people open the site, such as "https://neuronpedia.example.org". It becomes the host of
            the Ingress, and `NEXT_PUBLIC_URL` and `NEXTAUTH_URL` of the webapp. With https, the Ingress terminates TLS.
        stage: "local" for throw-away clusters, which may pull images without a tag, and may be opened at
            http://localhost:3000, where the webapp asks nobody to log in; anything else is strict. Default
            "production".
        ingress_class: name of the IngressClass; default: the cluster's default class.
        tls_secret: name of the Secret with the certificate, used where the URL is https; default `neuronpedia-tls`.

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
        ingress_class: str | None = None,
        tls_secret: str = "neuronpedia-tls",
    ) -> None:
        synthesis = Synthesis.of(scope)
        public_url, url_problems = parse_url(url, strict=stage != "local")
        self._problems = [
            *check_label("environment", id, "production"),
            *check_label("namespace", namespace, "neuronpedia"),
            *url_problems,
            *_check_names(ingress_class, tls_secret),
        ]
        repeated = any(other.environment_name == id for other in synthesis.environments)
        if repeated:
            fix = "give each environment of the app a name of its own"
            self._problems.append(Problem("environment", f"{quoted(id)}, for the second time", "a name used once", fix))
        # An invalid or repeated name must not fail here, where the other problems are not known yet.
        unique = f"invalid-{len(synthesis.environments)}" if repeated or not is_label(id) else id
        super().__init__(scope, unique, namespace=str(namespace))

        self.environment_name = str(id) or "(unnamed)"
        """The name, also where it is refused."""
        self.settings = Settings(self.environment_name, str(namespace), public_url, stage)
        """What was given, as all services see it."""
        self._mixins = MixinScope(synthesis.mixins).attach(self)

        # First in the file, because everything else is in it.
        made = create(k8s.KubeNamespace, self, "namespace", {"metadata": _namespace_metadata(self.settings)})
        # A chart puts its namespace on every object; a Namespace is in none.
        made.add_json_patch(_without_namespace())
        self.postgres = Postgres(self, self.settings)
        """The database."""
        self.database_init = DatabaseInit(self, self.settings)
        """The Job that migrates and seeds the database."""
        self.autointerp = Autointerp(self, self.settings)
        """The autointerp server."""
        self.webapp = Webapp(self, self.settings)
        """The webapp."""
        class_name = None if ingress_class is None else str(ingress_class)
        self.ingress = public_ingress(self, self.settings, class_name=class_name, tls_secret=str(tls_secret))
        """The way in from outside."""
        self._certificate = Prerequisite("Secret", str(tls_secret), ("tls.crt", "tls.key"))
        self._inference: list[InferenceServer] = []
        synthesis.environments.append(self)

    @property
    def database(self) -> Postgres:
        """The database; another name for `postgres`."""
        return self.postgres

    @property
    def inference_servers(self) -> tuple[InferenceServer, ...]:
        """The inference servers, in the order in which they were added."""
        return tuple(self._inference)

    @property
    def workloads(self) -> tuple[Workload, ...]:
        """Every service with pods of its own."""
        return (self.postgres, self.database_init, self.autointerp, self.webapp, *self._inference)

    @property
    def prerequisites(self) -> tuple[Prerequisite, ...]:
        """The Secrets and ConfigMaps that somebody else has to put into the namespace, with the keys that are read.

        Keys that a service can do without are left out.
        """
        drafts, _ = self.resolve(Reach())
        certificate = [self._certificate] if self.settings.url.is_tls else []
        given = [prerequisite for draft in drafts for prerequisite in draft.prerequisites]
        return _merged([*_secret_keys(drafts), *certificate, *given])

    def add_inference(self, instance: str) -> InferenceServer:
        """Add an inference server; it needs a model, and a GPU profile where the model runs on CUDA.

        Args:
            instance: what tells it from the environment's other servers: it is named `<instance>-inference`. At most 46
                characters, beginning with a letter.

        Raises:
            RuntimeError: the app has been synthesized.
        """
        if self._mixins.closed:
            msg = f"{self.environment_name} has been synthesized already; add inference servers before app.synth()"
            raise RuntimeError(msg)
        problems = check_instance(instance, CONFIG_SUFFIX)
        construct_id = f"{instance}{SERVICE_SUFFIX}"
        if any(server.instance == instance for server in self._inference):
            fix = "give each server an instance of its own, such as the model's name with -a and -b"
            problems.append(Problem("instance", f"{quoted(instance)}, for the second time", "a name used once", fix))
        if problems:
            construct_id = f"invalid-{len(self._inference)}{SERVICE_SUFFIX}"
        server = InferenceServer(self, construct_id, self.settings, str(instance))
        self._problems += (problem.at(server.name) for problem in problems)
        self._inference.append(server)
        return server

    def with_(self, *mixins: IMixin) -> Self:
        """Give mixins to every service that they support, those included that are added later.

        Raises:
            RuntimeError: the app has been synthesized.
            TypeError: one of them is no mixin.
        """
        self._mixins.add(mixins)
        return self

    def resolve(self, reach: Reach) -> tuple[list[WorkloadDraft], list[Problem]]:
        """Return the final draft of each workload, and everything that is wrong with the environment."""
        problems = list(self._problems)
        drafts: list[WorkloadDraft] = []
        for workload in self.workloads:
            draft, found = resolve(workload, reach)
            found += check_scope(workload.mixins, reach)
            found += workload.check(draft)
            found += check_workload(draft, self.settings)
            problems += (problem.at(workload.name) for problem in found)
            drafts.append(draft)
        problems += check_scope(self._mixins, reach)
        return drafts, problems

    def emit(self, drafts: list[WorkloadDraft]) -> None:
        """Create the Kubernetes objects; called once, by synthesis."""
        for workload, draft in zip(self.workloads, drafts, strict=True):
            workload.emit(draft)
        self._mixins.closed = True


def _check_names(ingress_class: str | None, tls_secret: str) -> Iterator[Problem]:
    if ingress_class is not None and not is_dns_name(ingress_class):
        yield Problem("ingress_class", quoted(ingress_class), "the name of an IngressClass", 'write it as "nginx"')
    if not is_dns_name(tls_secret):
        yield Problem("tls_secret", quoted(tls_secret), "the name of a Secret", 'write it as "neuronpedia-tls"')


def _namespace_metadata(settings: Settings) -> Fields:
    """Return the Namespace's metadata: without the label `app`, because it is part of no single service."""
    labels = settings.labels("neuronpedia", "namespace")
    del labels["app"]
    return {"name": settings.namespace, "labels": labels}


@cache
def _without_namespace() -> JsonPatch:
    return JsonPatch.remove("/metadata/namespace")


def _secret_keys(drafts: Iterable[WorkloadDraft]) -> Iterator[Prerequisite]:
    for draft in drafts:
        for container in draft.all_containers():
            for value in container.env.values():
                if isinstance(value, SecretKey) and not value.optional:
                    yield Prerequisite("Secret", value.secret, (value.key,))


def _merged(prerequisites: Iterable[Prerequisite]) -> tuple[Prerequisite, ...]:
    """Return one prerequisite for each object, with all keys that anybody reads."""
    keys: dict[tuple[Literal["ConfigMap", "Secret"], str], set[str]] = {}
    for prerequisite in prerequisites:
        keys.setdefault((prerequisite.kind, prerequisite.name), set()).update(prerequisite.keys)
    return tuple(Prerequisite(kind, name, tuple(sorted(found))) for (kind, name), found in sorted(keys.items()))
