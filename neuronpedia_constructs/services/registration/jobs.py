"""The registration of the inference servers in the webapp's database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.database import client
from neuronpedia_constructs.draft.construct import Workload
from neuronpedia_constructs.draft.jobs import cron_job, job
from neuronpedia_constructs.draft.kubernetes.bridge import digest
from neuronpedia_constructs.draft.kubernetes.security_contexts import pod_identity
from neuronpedia_constructs.draft.mixin_scope import MixinScope
from neuronpedia_constructs.draft.planned import Service
from neuronpedia_constructs.draft.pod import PodDraft
from neuronpedia_constructs.draft.volumes import ConfigMapFiles
from neuronpedia_constructs.draft.workload import WorkloadDraft
from neuronpedia_constructs.services import database_init, inference

from .sql import Host, register

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from constructs import Construct

    from neuronpedia_constructs.configuration.app import AppConfig
    from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
    from neuronpedia_constructs.environment.settings import Settings

NAME = "register-inference"

_SCHEDULE = "*/5 * * * *"
_FOLDER = "/sql"
_FILE = "register.sql"

_ENGINES = {"CHATSPACE": "CSPACE", "NNSIGHT": "NNSIGHT"}
"""What the webapp calls a server in whose configuration one of these is "true"."""


class Registration(Workload):
    """What tells the webapp where the inference servers are: CronJob `register-inference`, and Jobs like it.

    The webapp looks them up in its database, for each source; so each run writes which server serves which of the
    sources that have been imported by then. A run registers all servers, and removes those that are gone. There is one
    every five minutes, and one for each server that is new or has changed, so that nobody has to wait for it.
    """

    def __init__(self, scope: Construct, service: Service) -> None:
        super().__init__(scope, NAME, service)


def service(settings: Settings, config: AppConfig, wider: MixinScope) -> Service:
    """Return the registration of an environment's inference servers."""
    keep_foreign = config.foreign_hosts == "keep"

    def complete(draft: WorkloadDraft, others: Mapping[str, WorkloadDraft]) -> None:
        servers = list(hosts(others.values()))
        draft.runs_for = {server.instance: digest([*server[:-1], vars(server.sources)]) for server in servers}
        database_init.complete_wait(draft, others)
        draft.config_maps[NAME] = {_FILE: register(settings.environment, servers, keep_foreign=keep_foreign)}

    return Service(draft(settings), MixinScope(wider), workloads=_workloads, complete=complete)


def hosts(drafts: Iterable[WorkloadDraft]) -> Iterator[Host]:
    """Yield the inference servers among final drafts."""
    for draft in drafts:
        if draft.model is not None and draft.model.sources is not None:
            url = f"http://{draft.name}:{inference.PORT}"
            yield Host(draft.selector["instance"], url, _engine(draft), draft.model.sources)


def _engine(draft: WorkloadDraft) -> str:
    told = {name: value for data in draft.config_maps.values() for name, value in data.items()}
    engines = [engine for name, engine in _ENGINES.items() if told.get(name, "").lower() == "true"]
    return engines[0] if engines else "TRANSFORMER_LENS"


def _workloads(draft: WorkloadDraft) -> Iterator[KubeObject]:
    for instance, content in draft.runs_for.items():
        # Another Job when this server has changed, whatever the others have done.
        own = draft.copy()
        own.annotations[f"checksum/{instance}"] = content
        yield job(own, checksums=False)
    yield cron_job(draft, _SCHEDULE, deadline=240, late=200)


def draft(settings: Settings) -> WorkloadDraft:
    """Return the registration as it is before any mixin; its SQL is written last."""
    wait = database_init.wait_for_release(settings)
    script = f"{client.RUN}{_FOLDER}/{_FILE}\n"
    register_hosts = client.container(settings, NAME, script, mounts={_FOLDER: "sql"})
    return WorkloadDraft(
        name=NAME,
        selector={"app": NAME},
        labels=settings.labels(NAME, "service-discovery"),
        config_maps={NAME: {}},
        pod=PodDraft(
            containers={NAME: register_hosts},
            init_containers={wait.name: wait},
            restart_policy="Never",
            security_context=pod_identity(client.UID),
            volumes={"sql": ConfigMapFiles(NAME)},
        ),
    )
