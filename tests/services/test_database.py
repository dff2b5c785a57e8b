"""The workload of each database."""

from __future__ import annotations

import pytest
from cdk8s import App

from neuronpedia_constructs import CloudNativePg, ExternalDatabase, Postgres
from neuronpedia_constructs.database.spec import DatabaseSpec
from tests.support.building import bare, synthesized


@pytest.mark.parametrize(
    ("database", "kinds"),
    [
        (Postgres(), {"StatefulSet"}),
        (CloudNativePg(), {"Cluster"}),
        (ExternalDatabase(host="db.example.org"), set()),
    ],
)
def test_each_runs_what_it_needs_and_nothing_of_the_others(app: App, database: DatabaseSpec, kinds: set[str]) -> None:
    made = synthesized(bare(app, database=database))
    assert {found["kind"] for found in made} & {"StatefulSet", "Cluster"} == kinds
    assert any(found["metadata"]["name"] == "pgvector-init" for found in made) is isinstance(database, Postgres)
