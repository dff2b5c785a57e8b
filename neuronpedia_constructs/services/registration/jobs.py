"""The registration of the inference servers in the webapp's database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neuronpedia_constructs.database import client
from neuronpedia_constructs.draft.construct import Workload
from neuronpedia_constructs.draft.kubernetes.bridge import digest
from neuronpedia_constructs.draft.kubernetes.security_contexts import pod_identity
from neuronpedia_constructs.draft.pod import PodDraft
from neuronpedia_constructs.draft.rendering.jobs import cron_job, job
from neuronpedia_constructs.draft.volumes import ConfigMapVolume
from neuronpedia_constructs.draft.workload import WorkloadDraft
from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
from neuronpedia_constructs.models.draft import InferenceDraft
from neuronpedia_constructs.network.endpoints import INFERENCE_PORT
from neuronpedia_constructs.network.endpoints import REGISTRATION as NAME
from neuronpedia_constructs.services import database_init

from .sql import Host, grouped, listing, register

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from constructs import Construct

    from neuronpedia_constructs.configuration.app import AppConfig
    from neuronpedia_constructs.database.spec import DatabaseSpec
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
    from neuronpedia_constructs.draft.mixin_scope import MixinScope

_SCHEDULE = "*/5 * * * *"
_FOLDER = "/sql"
_FILE = "register.sql"
_SERVERS = "servers.sql"
"""The file in each further ConfigMap, if there are too many servers for one."""


class Registration(Workload):
    """The registration of inference servers with the webapp: CronJob `register-inference`, and Jobs with the same SQL.

    The webapp looks up servers in its database, per source. Each run registers every server for the sources that have
    been imported so far, and removes servers that no longer exist. A run starts every five minutes, and as soon as a
    server is new or has changed.
    """

    def __init__(self, scope: Construct, plan: RegistrationPlan) -> None:
        super().__init__(scope, NAME, plan)


@dataclass
class RegistrationDraft(WorkloadDraft):
    """The draft of the registration."""

    hosts: tuple[Host, ...] = ()
    """The inference servers to register."""


class RegistrationPlan(WorkloadPlan[RegistrationDraft]):
    """The registration of an environment's inference servers as a CronJob, and as Jobs."""

    def __init__(self, context: Context, database: DatabaseSpec, config: AppConfig, wider: MixinScope) -> None:
        super().__init__(_draft(context, database), wider)
        self._environment = context.environment
        self._keeps_foreign = config.foreign_hosts == "keep"

    def finalize(self, draft: RegistrationDraft, others: Mapping[str, WorkloadDraft]) -> None:
        """Name the release that the run waits for, and render the SQL."""
        draft.hosts = tuple(hosts(others.values()))
        database_init.finalize_wait(draft, others)
        first, *further = grouped(draft.hosts)
        files = [self._mount(draft, number, group) for number, group in enumerate(further, start=2)]
        sql = register(self._environment, first, keep_foreign=self._keeps_foreign, files=files)
        draft.config_maps[NAME] = {_FILE: sql}

    def _mount(self, draft: RegistrationDraft, number: int, group: list[Host]) -> str:
        """Mount a further ConfigMap with servers, and return the path of its file."""
        name, volume, folder = f"{NAME}-{number}", f"sql-{number}", f"{_FOLDER}-{number}"
        draft.config_maps[name] = {_SERVERS: listing(self._environment, group)}
        draft.pod.volumes[volume] = ConfigMapVolume(name)
        draft.main.volume_mounts[folder] = volume
        return f"{folder}/{_SERVERS}"

    def controllers(self, draft: RegistrationDraft) -> Iterator[KubeObject]:
        """Yield a Job for each server, and the CronJob."""
        for host in draft.hosts:
            # Another Job when this server has changed, whatever the others have done.
            own = draft.copy()
            own.pod_annotations[f"checksum/{host.instance}"] = digest([*host[:-1], vars(host.sources)])
            yield job(own, checksums=False)
        yield cron_job(draft, _SCHEDULE, deadline=240, late=200)


def hosts(drafts: Iterable[WorkloadDraft]) -> Iterator[Host]:
    """Yield the inference servers among final drafts."""
    for draft in drafts:
        if isinstance(draft, InferenceDraft) and draft.model is not None and draft.model.is_valid:
            engine = draft.line.engine(draft.config_maps.get(draft.config, {}))
            if engine is not None:
                url = f"http://{draft.name}:{INFERENCE_PORT}"
                yield Host(draft.selector["instance"], url, engine, draft.line.sources(draft.model))


def _draft(context: Context, database: DatabaseSpec) -> RegistrationDraft:
    """Return the draft before any mixin; its SQL is rendered last."""
    wait = database_init.wait_for_release(context, database)
    script = f"{client.RUN}{_FOLDER}/{_FILE}\n"
    register_hosts = client.container(context, database, NAME, script, volume_mounts={_FOLDER: "sql"})
    return RegistrationDraft(
        name=NAME,
        selector={"app": NAME},
        labels=context.labels(NAME, "service-discovery"),
        config_maps={NAME: {}},
        pod=PodDraft(
            containers={NAME: register_hosts},
            init_containers={wait.name: wait},
            restart_policy="Never",
            security_context=pod_identity(client.UID),
            volumes={"sql": ConfigMapVolume(NAME)},
        ),
    )
