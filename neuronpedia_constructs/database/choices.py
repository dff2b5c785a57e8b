"""The databases that an environment can have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neuronpedia_constructs.configuration.secrets.variables import DATABASE
from neuronpedia_constructs.draft.address import Address, place
from neuronpedia_constructs.draft.image import POSTGRES_BY_VERSION
from neuronpedia_constructs.draft.pod import SecretKey
from neuronpedia_constructs.validation.names import is_dns_name, is_label, matches
from neuronpedia_constructs.validation.problems import Problem, quoted
from neuronpedia_constructs.validation.schedules import ALLOWED, is_schedule
from neuronpedia_constructs.validation.storage import size_problems, storage_class_problems

from .backups.target import S3Target, target_problems
from .spec import NAME, PORT, DatabaseChoice, Parameters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .config import DatabaseConfig

CA_FOLDER = "/database-ca"
CA_FILE = f"{CA_FOLDER}/ca.crt"
"""Where clients find the certificate authority of the server."""

_REASON = re.compile(r".*\S.*")
_RETENTION = re.compile(r"[1-9][0-9]*[dwm]")
_LAST_PORT = 65535
_QUORUM = 3


@dataclass(frozen=True, kw_only=True)
class Postgres(DatabaseChoice):
    """PostgreSQL with pgvector in the environment itself: one pod, with a volume claim `postgres-data-postgres-0`."""

    size: str = "10Gi"
    """Size of the claim, a quantity with its unit. Default "10Gi". The template of a StatefulSet's claims cannot be
    changed later: docs/database.md says how a claim grows."""
    storage_class: str | None = None
    """Name of the claim's StorageClass. Default: the cluster's default."""
    max_connections: int = 200
    """Connections that the server allows at a time, from 50. Default 200. The webapp's pools are made to fit; a change
    restarts the server."""

    def problems(self, config: DatabaseConfig, *, local: bool) -> Iterator[Problem]:
        """List what is wrong with the arguments."""
        yield from super().problems(config, local=local)
        yield from size_problems("database", self.size)
        yield from storage_class_problems("database", self.storage_class)


@dataclass(frozen=True, kw_only=True)
class CloudNativePg(DatabaseChoice):
    """PostgreSQL with pgvector, run by the CloudNativePG operator: its Cluster `postgres`, with standbys.

    The operator has to be in the cluster, and with a `backup` its Barman Cloud plugin. It chooses the password and
    keeps it in the Secret `postgres-app`, which the services read.
    """

    service: ClassVar[str] = f"{NAME}-rw"
    made_secrets: ClassVar[tuple[str, ...]] = (f"{NAME}-app",)

    instances: int = 3
    """Number of instances, of which one is the primary. Default 3; with 2, losing one means losing either the database
    or its only standby."""
    size: str = "10Gi"
    """Size of each instance's volume claim, a quantity with its unit. Default "10Gi"; it may grow later."""
    storage_class: str | None = None
    """Name of the claims' StorageClass. Default: the cluster's default."""
    max_connections: int = 200
    """Connections that each instance allows at a time, from 50. Default 200. The webapp's pools are made to fit; a
    change has the operator restart the instances."""
    backup: S3Target | None = None
    """Where write-ahead log and base backups go, so that any point in time can be restored. Default: nowhere."""
    backup_schedule: str = "0 3 * * *"
    """When a base backup is made, in UTC: the five fields of cron. Default "0 3 * * *", every night at three."""
    backup_retention: str = "30d"
    """How far back one can restore, in days, weeks or months: "30d", "4w", "3m". Default "30d"."""
    pod_monitor: bool = False
    """Whether a PodMonitor has the Prometheus operator scrape the instances. Default False."""
    operator_namespace: str = "cnpg-system"
    """The operator's namespace, from which it calls the instances. Default "cnpg-system"."""

    @property
    def operated_from(self) -> str | None:
        """The operator's namespace."""
        return self.operator_namespace

    def reference(self, key: SecretKey) -> SecretKey:
        """Return the same in the Secret that the operator makes."""
        if key.secret != DATABASE:
            return key
        return SecretKey(self.made_secrets[0], "password" if key.key == "POSTGRES_PASSWORD" else "uri")

    def problems(self, config: DatabaseConfig, *, local: bool) -> Iterator[Problem]:
        """List what is wrong with the arguments, and a number of instances that makes little sense."""
        yield from super().problems(config, local=local)
        if not isinstance(self.instances, int) or isinstance(self.instances, bool) or self.instances < 1:
            yield Problem("database instances", quoted(self.instances), "a whole number from 1", "write instances=3")
        elif self.instances < _QUORUM and self.instances % 2 == 0:
            given = f"{self.instances}: without one of them, there is no standby left, or no primary"
            yield Problem("database instances", given, "1, or 3 and more", "write instances=3", warning=True)
        yield from size_problems("database", self.size)
        yield from storage_class_problems("database", self.storage_class)
        if not isinstance(self.pod_monitor, bool):
            yield Problem("database pod_monitor", quoted(self.pod_monitor), "True or False", "leave it out")
        if not is_label(self.operator_namespace):
            fix = 'write operator_namespace="cnpg-system"'
            yield Problem("database operator_namespace", quoted(self.operator_namespace), "a namespace", fix)
        for argument in ("user", "database"):
            if getattr(config, argument) == "postgres":
                allowed = f"another {argument}: the operator keeps this one for itself"
                fix = f'write {argument}="neuronpedia"'
                yield Problem(f"DatabaseConfig {argument}", "'postgres'", allowed, fix)
        yield from self._backup_problems()

    def _backup_problems(self) -> Iterator[Problem]:
        if isinstance(self.backup, S3Target):
            yield from target_problems("database backup", self.backup)
        elif self.backup is not None:
            fix = 'write backup=S3Target(bucket="neuronpedia-backups"), or leave it out'
            yield Problem("database backup", quoted(self.backup), "an S3Target, or nothing", fix)
        if not is_schedule(self.backup_schedule) or str(self.backup_schedule).startswith("@"):
            fix = 'write backup_schedule="0 3 * * *"'
            yield Problem("database backup_schedule", quoted(self.backup_schedule), ALLOWED, fix)
        if not matches(_RETENTION, self.backup_retention):
            fix = 'write backup_retention="30d"'
            yield Problem("database backup_retention", quoted(self.backup_retention), "days, weeks or months", fix)


