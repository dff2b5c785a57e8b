"""The base of every database, with what workloads need to know about it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, NamedTuple
from urllib.parse import quote

from neuronpedia_constructs.draft.address import Address
from neuronpedia_constructs.network.endpoints import POSTGRES, POSTGRES_PORT
from neuronpedia_constructs.validation.plain import PlainArguments
from neuronpedia_constructs.validation.problems import Problem
from neuronpedia_constructs.validation.texts import Identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.pod import SecretKey

_IDENTIFIER = Identifier()

_FEWEST, _MOST = 50, 262_143
_MANY = 1000
"""Each connection is a server process with its own memory."""


def accepts_connections(value: object) -> bool:
    """Return whether a server can allow this many connections."""
    return isinstance(value, int) and not isinstance(value, bool) and _FEWEST <= value <= _MOST


class Parameters(NamedTuple):
    """Parameters of a database's two URLs."""

    pooled: Mapping[str, str] = MappingProxyType({})
    """Parameters of `POSTGRES_PRISMA_URL`, for requests, in addition to those of every database."""
    direct: Mapping[str, str] = MappingProxyType({})
    """Parameters of `POSTGRES_URL_NON_POOLING`, for migrations and imports."""


@dataclass(frozen=True, kw_only=True)
class DatabaseSpec(PlainArguments):
    """The database of an environment: `Postgres`, `CloudNativePg` or `ExternalDatabase`."""

    service_name: ClassVar[str] = POSTGRES
    """Name of its Service."""
    made_secrets: ClassVar[tuple[str, ...]] = ()
    """Secrets that must exist for the database, or that its operator creates."""
    password_is_chosen: ClassVar[bool] = True
    """Whether the command generates the password, rather than an operator or a provider."""
    is_configured_here: ClassVar[bool] = True
    """Whether the library configures the server."""

    user: str = "neuronpedia"
    """`POSTGRES_USER`: the user who owns the database; all workloads connect as this user. Default "neuronpedia"."""
    database: str = "neuronpedia"
    """`POSTGRES_DB`: name of the database. Default "neuronpedia"."""
    max_connections: int = 100
    """Maximum connections of the server. Default: PostgreSQL's own, 100."""

    def address(self, namespace: str | None = None) -> Address:
        """Return its address, valid in its own namespace or in the whole cluster."""
        return Address(f"{self.service_name}.{namespace}.svc" if namespace else self.service_name, POSTGRES_PORT)

    @property
    def server_version(self) -> int:
        """The major version of PostgreSQL, for its clients too."""
        return 15

    @property
    def client_variables(self) -> Mapping[str, str]:
        """Connection settings for PostgreSQL's own programs, in addition to host, port, user and database."""
        return {}

    @property
    def parameters(self) -> Parameters:
        """The same settings as parameters of the URLs for Prisma and for the webapp's imports."""
        return Parameters()

    @property
    def authority(self) -> str | None:
        """The ConfigMap with the certificate authority that clients verify the server with, or None."""
        return None

    @property
    def operated_from(self) -> str | None:
        """The namespace of the operator that runs it, or None."""
        return None

    def reference(self, key: SecretKey) -> SecretKey:
        """Return the actual reference for a key of the Secret `db-credentials`."""
        return key

    @property
    def is_monitored(self) -> bool:
        """Whether Prometheus scrapes its pods."""
        return False

    def url(self, password: str) -> str:
        """Return the URL of the database, without parameters.

        Args:
            password: the user's percent-encoded password.
        """
        host, port, _ = self.address()
        user, database = (quote(str(name), safe="") for name in (self.user, self.database))
        literal = f"[{host}]" if ":" in host else host
        return f"postgresql://{user}:{password}@{literal}:{port}/{database}"

    def problems(self, context: Context) -> Iterator[Problem]:
        """List the problems of the arguments."""
        del context
        for argument in ("user", "database"):
            if not _IDENTIFIER.accepts(value := getattr(self, argument)):
                fix = f'write {argument}="neuronpedia", or leave it out'
                yield Problem.invalid("database.name-invalid", f"database {argument}", value, _IDENTIFIER.allowed, fix)
        if not accepts_connections(self.max_connections):
            allowed = f"a whole number from {_FEWEST} to {_MOST}"
            fix = "write max_connections=300, or leave it out"
            yield Problem.invalid(
                "database.max-connections-invalid", "database max_connections", self.max_connections, allowed, fix
            )
        elif self.max_connections > _MANY and self.is_configured_here:
            cause = f"{self.max_connections} connections each need a process and several MiB of the server's memory"
            fix = "lower it, or make sure that the memory limit is large enough"
            yield Problem(
                "database.max-connections-high", "database max_connections", cause, f"up to {_MANY}", fix, warning=True
            )
