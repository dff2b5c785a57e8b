"""What every database has."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import CloudNativePg, ExternalDatabase, Postgres
from neuronpedia_constructs.database.spec import DatabaseSpec, accepts_connections
from tests.support.building import bare

KINDS: list[Any] = [Postgres, CloudNativePg, lambda **given: ExternalDatabase(host="db.example.org", **given)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"user": "pg_admin"}, "database.name-invalid"),
        ({"database": "a b"}, "database.name-invalid"),
        ({"max_connections": 49}, "database.max-connections-invalid"),
        ({"max_connections": True}, "database.max-connections-invalid"),
    ],
)
def test_each_database_checks_what_all_of_them_have(app: App, kind: Any, arguments: dict[str, Any], code: str) -> None:
    assert [problem.code for problem in kind(**arguments).problems(bare(app).plan.context)] == [code]


def test_many_connections_are_doubtful_only_where_the_server_is_ours(app: App) -> None:
    context = bare(app).plan.context
    (warning,) = Postgres(max_connections=5000).problems(context)
    assert (warning.code, warning.warning) == ("database.max-connections-high", True)
    external = ExternalDatabase(host="db.example.org", max_connections=5000)
    assert not list(external.problems(context))


def test_names_in_an_address_are_encoded() -> None:
    database: DatabaseSpec = Postgres(user="a-b", database="c")
    assert database.url("p%40") == "postgresql://a-b:p%40@postgres:5432/c"
    assert database.address("np").host == "postgres.np.svc"


@pytest.mark.parametrize(("number", "accepted"), [(50, True), (49, False), (True, False), ("100", False)])
def test_a_server_allows_a_whole_number_of_connections(number: object, accepted: bool) -> None:
    assert accepts_connections(number) is accepted
