"""What an environment consists of and what is wrong with it: data, of which `Neuronpedia` makes constructs.

Nothing here crosses the jsii bridge, so that a thousand environments can be checked in the time of one synthesis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cdk8s_plus_28 import k8s

from .checks import check_workload
from .configuration.app import AppConfig
from .configuration.autointerp import AutointerpConfig
from .configuration.config import checked
from .configuration.database import DatabaseConfig
from .configuration.inference import InferenceConfig
from .draft.render import KubeObject
from .draft.workload import Prerequisite
from .names import check_instance, check_label, is_label_value, parse_url
from .problems import Problem, quoted
from .resolution import Reach, check_scope, resolve
from .scope import MixinScope
from .secrets.external import ENCODED_PASSWORD, external_secrets
from .secrets.needed import needed_keys
from .secrets.sources import ClusterSecrets, ExternalSecrets, SecretSource
from .secrets.variables import OWN_SECRETS
from .services import autointerp, backup, database_init, inference, postgres, registration, webapp
from .services.ingress import IngressSettings, backends_ingress, public_ingress
from .services.network import network_policies
from .settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Unpack

    from .draft.wire import Fields
    from .draft.workload import PrerequisiteKind, Strategy, WorkloadDraft
    from .services.ingress import IngressOptions
    from .services.service import Service


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
        app_config: AppConfig | None = None,
        autointerp_config: AutointerpConfig | None = None,
        database_config: DatabaseConfig | None = None,
        secrets: SecretSource | None = None,
        wider: MixinScope | None = None,
        **way_in: Unpack[IngressOptions],
    ) -> None:
        local = stage == "local"
        public_url, url_problems = parse_url(url, strict=not local)
        app, app_problems = checked(app_config, AppConfig, "app_config")
        autointerp_server, autointerp_problems = checked(autointerp_config, AutointerpConfig, "autointerp_config")
        database, database_problems = checked(database_config, DatabaseConfig, "database_config")
        source, source_problems = _check_source(secrets, local=local)
        self.way_in = IngressSettings(**way_in)
        """How the environment is reached."""
        self.problems = [
            *check_label("environment", name, "production"),
            *check_label("namespace", namespace, "neuronpedia"),
            *url_problems,
            *_check_stage(stage),
            *self.way_in.problems(None if url_problems else public_url),
            *app_problems,
            *autointerp_problems,
            *database_problems,
            *source_problems,
        ]
        """What is wrong with the arguments."""
        self.name = str(name) or "(unnamed)"
        """The name, also where it is refused."""
        self.settings = Settings(self.name, str(namespace), public_url, stage, database, source)
        self.mixins = MixinScope(wider)
        self.postgres = postgres.service(self.settings, self.mixins)
        self.database_init = database_init.service(self.settings, self.mixins)
        self.autointerp = autointerp.service(self.settings, autointerp_server, self.mixins)
        self.webapp = webapp.service(self.settings, app, self.mixins)
        self.inference: list[Service] = []
        """The inference servers, in the order in which they were added."""
        self.registration = registration.service(self.settings, self.mixins)

    @property
    def namespace(self) -> KubeObject:
        """The Namespace that everything is in."""
        metadata = {"name": self.settings.namespace, "labels": self.settings.common_labels("namespace")}
        return KubeObject(k8s.KubeNamespace, "namespace", {"metadata": metadata})

    @property
    def ingress(self) -> KubeObject:
        """The way in from outside."""
        return public_ingress(self.settings, self.way_in)

    @property
    def connections(self) -> list[KubeObject]:
        """Who may call whom, and the way in to the servers behind the webapp, where they are published."""
        exposed = bool(self.way_in.expose_backends)
        ingresses = [backends_ingress(self.settings, self.way_in, self.inference)] if exposed else []
        return [*network_policies(self.settings, expose_backends=exposed), *ingresses]

    @property
    def services(self) -> tuple[Service, ...]:
        """Every service with pods of its own, each after those that it asks for something."""
        return (
            self.postgres,
            self.database_init,
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
        problems += [*_check_strategy(strategy), *_check_sizing(sizing, sizing_reason)]
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
            self.settings.secrets.settle(draft)
            found += check_scope(service.mixins, reach)
            found += service.check(draft)
            found += check_workload(draft, self.settings)
            problems += (problem.at(service.name) for problem in found)
            finals.append(Final(service, draft))
            if draft.backup is not None:
                services.append(backup.service(self.settings, draft.backup, self.mixins))
        problems += check_scope(self.mixins, reach)
        problems += _check_shared_secrets([final.draft for final in finals])
        return finals, problems

    def external_secrets(self, drafts: Sequence[WorkloadDraft]) -> list[tuple[str, Fields]]:
        """Return the name and specification of each ExternalSecret, where secrets come from a store."""
        source = self.settings.secrets
        if not isinstance(source, ExternalSecrets):
            return []
        return list(external_secrets(source, drafts, postgres.addresses(self.settings, ENCODED_PASSWORD)))

    def prerequisites(self) -> tuple[Prerequisite, ...]:
        """Return the objects that somebody else has to make, with the keys that are read."""
        drafts = [final.draft for final in self.resolve(Reach())[0]]
        certificate = Prerequisite("Secret", self.way_in.tls_secret, ("tls.crt", "tls.key"))
        awaits_certificate = self.settings.url.is_tls and not self.way_in.made_by_cert_manager
        given = [prerequisite for draft in drafts for prerequisite in draft.prerequisites]
        source = self.settings.secrets
        keys = list(_secret_keys(drafts))
        if isinstance(source, ExternalSecrets):
            keys = [source.prerequisite, *(key for key in keys if key.name not in OWN_SECRETS)]
        return _merged([*keys, *([certificate] if awaits_certificate else []), *given])


def _check_stage(stage: object) -> Iterator[Problem]:
    if not is_label_value(stage):
        fix = 'write stage="production", or stage="local" for a throw-away cluster'
        yield Problem("stage", quoted(stage), 'a name; "local" is for throw-away clusters', fix)


def _check_strategy(strategy: object) -> Iterator[Problem]:
    if strategy not in ("Recreate", "RollingUpdate"):
        fix = 'leave it out, or write strategy="RollingUpdate" where a second GPU is free during updates'
        yield Problem("strategy", quoted(strategy), '"Recreate" or "RollingUpdate"', fix)


def _check_sizing(sizing: object, reason: object) -> Iterator[Problem]:
    if sizing not in ("checked", "unchecked"):
        yield Problem("sizing", quoted(sizing), '"checked" or "unchecked"', "leave it out")
    elif sizing == "unchecked" and not (isinstance(reason, str) and reason.strip()):
        fix = 'write sizing_reason="measured: 21 GiB", or leave sizing out'
        yield Problem("sizing_reason", quoted(reason), "why the memory needs no check, for whoever reads dist/", fix)
    elif sizing == "checked" and reason is not None:
        fix = 'write sizing="unchecked", or leave sizing_reason out'
        yield Problem("sizing_reason", quoted(reason), 'a reason only where sizing="unchecked"', fix)


def _check_source(secrets: SecretSource | None, *, local: bool) -> tuple[SecretSource, list[Problem]]:
    source = ClusterSecrets() if secrets is None else secrets
    if isinstance(source, SecretSource):
        return source, list(source.problems(local=local))
    allowed = "ClusterSecrets(...), ExternalSecrets(...) or DevelopmentSecrets()"
    return ClusterSecrets(), [Problem("secrets", quoted(source), allowed, "write secrets=ClusterSecrets()")]


def _check_shared_secrets(drafts: Sequence[WorkloadDraft]) -> Iterator[Problem]:
    """List inference servers that demand another secret than the one that the webapp sends to all of them."""
    (sent,) = (draft.main.env.get("INFERENCE_SERVER_SECRET") for draft in drafts if draft.name == webapp.NAME)
    for draft in drafts:
        if draft.takes_model and draft.main.env.get("SECRET") != sent:
            given = "not the one that the webapp sends, so the webapp cannot use this server"
            fix = "give the environment PublicInference() if all of its servers are public; else leave it as it is"
            yield Problem("SECRET", given, "one secret for all servers of a webapp", fix, draft.name, warning=True)


def _secret_keys(drafts: Iterable[WorkloadDraft]) -> Iterator[Prerequisite]:
    for key in needed_keys(drafts):
        if key.required_by:
            yield Prerequisite("Secret", key.secret, (key.name,))


def _merged(prerequisites: Iterable[Prerequisite]) -> tuple[Prerequisite, ...]:
    """Return one prerequisite for each object, with all keys that anybody reads."""
    keys: dict[tuple[PrerequisiteKind, str], set[str]] = {}
    for prerequisite in prerequisites:
        keys.setdefault((prerequisite.kind, prerequisite.name), set()).update(prerequisite.keys)
    return tuple(Prerequisite(kind, name, tuple(sorted(found))) for (kind, name), found in sorted(keys.items()))
