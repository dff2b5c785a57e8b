"""What the database can be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote

from neuronpedia_constructs.configuration.variables import Config, variable
from neuronpedia_constructs.validation import values
from neuronpedia_constructs.validation.problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, kw_only=True)
class DatabaseConfig(Config):
    """Who and what the database is: user and database, from which every connection of every service is made.

    The names in capitals are environment variables of the PostgreSQL image. It reads them when its volume is empty and
    at no other time: a later change reaches the services, but not the database.
    """

    service: ClassVar[str] = "postgres"
    title: ClassVar[str] = "DatabaseConfig"

    user: str = variable("POSTGRES_USER", values.Identifier(), default="neuronpedia")
    """`POSTGRES_USER`: the database's owner, a superuser. Default "neuronpedia"."""
    database: str = variable("POSTGRES_DB", values.Identifier(), default="neuronpedia")
    """`POSTGRES_DB`: the database's name. Default "neuronpedia"."""

    def problems(self) -> Iterator[Problem]:
        """List what is wrong with the arguments."""
        yield from super().problems()
        for argument in ("user", "database"):
            if getattr(self, argument) is None:
                declared = self.declared()[argument]
                fix = f'write {argument}="{declared.kind.example}", or leave it out'
                yield Problem(self._place(argument), quoted(None), declared.kind.allowed, fix)

    def url(self, host: str, port: int, password: str) -> str:
        """Return the address of the database, without parameters.

        Args:
            host: where the database is.
            port: and its port.
            password: the user's password, as it may stand in an address: percent-encoded.
        """
        return f"postgresql://{quote(self.user, safe='')}:{password}@{host}:{port}/{quote(self.database, safe='')}"
