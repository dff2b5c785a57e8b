"""A PostgreSQL server outside of the environment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neuronpedia_constructs.draft.address import Address, place
from neuronpedia_constructs.draft.image import POSTGRES_BY_VERSION
from neuronpedia_constructs.draft.pod import PodDraft
from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
from neuronpedia_constructs.network.endpoints import POSTGRES, POSTGRES_PORT
from neuronpedia_constructs.validation.hosts import LAST_PORT, is_host
from neuronpedia_constructs.validation.names import is_dns_name, matches
from neuronpedia_constructs.validation.problems import Problem, quoted

from .backups.mixin import PostgresBackup
from .draft import DatabaseDraft
from .spec import DatabaseSpec, Parameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from constructs import IMixin

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
    from neuronpedia_constructs.draft.mixin_scope import MixinScope

CA_FOLDER = "/database-ca"
CA_FILE = f"{CA_FOLDER}/ca.crt"
"""The path of the server's certificate authority in clients."""

_REASON = re.compile(r".*\S.*")


@dataclass(frozen=True, kw_only=True)
class ExternalDatabase(DatabaseSpec):
    """A PostgreSQL server outside of the environment, such as a cloud's: version 15 or newer, pgvector 0.8 or newer.

    The user and the database must exist, and the Secret `db-credentials` holds the password. The user must own the
    database, and may need permission to create the extension `vector`; see docs/database.md.
    """

    password_is_chosen: ClassVar[bool] = False
    is_configured_here: ClassVar[bool] = False

    host: str
    """Name or IPv4 address of the server, such as "db.example.org"."""
    port: int = POSTGRES_PORT
    """Port of the server. Default 5432."""
    version: int = 15
    """The server's major version of PostgreSQL: 15, 16, 17 or 18. Default 15. It selects the version of `pg_dump` and
    `pg_restore`: an older `pg_dump` refuses the server, and the server cannot restore dumps of a newer one."""
    tls: bool = True
    """Whether every connection must be encrypted. Default True. False requires `plaintext_reason`, unless `stage` is
    "local"."""
    ca_config_map: str | None = None
    """Name of a ConfigMap that you create outside of the app. Its key `ca.crt` holds the certificate authority that
    signed the server's certificate, in PEM format, and clients verify the server against it. Default: none, so
    connections are encrypted but the server is not verified."""
    max_connections: int = 100
    """Connections that the server, or a pooler in front of it, allows this environment, at least 50. Default 100,
    PostgreSQL's own. The webapp's pools are sized to fit."""
    plaintext_reason: str | None = None
    """Why encryption is not needed, for example inside of a VPN. It becomes the annotation `database-without-tls` of
    every workload that connects to the database. Default: none, which is allowed with `tls=True` or `stage="local"`."""

    def address(self, namespace: str | None = None) -> Address:
        """Return the address, which is the same everywhere."""
        del namespace
        return Address(str(self.host), self.port if isinstance(self.port, int) else POSTGRES_PORT)

    @property
    def server_version(self) -> int:
        """The server's major version. An invalid one, which has its own problem, selects no image."""
        return self.version if _is_version(self.version) else super().server_version

    @property
    def authority(self) -> str | None:
        """The ConfigMap with the certificate authority."""
        return self.ca_config_map

    @property
    def client_variables(self) -> Mapping[str, str]:
        """Connection settings for PostgreSQL's own programs."""
        if self.ca_config_map and self.tls:
            return {"PGSSLMODE": "verify-full", "PGSSLROOTCERT": CA_FILE}
        return {"PGSSLMODE": "require"} if self.tls else {}

    @property
    def parameters(self) -> Parameters:
        """The same settings for Prisma, and for the webapp's imports, which use a library with other parameters."""
        if not self.tls:
            return Parameters()
        if self.ca_config_map:
            # The authority is `sslcert` to the one, and `sslrootcert` to the other; neither knows verify-full.
            verified = {"sslmode": "require", "sslaccept": "strict", "sslcert": CA_FILE, "sslrootcert": CA_FILE}
            return Parameters(verified, verified)
        # To the other library, `require` is to verify the server, for which it would need the authority.
        return Parameters({"sslmode": "require"}, {"sslmode": "no-verify"})

    def problems(self, context: Context) -> Iterator[Problem]:
        """List the problems of the arguments."""
        yield from super().problems(context)
        if not is_host(self.host) or place(self.host).kind == "pod":
            allowed = "a host without scheme or port, and not the pod itself"
            yield Problem.invalid(
                "database.host-invalid", "database host", self.host, allowed, 'write host="db.example.org"'
            )
        if not isinstance(self.port, int) or isinstance(self.port, bool) or not 0 < self.port <= LAST_PORT:
            yield Problem.invalid(
                "database.port-invalid",
                "database port",
                self.port,
                f"a whole number from 1 to {LAST_PORT}",
                "leave it out",
            )
        if not _is_version(self.version):
            allowed = f"one of: {', '.join(map(str, POSTGRES_BY_VERSION))}"
            fix = "write the major version that SHOW server_version prints"
            yield Problem.invalid("database.version-invalid", "database version", self.version, allowed, fix)
        if not isinstance(self.tls, bool):
            yield Problem.invalid("database.tls-invalid", "database tls", self.tls, "True or False", "leave it out")
        if self.ca_config_map is not None and not (is_dns_name(self.ca_config_map) and self.tls is True):
            allowed = "the name of a ConfigMap, with tls=True"
            yield Problem.invalid(
                "database.ca-config-map-invalid", "database ca_config_map", self.ca_config_map, allowed, "leave it out"
            )
        if self.tls is True and self.plaintext_reason is not None:
            cause = f"{quoted(self.plaintext_reason)} has no effect with tls=True"
            yield Problem(
                "database.plaintext-reason-unused",
                "database plaintext_reason",
                cause,
                "a reason only with tls=False",
                "leave it out",
            )
        elif self.tls is False and not context.is_local and self.plaintext_reason is None:
            allowed = 'True, unless stage="local": passwords and data would cross the network in plain text'
            fix = 'write tls=True, or say why not: plaintext_reason="inside of a VPN"'
            yield Problem("database.tls-required", "database tls", "False is not allowed", allowed, fix)
        elif self.tls is False and self.plaintext_reason is not None and not matches(_REASON, self.plaintext_reason):
            allowed = "a string for reviewers of dist/"
            fix = 'write plaintext_reason="inside of a VPN"'
            yield Problem.invalid(
                "database.plaintext-reason-invalid", "database plaintext_reason", self.plaintext_reason, allowed, fix
            )


class ExternalPlan(WorkloadPlan[DatabaseDraft]):
    """A database without pods in the environment. Nothing is created for it, but you can back it up."""

    has_service_account = False

    def __init__(self, wider: MixinScope) -> None:
        super().__init__(DatabaseDraft(name=POSTGRES, selector={"app": POSTGRES}, pod=PodDraft(containers={})), wider)

    def accepts(self, mixin: IMixin) -> bool:
        """Return whether a mixin supports a database without pods."""
        return isinstance(mixin, PostgresBackup)

    def controllers(self, draft: DatabaseDraft) -> Iterable[KubeObject]:
        """Return nothing."""
        del draft
        return ()


def _is_version(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in POSTGRES_BY_VERSION