@dataclass(frozen=True, kw_only=True)
class ExternalDatabase(DatabaseChoice):
    """A PostgreSQL server that somebody else runs, such as a cloud's: version 15 or newer, with pgvector 0.8 or newer.

    `DatabaseConfig` has its user and database, which have to exist, and the Secret `db-credentials` the password. The
    user has to own the database, and may have to be allowed to create the extension `vector`: docs/database.md.
    """

    password_is_chosen: ClassVar[bool] = False
    is_configured_here: ClassVar[bool] = False

    host: str
    """Name or IPv4 address of the server: "db.example.org"."""
    port: int = PORT
    """Its port. Default 5432."""
    version: int = 15
    """The server's major version of PostgreSQL: 15, 16, 17 or 18. Default 15. Dumps are made and restored by programs
    of the same version: those of an older one refuse, those of a newer one write what the server cannot read."""
    tls: bool = True
    """Whether every connection has to be encrypted. Default True; False, where `stage` is not "local", wants a
    `plaintext_reason`."""
    ca_config_map: str | None = None
    """Name of a ConfigMap, made outside of the app, whose key `ca.crt` holds the one certificate authority that signed
    the server's certificate, in PEM format: clients then talk to nobody else. Default: none, connections are encrypted
    and the server is not verified."""
    max_connections: int = 100
    """Connections that the server, or a pooler in front of it, leaves to this environment at a time, from 50. Default
    100, PostgreSQL's own. The webapp's pools are made to fit."""
    plaintext_reason: str | None = None
    """Why no encryption is needed, as inside of a VPN; it becomes the annotation `database-without-tls` of whatever
    talks to the database. Default: none, which only `tls=True` and throw-away clusters accept."""

    def address(self, namespace: str | None = None) -> Address:
        """Return where it is, which is the same everywhere."""
        del namespace
        return Address(str(self.host), self.port if isinstance(self.port, int) else PORT)

    @property
    def server_version(self) -> int:
        """The server's major version; a wrong one, which is reported as an argument, leads to no image."""
        return self.version if _is_version(self.version) else super().server_version

    @property
    def authority(self) -> str | None:
        """The ConfigMap with the certificate authority."""
        return self.ca_config_map

    @property
    def client_variables(self) -> Mapping[str, str]:
        """What PostgreSQL's own programs are told of the connection."""
        if self.ca_config_map and self.tls:
            return {"PGSSLMODE": "verify-full", "PGSSLROOTCERT": CA_FILE}
        return {"PGSSLMODE": "require"} if self.tls else {}

    @property
    def parameters(self) -> Parameters:
        """The same, for Prisma and for the webapp's imports, which use another library that reads them differently."""
        if not self.tls:
            return Parameters()
        if self.ca_config_map:
            # The authority is `sslcert` to the one, and `sslrootcert` to the other; neither knows verify-full.
            verified = {"sslmode": "require", "sslaccept": "strict", "sslcert": CA_FILE, "sslrootcert": CA_FILE}
            return Parameters(verified, verified)
        # To the other library, `require` is to verify the server, for which it would need the authority.
        return Parameters({"sslmode": "require"}, {"sslmode": "no-verify"})

    def problems(self, config: DatabaseConfig, *, local: bool) -> Iterator[Problem]:
        """List what is wrong with the arguments."""
        yield from super().problems(config, local=local)
        if not is_dns_name(self.host) or place(self.host).kind == "pod":
            allowed = "a host without scheme or port, and not the pod itself"
            yield Problem("database host", quoted(self.host), allowed, 'write host="db.example.org"')
        if not isinstance(self.port, int) or isinstance(self.port, bool) or not 0 < self.port <= _LAST_PORT:
            yield Problem("database port", quoted(self.port), f"a whole number from 1 to {_LAST_PORT}", "leave it out")
        if not _is_version(self.version):
            allowed = f"one of: {', '.join(map(str, POSTGRES_BY_VERSION))}"
            fix = "write what SHOW server_version says, without the part behind the point"
            yield Problem("database version", quoted(self.version), allowed, fix)
        if not isinstance(self.tls, bool):
            yield Problem("database tls", quoted(self.tls), "True or False", "leave it out")
        if self.ca_config_map is not None and not (is_dns_name(self.ca_config_map) and self.tls is True):
            allowed = "the name of a ConfigMap, where tls=True"
            yield Problem("database ca_config_map", quoted(self.ca_config_map), allowed, "leave it out")
        if self.tls is True and self.plaintext_reason is not None:
            given = f"{quoted(self.plaintext_reason)}, with tls"
            yield Problem("database plaintext_reason", given, "a reason only where tls=False", "leave it out")
        elif self.tls is False and not local and self.plaintext_reason is None:
            allowed = 'True where stage is not "local": passwords and data would cross the network in plain text'
            fix = 'write tls=True, or say why not: plaintext_reason="inside of a VPN"'
            yield Problem("database tls", "False", allowed, fix)
        elif self.tls is False and self.plaintext_reason is not None and not matches(_REASON, self.plaintext_reason):
            allowed = "a text, for whoever reads dist/"
            fix = 'write plaintext_reason="inside of a VPN"'
            yield Problem("database plaintext_reason", quoted(self.plaintext_reason), allowed, fix)


def _is_version(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in POSTGRES_BY_VERSION
