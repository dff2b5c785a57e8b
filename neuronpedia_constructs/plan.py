"""What an environment consists of and what is wrong with it: data, of which `Neuronpedia` makes constructs.

Nothing here crosses the jsii bridge, so that a thousand environments can be checked in the time of one synthesis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from .checks import check_workload
from .draft.workload import Prerequisite, SecretKey
from .names import check_instance, check_label, is_dns_name, parse_url
from .problems import Problem, quoted
from .resolution import Reach, check_scope, resolve
from .scope import MixinScope
from .services import autointerp, database_init, inference, postgres, webapp
from .services.service import Service
from .settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .draft.workload import WorkloadDraft


class Plan:
    """The services of one environment, with the mixins that were given to it."""

    def __init__(
        self,
        name: str,
        *,
        namespace: str,
        url: str,
        stage: str = "production",
        ingress_class: str | None = None,
        tls_secret: str = "neuronpedia-tls",
        wider: MixinScope | None = None,
    ) -> None:
        public_url, url_problems = parse_url(url, strict=stage != "local")
        self.problems = [
            *check_label("environment", name, "production"),
            *check_label("namespace", namespace, "neuronpedia"),
            *url_problems,
            *_check_names(ingress_class, tls_secret),
        ]
        """What is wrong with the arguments."""
        self.name = str(name) or "(unnamed)"
        """The name, also where it is refused."""
        self.settings = Settings(self.name, str(namespace), public_url, stage)
        self.ingress_class = None if ingress_class is None else str(ingress_class)
        self.tls_secret = str(tls_secret)
        self.mixins = MixinScope(wider)
        self.postgres = Service(postgres.draft(self.settings), self.mixins)
        self.database_init = Service(database_init.draft(self.settings), self.mixins)
        self.autointerp = Service(autointerp.draft(self.settings), self.mixins)
        self.webapp = Service(webapp.draft(self.settings), self.mixins)
        self.inference: list[Service] = []
        """The inference servers, in the order in which they were added."""

    @property
    def services(self) -> tuple[Service, ...]:
        """Every service with pods of its own."""
        return (self.postgres, self.database_init, self.autointerp, self.webapp, *self.inference)

    def add_inference(self, instance: str) -> Service:
        """Add an inference server; whatever is wrong with its name is noted."""
        problems = check_instance(instance, inference.CONFIG_SUFFIX)
        server = Service(inference.draft(self.settings, str(instance)), self.mixins, inference.check)
        if any(other.name == server.name for other in self.inference):
            fix = "give each server an instance of its own, such as the model's name with -a and -b"
            problems.append(Problem("instance", f"{quoted(instance)}, for the second time", "a name used once", fix))
        self.problems += (problem.at(server.name) for problem in problems)
        self.inference.append(server)
        return server

    def resolve(self, reach: Reach) -> tuple[list[WorkloadDraft], list[Problem]]:
        """Return the final draft of each service, and everything that is wrong with the environment."""
        problems = list(self.problems)
        drafts: list[WorkloadDraft] = []
        for service in self.services:
            draft, found = resolve(service, reach)
            found += check_scope(service.mixins, reach)
            found += service.check(draft)
            found += check_workload(draft, self.settings)
            problems += (problem.at(service.name) for problem in found)
            drafts.append(draft)
        problems += check_scope(self.mixins, reach)
        return drafts, problems

    def prerequisites(self) -> tuple[Prerequisite, ...]:
        """Return the objects that somebody else has to make, with the keys that are read."""
        drafts, _ = self.resolve(Reach())
        certificate = Prerequisite("Secret", self.tls_secret, ("tls.crt", "tls.key"))
        given = [prerequisite for draft in drafts for prerequisite in draft.prerequisites]
        return _merged([*_secret_keys(drafts), *([certificate] if self.settings.url.is_tls else []), *given])


def _check_names(ingress_class: str | None, tls_secret: str) -> Iterator[Problem]:
    if ingress_class is not None and not is_dns_name(ingress_class):
        yield Problem("ingress_class", quoted(ingress_class), "the name of an IngressClass", 'write it as "nginx"')
    if not is_dns_name(tls_secret):
        yield Problem("tls_secret", quoted(tls_secret), "the name of a Secret", 'write it as "neuronpedia-tls"')


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
