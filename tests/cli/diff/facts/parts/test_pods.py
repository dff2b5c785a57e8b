"""The pods of objects."""

from __future__ import annotations

from neuronpedia_constructs.cli.diff.facts.parts.pods import (
    Mount,
    environment,
    family,
    mounts,
    named_containers,
    plain,
    pod_spec,
    pods,
)
from neuronpedia_constructs.cli.diff.objects import Key
from tests.cli.diff.facts.manifests import (
    claim,
    claimed,
    container,
    cron_job,
    deployment,
    made,
    mount,
    side,
    stateful_set,
    value,
)


def test_objects_with_pods() -> None:
    with_pods = [deployment("a"), cron_job("b"), stateful_set("c"), made("v1", "Pod", "d", spec={"containers": []})]
    without = [made("v1", "Service", "e"), made("example.org/v1", "Deployment", "f", spec={"template": {"spec": {}}})]
    assert [key.name for key, _ in pods(side(*with_pods, *without))] == list("abcd")


def test_a_workload_without_a_pod_has_an_empty_one() -> None:
    assert pod_spec(made("apps/v1", "Deployment", "a", spec={"template": ["x"]})) == {}


def test_containers_by_name_those_that_run_first_included() -> None:
    spec = pod_spec(deployment("a", container(), pod={"initContainers": [container("init"), "x"]}))
    assert spec is not None
    assert list(named_containers(spec)) == ["init", "main"]


def test_the_last_of_two_variables_counts() -> None:
    twice = container(env=[value("A", "1"), value("A", "2"), {"name": "B", "valueFrom": {}}])
    assert plain(twice, "A") == "2"
    assert plain(twice, "B") is None
    assert list(environment(twice)) == ["A", "B"]


def test_a_job_without_its_hash() -> None:
    assert family(Key("batch", "Job", "np", "db-init-0123abcd")) == "db-init"
    assert family(Key("apps", "Deployment", "np", "web-0123abcd")) == "web-0123abcd"


def test_volumes_of_a_container() -> None:
    main = container(
        volumeMounts=[
            mount("data", "/data/", subPath="a"),
            mount("models", "/models"),
            mount("settings", "/etc/x"),
            mount("tmp", "/tmp"),
            mount("lost", "/lost"),
        ]
    )
    volumes = [
        claimed("models", "cache"),
        {"name": "settings", "configMap": {"name": "web"}},
        {"name": "tmp", "emptyDir": {}},
    ]
    database = stateful_set("db", main, templates=(claim("data"),), pod={"volumes": volumes})
    assert mounts(database, main) == [
        Mount("/data", "a", "data", "claim template data"),
        Mount("/models", "", "cache", "claim cache"),
        Mount("/etc/x", "", None, "ConfigMap web"),
        Mount("/tmp", "", None, "emptyDir"),
        Mount("/lost", "", None, "no volume"),
    ]
