"""What every choice of a database decides, and what the services see of it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from neuronpedia_constructs.draft.address import Address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.configuration.database import DatabaseConfig
    from neuronpedia_constructs.draft.workload import SecretKey
    from neuronpedia_constructs.problems import Problem

NAME = "postgres"
PORT = 5432


class Parameters(NamedTuple):
    """Parameters of the two addresses of a database."""

    pooled: Mapping[str, str] = MappingProxyType({})
    """Of `POSTGRES_PRISMA_URL`, for requests."""
    direct: Mapping[str, str] = MappingProxyType({})
    """Of `POSTGRES_URL_NON_POOLING`, for migrations and imports."""


@dataclass(frozen=True, kw_only=True)
class DatabaseChoice:
    """Which database an environment has: one of the classes below it."""

    service: ClassVar[str] = NAME
    """Name of its Service."""
    made_secrets: ClassVar[tuple[str, ...]] = ()
    """Secrets that somebody makes along with the database."""
    password_is_chosen: ClassVar[bool] = True
    """Whether we choose the password, rather than who runs the database."""

    def address(self, namespace: str | None = None) -> Address:
        """Return where it is: as that is known in its own namespace, or everywhere in the cluster."""
        return Address(f"{self.service}.{namespace}.svc" if namespace else self.service, PORT)

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

    def problems(self, config: DatabaseConfig, *, local: bool) -> Iterator[Problem]:
        """List what is wrong with the arguments, in an environment for a throw-away cluster or another."""
        del config, local
        yield from ()
