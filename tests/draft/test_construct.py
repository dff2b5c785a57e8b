"""The construct of a workload."""

from __future__ import annotations

import pytest
from cdk8s import ApiObject, App

from neuronpedia_constructs import Replicas
from tests.support.building import bare, named, small, synthesized


def test_a_workload_takes_mixins_of_its_own_and_can_be_chained(app: App) -> None:
    environment = small(app)
    assert environment.webapp.with_(Replicas(2)) is environment.webapp
    assert named(synthesized(environment), "Deployment", "webapp")["spec"]["replicas"] == 2
    assert named(synthesized(environment), "Deployment", "autointerp")["spec"]["replicas"] == 1


def test_its_draft_can_be_changed_until_synthesis(app: App) -> None:
    environment = bare(app)
    environment.webapp.draft.pod.priority_class_name = "high"
    pod = named(synthesized(environment), "Deployment", "webapp")["spec"]["template"]["spec"]
    assert pod["priorityClassName"] == "high"


def test_a_service_is_the_same_construct_each_time(app: App) -> None:
    webapp = bare(app).webapp
    assert webapp.service is webapp.service
    assert (webapp.name, webapp.port) == ("webapp", 3000)


def test_a_service_is_asked_for_before_synthesis_and_of_a_workload_that_has_one(app: App) -> None:
    environment = bare(app)
    with pytest.raises(AttributeError):
        _ = environment.database_init.service
    environment.webapp.mixins.closed = True
    with pytest.raises(AttributeError):
        _ = environment.webapp.service


def test_a_service_that_is_asked_for_early_is_headless_where_the_database_is(app: App) -> None:
    environment = bare(app)
    services = (environment.postgres.service, environment.webapp.service)
    assert [ApiObject.of(service).to_json()["spec"].get("clusterIP") for service in services] == ["None", None]


def test_a_class_in_place_of_a_mixin_is_a_type_error(app: App) -> None:
    with pytest.raises(TypeError, match="Replicas is a class"):
        bare(app).webapp.with_(Replicas)  # type: ignore[arg-type]
