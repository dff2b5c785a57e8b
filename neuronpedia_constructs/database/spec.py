"""What every database of an environment decides, and what the workloads see of it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, NamedTuple
from urllib.parse import quote

from neuronpedia_constructs.draft.address import Address
from neuronpedia_constructs.network.endpoints import POSTGRES, POSTGRES_PORT
from neuronpedia_constructs.validation.problems import Problem
from neuronpedia_constructs.validation.texts import Identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.pod import SecretKey

_IDENTIFIER = Identifier()

_FEWEST, _MOST = 50, 262_143
_MANY = 1000
"""Each connection is a process of the server, with memory of its own."""


def accepts_connections(value: object) -> bool:
    """Tell whether a server can be told to allow this many connections."""
    return isinstance(value, int) and not isinstance(value, bool) and _FEWEST <= value <= _MOST


class Parameters(NamedTuple):
    """Parameters of the two addresses of a database."""

    pooled: Mapping[str, str] = MappingProxyType({})
    """Of `POSTGRES_PRISMA_URL`, for requests, beyond those of every database."""
    direct: Mapping[str, str] = MappingProxyType({})
    """Of `POSTGRES_URL_NON_POOLING`, for migrations and imports."""


@dataclass(frozen=True, kw_only=True)
class DatabaseSpec:
    """Which database an environment has: one of the classes below it."""

    service_name: ClassVar[str] = POSTGRES
    """Name of its Service."""
    made_secrets: ClassVar[tuple[str, ...]] = ()
    """Secrets that somebody makes along with the database."""
    password_is_chosen: ClassVar[bool] = True
    """Whether we choose the password, rather than who runs the database."""
    is_configured_here: ClassVar[bool] = True
    """Whether the server takes its settings from us."""

    user: str = "neuronpedia"
    """`POSTGRES_USER`: the user who owns the database; all workloads connect as this user. Default "neuronpedia"."""
    database: str = "neuronpedia"
    """`POSTGRES_DB`: name of the database. Default "neuronpedia"."""
    max_connections: int = 100
    """Connections that the server allows at a time. Default: PostgreSQL's own, 100."""

    def address(self, namespace: str | None = None) -> Address:
        """Return where it is: as that is known in its own namespace, or everywhere in the cluster."""
        return Address(f"{self.service_name}.{namespace}.svc" if namespace else self.service_name, POSTGRES_PORT)

    @property
    def server_version(self) -> int:
        """PostgreSQL's major version, of which its clients are, too."""
        return 15

    @property
    def client_variables(self) -> Mapping[str, str]:
        """What PostgreSQL's own programs are told of the connection, beyond host, port, user and database."""
        return {}

    @property
    def parameters(self) -> Parameters:
        """The same, as parameters of the addresses that Prisma and the webapp's imports connect to."""
        return Parameters()

    @property
    def authority(self) -> str | None:
        """The ConfigMap with the certificate authority by which clients know the server; None: they do not ask."""
        return None

    @property
    def operated_from(self) -> str | None:
        """The namespace of the operator that runs it; None: none does."""
        return None

    def reference(self, key: SecretKey) -> SecretKey:
        """Return where a key of the Secret `db-credentials` is found."""
        return key

    @property
    def is_monitored(self) -> bool:
        """Whether Prometheus scrapes its pods."""
        return False

    def url(self, password: str) -> str:
        """Return the address with which clients connect, without parameters.

        Args:
            password: the user's password, percent-encoded.
        """
        host, port, _ = self.address()
        user, database = (quote(str(name), safe="") for name in (self.user, self.database))
        return f"postgresql://{user}:{password}@{host}:{port}/{database}"

    def problems(self, context: Context) -> Iterator[Problem]:
        """List what is wrong with the arguments."""
        del context
        for argument in ("user", "database"):
            if not _IDENTIFIER.accepts(value := getattr(self, argument)):
                fix = f'write {argument}="neuronpedia", or leave it out'
                yield Problem.invalid("database.name-invalid", f"database {argument}", value, _IDENTIFIER.allowed, fix)
        if not accepts_connections(self.max_connections):
            allowed = f"a whole number from {_FEWEST} to {_MOST}"
            fix = "write max_connections=200, or leave it out"
            yield Problem.invalid(
                "database.max-connections-invalid", "database max_connections", self.max_connections, allowed, fix
            )
        elif self.max_connections > _MANY and self.is_configured_here:
            cause = f"{self.max_connections} connections take a process and several MiB of the server's memory each"
            fix = "lower it, or see that the memory limit has room for it"
            yield Problem(
                "database.max-connections-high", "database max_connections", cause, f"up to {_MANY}", fix, warning=True
            )
