"""The registration of servers for models in the webapp's database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
from neuronpedia_constructs.network.endpoints import GRAPH_PORT, INFERENCE_PORT
from neuronpedia_constructs.network.endpoints import REGISTRATION as NAME
from neuronpedia_constructs.services import database_init
from neuronpedia_constructs.upstream.graph import GraphDraft
from neuronpedia_constructs.upstream.nla import NlaDraft

from .graph_sql import GraphHost, register_graphs
from .nla_sql import NlaHost, nla_url, register_nla
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
    """The registration of servers with the webapp: CronJob `register-inference`, and Jobs with the same SQL.

    The webapp looks up inference, graph and NLA servers in its database. Each run registers every server for what has
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
    graph_hosts: tuple[GraphHost, ...] = ()
    """The graph servers to register."""
    nla_hosts: tuple[NlaHost, ...] = ()
    """The NLA servers to register."""


class RegistrationPlan(WorkloadPlan[RegistrationDraft]):
    """The registration of an environment's servers as a CronJob, and as Jobs."""

    def __init__(self, context: Context, database: DatabaseSpec, config: AppConfig, wider: MixinScope) -> None:
        super().__init__(_draft(context, database), wider)
        self._context = context
        self._environment = context.environment
        self._keeps_foreign = config.foreign_hosts == "keep"

    def finalize(self, draft: RegistrationDraft, others: Mapping[str, WorkloadDraft]) -> None:
        """Name the release that the run waits for, and render the SQL."""
        draft.hosts = tuple(hosts(others.values()))
        draft.graph_hosts = tuple(_graph_hosts(others.values()))
        draft.nla_hosts = tuple(_nla_hosts(others.values(), self._context.namespace))
        database_init.finalize_wait(draft, others)
        first, *further = grouped(draft.hosts)
        files = [self._mount(draft, number, group) for number, group in enumerate(further, start=2)]
        sql = register(self._environment, first, keep_foreign=self._keeps_foreign, files=files, more=self._more(draft))
        draft.config_maps[NAME] = {_FILE: sql}

    def _more(self, draft: RegistrationDraft) -> str:
        """Return the statements for the other kinds of servers of the line. Without servers, they remove old ones."""
        line = self._context.line
        graphs = register_graphs(self._environment, draft.graph_hosts) if line.graph else ""
        return graphs + (register_nla(self._context.namespace, draft.nla_hosts) if line.nla else "")

    def _mount(self, draft: RegistrationDraft, number: int, group: list[Host]) -> str:
        """Mount a further ConfigMap with servers, and return the path of its file."""
        name, volume, folder = f"{NAME}-{number}", f"sql-{number}", f"{_FOLDER}-{number}"
        draft.config_maps[name] = {_SERVERS: listing(self._environment, group)}
        draft.pod.volumes[volume] = ConfigMapVolume(name)
        draft.main.volume_mounts[folder] = volume
        return f"{folder}/{_SERVERS}"

    def controllers(self, draft: RegistrationDraft) -> Iterator[KubeObject]:
        """Yield a Job for each server, and the CronJob."""
        described: list[tuple[str, list[Any]]] = [
            *((host.instance, [*host[:-1], vars(host.sources)]) for host in draft.hosts),
            *((f"{host.instance}-graph", [*host]) for host in draft.graph_hosts),
            *((f"{host.instance}-nla", [*host[:-1], vars(host.source)]) for host in draft.nla_hosts),
        ]
        for name, host in described:
            # Another Job when this server has changed, whatever the others have done.
            own = draft.copy()
            own.pod_annotations[f"checksum/{name}"] = digest(host)
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


def _graph_hosts(drafts: Iterable[WorkloadDraft]) -> Iterator[GraphHost]:
    """Yield the graph servers among final drafts that the webapp can use."""
    for draft in drafts:
        known = draft.line.registered(draft) if isinstance(draft, GraphDraft) else None
        if known is not None:
            model, source_sets = known
            yield GraphHost(draft.selector["instance"], f"http://{draft.name}:{GRAPH_PORT}", model, source_sets)


def _nla_hosts(drafts: Iterable[WorkloadDraft], namespace: str) -> Iterator[NlaHost]:
    """Yield the NLA servers among final drafts."""
    for draft in drafts:
        if isinstance(draft, NlaDraft) and draft.source.is_valid:
            yield NlaHost(draft.selector["instance"], nla_url(draft.name, namespace), draft.source)


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
