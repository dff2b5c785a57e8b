"""A database of the webapp's for each test of the registration."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.database.postgres import Server, fresh, psql
from tests.support.database.webapp_tables import TABLES


@pytest.fixture(scope="module")
def template(server: Server) -> Iterator[str]:
    with fresh(server, "webapp") as name:
        psql(server, f"""CREATE EXTENSION vector; {TABLES}; INSERT INTO "User" VALUES ('u', 'bot', 'c')""", name)
        yield name


@pytest.fixture
def database(server: Server, template: str) -> Iterator[str]:
    """A database of the webapp's, without models."""
    with fresh(server, "imported", template) as name:
        yield name
