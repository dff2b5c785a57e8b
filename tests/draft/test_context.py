"""The labels of an environment's objects."""

from __future__ import annotations

from cdk8s import App

from tests.support.building import bare


def test_objects_of_no_workload_have_the_common_labels_and_no_app(app: App) -> None:
    context = bare(app, "east").plan.context
    labels = context.labels("webapp", "site")
    assert labels["app"] == labels["app.kubernetes.io/name"] == "webapp"
    assert labels["app.kubernetes.io/instance"] == "east"
    common = context.common_labels("route")
    assert "app" not in common
    assert common["app.kubernetes.io/part-of"] == labels["app.kubernetes.io/part-of"]


def test_only_the_stage_local_is_a_throw_away_cluster(app: App) -> None:
    assert not bare(app, "production").plan.context.is_local
    assert not bare(app, "staging", stage="staging").plan.context.is_local
    assert bare(app, "local", stage="local").plan.context.is_local
