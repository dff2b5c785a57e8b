"""References from workloads to the environment's database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.configuration.secrets.variables import DATABASE
from neuronpedia_constructs.draft.pod import SecretKey
from neuronpedia_constructs.draft.volumes import ConfigMapVolume
from neuronpedia_constructs.draft.workload import Prerequisite

from . import connection_pools
from .external import CA_FOLDER, ExternalDatabase

if TYPE_CHECKING:
    from neuronpedia_constructs.draft.workload import WorkloadDraft

    from .spec import DatabaseSpec

_CA = "database-ca"
"""The volume with the certificate authority of an external server."""


def composed(database: DatabaseSpec, password: str) -> dict[str, str]:
    """Return the values that contain the database's percent-encoded password, by key."""
    return {connection_pools.BASE: database.url(password)}


def finalize(draft: WorkloadDraft, database: DatabaseSpec) -> None:
    """Give containers that connect to the database its address, password and certificate authority."""
    for container in draft.all_containers():
        connection_pools.drop_unused(container)
    clients = [container for container in draft.all_containers() if any(map(_is_of_database, container.env.values()))]
    for container in clients:
        for name, value in container.env.items():
            if isinstance(value, SecretKey):
                container.env[name] = database.reference(value)
        if isinstance(database.authority, str):
            draft.pod.volumes[_CA] = ConfigMapVolume(database.authority, "ca.crt")
            draft.prerequisites.add(Prerequisite("ConfigMap", database.authority, ("ca.crt",)))
            container.volume_mounts[CA_FOLDER] = _CA
    if clients and isinstance(database, ExternalDatabase):
        draft.addresses.add(database.address())
        if database.plaintext_reason is not None:
            draft.annotations["database-without-tls"] = database.plaintext_reason


def _is_of_database(value: object) -> bool:
    return isinstance(value, SecretKey) and value.secret == DATABASE
