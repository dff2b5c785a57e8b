"""PostgreSQL with pgvector, in the environment itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neuronpedia_constructs.validation.storage import size_problems, storage_class_problems

from .spec import DatabaseSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.validation.problems import Problem


@dataclass(frozen=True, kw_only=True)
class Postgres(DatabaseSpec):
    """PostgreSQL with pgvector, in the environment itself: one pod with the volume claim `postgres-data-postgres-0`."""

    size: str = "10Gi"
    """Size of the claim, a quantity with a unit. Default "10Gi". A StatefulSet's claim templates are immutable;
    docs/database.md says how to grow the claim."""
    storage_class: str | None = None
    """Name of the claim's StorageClass. Default: the cluster's default."""
    max_connections: int = 300
    """Maximum connections of the server, at least 50. Default 300. The webapp's pools are sized to fit. A change
    restarts the server."""

    def problems(self, context: Context) -> Iterator[Problem]:
        """List the problems of the arguments."""
        yield from super().problems(context)
        yield from size_problems("database", self.size)
        yield from storage_class_problems("database", self.storage_class)
