"""What one object demands."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from neuronpedia_constructs.cli.diff.facts.demand.amounts import Resource
from neuronpedia_constructs.cli.diff.facts.demand.objects import Demand, demand
from neuronpedia_constructs.cli.diff.facts.demand.scaling import Range
from tests.cli.diff.facts.manifests import claim, container, cron_job, deployment, key, made, requests, stateful_set

CPU, STORAGE = Resource("cpu"), Resource("storage")
MAIN = container(resources=requests(cpu=1))


def of(manifest: Any, **scaled: Range) -> Demand:
    return demand(key(manifest), manifest, {key(manifest): each for each in scaled.values()})


def test_a_deployment() -> None:
    assert of(deployment("web", MAIN, replicas=3)).steady(3) == {CPU: 3}
    assert of(deployment("web", MAIN), scaled=Range(2, 5)).pods == Range(2, 5)


def test_a_stateful_set_has_claims_for_each_pod() -> None:
    found = of(stateful_set("db", MAIN, templates=(claim("data", "1Ki"), claim("log", "1Ki")), replicas=3))
    assert found.steady(found.pods.least) == {CPU: 3, STORAGE: 6 * 1024}


def test_one_is_the_default_of_replicas_and_instances() -> None:
    database = stateful_set("db", templates=(claim("data", "1Ki"),), replicas=None)
    assert of(database).steady(0) == {STORAGE: 1024}
    cluster = made("postgresql.cnpg.io/v1", "Cluster", "db", spec={"storage": {"size": "1Ki"}})
    assert of(cluster).pods == Range(1, 1)
    assert of(cluster).steady(0) == {STORAGE: 1024}


def test_a_claim() -> None:
    assert of(claim("data", "1Ki")).steady(0) == {STORAGE: 1024}


def test_jobs_demand_nothing_all_the_time() -> None:
    spec = {"template": {"spec": {"containers": [MAIN]}}, "parallelism": 2}
    for manifest in (made("batch/v1", "Job", "init", spec=spec), cron_job("tidy", jobTemplate={"spec": spec})):
        found = of(manifest)
        assert found.pods == Range(0, 0)
        assert found.job == {CPU: Decimal(2)}
    assert of(cron_job("tidy", MAIN, suspend=True)).job == {}


def test_a_daemon_set_demands_it_of_each_node() -> None:
    agent = made("apps/v1", "DaemonSet", "agent", spec={"template": {"spec": {"containers": [MAIN]}}})
    assert of(agent).pods == Range(1, 1)
    assert of(agent).steady(1) == {CPU._replace(per_node=True): 1}


def test_a_cluster_of_cloud_native_pg() -> None:
    spec = {
        "instances": 3,
        "resources": {"limits": {"cpu": 2}},
        "storage": {"size": "1Ki"},
        "walStorage": {"size": "1Ki", "storageClass": "fast"},
    }
    found = of(made("postgresql.cnpg.io/v1", "Cluster", "db", spec=spec))
    assert found.steady(found.pods.least) == {CPU: 6, STORAGE: 3072, Resource("storage", "fast"): 3072}


def test_other_kinds_demand_nothing() -> None:
    assert of(made("v1", "Service", "web")) == Demand()
