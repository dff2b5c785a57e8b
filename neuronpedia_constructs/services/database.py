"""The database of an environment, whichever it has chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.configuration.secrets.variables import DATABASE
from neuronpedia_constructs.database import cluster, connection_pools, stateful_set
from neuronpedia_constructs.database.backups.mixin import PostgresBackup
from neuronpedia_constructs.database.choices import CA_FOLDER, CloudNativePg, ExternalDatabase, Postgres
from neuronpedia_constructs.database.spec import NAME, PORT
from neuronpedia_constructs.draft.construct import Workload
from neuronpedia_constructs.draft.mixin_scope import MixinScope
from neuronpedia_constructs.draft.planned import Service
from neuronpedia_constructs.draft.pod import PodDraft, SecretKey
from neuronpedia_constructs.draft.volumes import ConfigMapFiles
from neuronpedia_constructs.draft.workload import Prerequisite, WorkloadDraft

if TYPE_CHECKING:
    from constructs import Construct, IMixin

    from neuronpedia_constructs.environment.settings import Settings


_CA = "database-ca"
"""The volume with the certificate authority of a server elsewhere."""


class Database(Workload):
    """The database: a StatefulSet `postgres` with its Service, or a Cluster of the CloudNativePG operator."""

    def __init__(self, scope: Construct, service: Service) -> None:
        super().__init__(scope, NAME, service)


def service(settings: Settings, wider: MixinScope) -> Service:
    """Return the database of an environment; one that is elsewhere has no pods, but may be backed up."""
    choice, scope = settings.database, MixinScope(wider)
    if isinstance(choice, CloudNativePg):
        return Service(
            cluster.draft(settings, choice),
            scope,
            has_account=False,
            workloads=lambda draft: cluster.objects(settings, choice, draft),
            check=cluster.check,
        )
    if isinstance(choice, ExternalDatabase):
        elsewhere = WorkloadDraft(name=NAME, selector={"app": NAME}, pod=PodDraft(containers={}))
        return Service(elsewhere, scope, has_account=False, workloads=lambda _: (), takes=_is_backup)
    claim = choice if isinstance(choice, Postgres) else Postgres()
    made = stateful_set.draft(settings, claim)
    return Service(
        made,
        scope,
        PORT,
        NAME,
        headless=True,
        workloads=stateful_set.stateful_set,
        check=stateful_set.check,
    )


def _is_backup(mixin: IMixin) -> bool:
    """Tell whether a mixin is for a database that has no pods here."""
    return isinstance(mixin, PostgresBackup)


def addresses(settings: Settings, password: str) -> dict[str, str]:
    """Return what is composed of the database's password, by key; the password is percent-encoded already."""
    address = settings.database.address()
    return {connection_pools.BASE: settings.database_config.url(address.host, address.port, password)}


def settle(draft: WorkloadDraft, settings: Settings) -> None:
    """Lead a workload that talks to the database, which mixins may have changed, to where that is."""
    choice = settings.database
    for container in draft.all_containers():
        connection_pools.drop_unused(container)
    talking = [container for container in draft.all_containers() if any(map(_is_of_database, container.env.values()))]
    for container in talking:
        for name, value in container.env.items():
            if isinstance(value, SecretKey):
                container.env[name] = choice.reference(value)
        if isinstance(choice.authority, str):
            draft.pod.volumes[_CA] = ConfigMapFiles(choice.authority, "ca.crt")
            draft.prerequisites.add(Prerequisite("ConfigMap", choice.authority, ("ca.crt",)))
            container.mounts[CA_FOLDER] = _CA
    if talking and isinstance(choice, ExternalDatabase):
        draft.addresses.add(choice.address())
        if choice.plaintext_reason is not None:
            draft.notes["database-without-tls"] = choice.plaintext_reason


def _is_of_database(value: object) -> bool:
    return isinstance(value, SecretKey) and value.secret == DATABASE
