"""The construct of an environment."""

from __future__ import annotations

import pytest
from cdk8s import App
from constructs import Construct

from neuronpedia_constructs import CloudNativePg, ExternalDatabase, Neuronpedia, OwnRoute
from neuronpedia_constructs.database.spec import DatabaseSpec
from tests.support.building import bare, small


def test_its_workloads_are_attributes(app: App) -> None:
    environment = small(app)
    names = [workload.name for workload in environment.workloads]
    assert environment.webapp.name in names
    assert environment.add_inference("other").url == "http://other-inference:5002"
    assert "other-inference" in [workload.name for workload in environment.workloads]


@pytest.mark.parametrize("database", [None, CloudNativePg()])
def test_a_database_in_the_cluster_takes_mixins(app: App, database: DatabaseSpec | None) -> None:
    assert bare(app, database=database).postgres.name == "postgres"


def test_one_elsewhere_has_no_workload(app: App) -> None:
    environment = bare(app, database=ExternalDatabase(host="db.example.org"))
    with pytest.raises(AttributeError, match="is external"):
        _ = environment.postgres


def test_with_a_route_of_ones_own_there_is_no_ingress(app: App) -> None:
    with pytest.raises(AttributeError, match="OwnRoute"):
        _ = bare(app, route=OwnRoute()).ingress


def test_it_lives_in_any_construct(app: App) -> None:
    scope = Construct(app, "platform")
    environment = Neuronpedia(scope, "np", namespace="np", url="https://np.example.org")
    assert environment.node.path == "platform/np"
