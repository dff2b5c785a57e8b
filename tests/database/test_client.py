"""Containers with PostgreSQL's own programs."""

from __future__ import annotations

from typing import Any

from cdk8s import App

from neuronpedia_constructs import ExternalDatabase, SecretKey
from tests.support.building import bare, containers, of_kind, synthesized, variables
from tests.support.own_mixins import DraftChange


def clients(app: App, **arguments: Any) -> list[dict[str, object]]:
    made = synthesized(bare(app, **arguments))
    found = [variables(one) for job in of_kind(made, "Job").values() for one in containers(job)]
    return [{name: value.get("value") for name, value in one.items()} for one in found if "PGHOST" in one]


def test_every_client_is_told_where_the_database_is(app: App) -> None:
    found = clients(app)
    assert len(found) >= 3
    assert {(one["PGHOST"], one["PGUSER"], one["PGDATABASE"]) for one in found} == {
        ("postgres.neuronpedia.svc", "neuronpedia", "neuronpedia")
    }


def test_one_elsewhere_is_verified_with_its_authority(app: App) -> None:
    found = clients(app, database=ExternalDatabase(host="db.example.org", ca_config_map="ca"))
    assert {one["PGSSLMODE"] for one in found} == {"verify-full"}


def test_a_password_that_a_mixin_moves_is_read_there_by_all(app: App) -> None:
    environment = bare(app)
    moved = SecretKey("elsewhere", "password")
    environment.postgres.with_(DraftChange(lambda draft: draft.main.env.update(POSTGRES_PASSWORD=moved)))
    made = synthesized(environment)
    read = [variables(one).get("PGPASSWORD") for job in of_kind(made, "Job").values() for one in containers(job)]
    assert {one["valueFrom"]["secretKeyRef"]["name"] for one in read if one} == {"elsewhere"}
