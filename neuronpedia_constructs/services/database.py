"""The database of an environment, whichever it has chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.databases.choice import NAME, PORT
from neuronpedia_constructs.databases.choices import CA_FOLDER, CloudNativePg, ExternalDatabase, Postgres
from neuronpedia_constructs.draft.workload import ConfigMapFiles, PodDraft, Prerequisite, SecretKey, WorkloadDraft
from neuronpedia_constructs.mixins.backup import PostgresBackup
from neuronpedia_constructs.scope import MixinScope
from neuronpedia_constructs.secrets.variables import DATABASE

from . import cloud_native_pg, connections, postgres
from .service import Service
from .workload import Workload

if TYPE_CHECKING:
    from constructs import Construct, IMixin

    from neuronpedia_constructs.settings import Settings


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
            cloud_native_pg.draft(settings, choice),
            scope,
            has_account=False,
            workloads=lambda draft: cloud_native_pg.objects(settings, choice, draft),
            check=cloud_native_pg.check,
        )
    if isinstance(choice, ExternalDatabase):
        elsewhere = WorkloadDraft(name=NAME, selector={"app": NAME}, pod=PodDraft(containers={}))
        return Service(elsewhere, scope, has_account=False, workloads=lambda _: (), takes=_is_backup)
    claim = choice if isinstance(choice, Postgres) else Postgres()
    made = postgres.draft(settings, claim)
    return Service(
        made,
        scope,
        PORT,
        NAME,
        headless=True,
        workloads=postgres.stateful_set,
        check=postgres.check,
    )


def _is_backup(mixin: IMixin) -> bool:
    """Tell whether a mixin is for a database that has no pods here."""
    return isinstance(mixin, PostgresBackup)


def addresses(settings: Settings, password: str) -> dict[str, str]:
    """Return what is composed of the database's password, by key; the password is percent-encoded already."""
    address = settings.database.address()
    return {connections.BASE: settings.database_config.url(address.host, address.port, password)}


def settle(draft: WorkloadDraft, settings: Settings) -> None:
    """Lead a workload that talks to the database, which mixins may have changed, to where that is."""
    choice = settings.database
    for container in draft.all_containers():
        connections.drop_unused(container)
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
