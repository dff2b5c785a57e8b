"""The table of connections."""

from __future__ import annotations

from cdk8s import App

from neuronpedia_constructs.network import connections
from neuronpedia_constructs.network.connections import CALLERS, CONNECTIONS, EXTERNAL, MESHED
from tests.support.building import guide


def test_no_connection_is_in_the_table_twice() -> None:
    assert len({(row.source, row.target, row.only_with) for row in CONNECTIONS}) == len(CONNECTIONS)


def test_conditions_are_those_that_an_environment_can_decide() -> None:
    of_mesh = {connections.SIDECARS, connections.AMBIENT}
    decided = {connections.EXPOSED, connections.ISSUED, connections.OPERATED, connections.MONITORED, *of_mesh, ""}
    servers = {connections.GRAPHS, connections.DESCRIPTIONS, connections.SPARSE}
    assert {row.only_with for row in CONNECTIONS} == decided | servers


def test_every_workload_of_an_environment_is_in_it(app: App) -> None:
    apps = {draft.selector["app"] for draft in guide(app).plan.drafts() if draft.pod.containers}
    named = {side for row in CONNECTIONS for side in (row.source, row.target)}
    assert apps <= named - EXTERNAL - {CALLERS, MESHED}
