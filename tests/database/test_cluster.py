"""PostgreSQL by CloudNativePG: what the Cluster has of its environment, its backups, and who reaches it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cdk8s import App
from constructs import IMixin

from neuronpedia_constructs import (
    CloudNativePg,
    HarborRegistry,
    Mixin,
    Neuronpedia,
    PostgresBackup,
    Prerequisite,
    PriorityClass,
    Replicas,
    Resources,
    S3Target,
    WorkloadDraft,
    find_problems,
)
from tests.rules.network import DATABASE_CLIENTS, DNS, INTERNET, NODE_DNS, pods
from tests.support.building import (
    bare,
    doubts,
    named,
    of_kind,
    small,
    synthesized,
)
from tests.support.cluster.policies import Address, Pod, Policies
from tests.support.database.databases import BUCKET
from tests.support.own_mixins import DraftChange, GracePeriod, Tolerate, Variable


def test_mixins_of_the_environment_reach_the_cluster(app: App) -> None:
    mirror = HarborRegistry("harbor.example.org/np", tag="v1", mirror="harbor.example.org/m", pull_secret="pull")
    environment = Neuronpedia(
        app, "test", namespace="np", url="https://np.example.org", database=CloudNativePg(instances=5)
    ).with_(mirror, PriorityClass("high"), Replicas(2), Tolerate("database"))
    cluster = named(synthesized(environment), "Cluster", "postgres")["spec"]
    assert cluster["imageName"].startswith("harbor.example.org/m/cloudnative-pg/postgresql:")
    assert cluster["imagePullSecrets"] == [{"name": "pull"}]
    assert (cluster["priorityClassName"], cluster["instances"]) == ("high", 5)
    assert cluster["affinity"] == {"tolerations": [{"key": "database", "operator": "Exists"}]}
    assert not doubts(app)


@pytest.mark.parametrize("instances", [1, 2, 3, 4])
def test_two_instances_are_doubtful_and_one_lets_its_node_be_drained(app: App, instances: int) -> None:
    environment = bare(app, database=CloudNativePg(instances=instances))
    assert [found.field for found in doubts(app)] == ["database instances"] * (instances == 2)
    assert not find_problems(app)
    cluster = named(synthesized(environment), "Cluster", "postgres")["spec"]
    assert (cluster["instances"], cluster["enablePDB"]) == (instances, instances > 1)


@pytest.mark.parametrize(
    ("mixin", "told"),
    [
        (Variable("TZ", "UTC"), "TZ"),
        (DraftChange(lambda draft: draft.pod.containers.update(mesh=replace(draft.main, name="mesh"))), "mesh"),
        (DraftChange(lambda draft: draft.pod.init_containers.update(first=replace(draft.main, name="first"))), "first"),
        (GracePeriod(7), "termination_grace_period_seconds"),
    ],
    ids=["variable", "sidecar", "init", "grace period"],
)
def test_what_a_cluster_knows_nothing_of_is_a_warning(app: App, mixin: IMixin, told: str) -> None:
    bare(app, database=CloudNativePg()).postgres.with_(mixin)
    (warning,) = doubts(app)
    assert (warning.construct, warning.field) == ("postgres", "pods of the database")
    assert f"no effect on: {told} (set by " in warning.cause
    assert not find_problems(app)


def test_a_backup_has_a_schedule_with_seconds_and_keys_that_somebody_puts_there(app: App) -> None:
    plain = bare(app, "plain", database=CloudNativePg())
    backed = bare(app, "backed", database=CloudNativePg(backup=BUCKET, backup_schedule="15 4 * * 0"))
    manifests = synthesized(backed)
    assert named(manifests, "ScheduledBackup", "postgres")["spec"]["schedule"] == "0 15 4 * * 0"
    bucket = Prerequisite("Secret", "of-backups", ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"))
    assert set(backed.prerequisites) - set(plain.prerequisites) == {bucket}
    assert not {"db-credentials", "postgres-app"} & {found.name for found in backed.prerequisites}
    (archiver,) = named(manifests, "Cluster", "postgres")["spec"]["plugins"]
    assert named(manifests, "ObjectStore", archiver["parameters"]["barmanObjectName"])


def test_jobs_of_the_operator_reach_the_primary_names_and_the_api_server() -> None:
    manifests = synthesized(small(App(), database=CloudNativePg(backup=BUCKET)).with_(PostgresBackup()))
    policies, there = Policies(manifests), pods(manifests)
    joining = Pod("neuronpedia", {"cnpg.io/cluster": "postgres", "cnpg.io/jobRole": "join"}, {})
    for port in (5432, 8000):
        assert policies.allow(joining, there["postgres"], port)
    for protocol in ("UDP", "TCP"):
        assert policies.allow(joining, DNS, 53, protocol)
        assert policies.allow(joining, NODE_DNS, 53, protocol)
    for port in (443, 6443):
        assert policies.allow(joining, Address("10.96.0.1"), port)
    assert policies.allow(joining, Address("10.9.8.7"), 9000)
    assert not policies.allow(joining, Address("10.9.8.8"), 9000)
    assert not policies.allow(joining, there["webapp"], 3000)
    assert not policies.allow(joining, INTERNET, 5432)
    for app in DATABASE_CLIENTS:
        assert policies.allow(there[app], there["postgres"], 5432)
        assert not policies.allow(there[app], INTERNET, 5432)


REPLICABLE = {"webapp", "autointerp", "gpt2-small-inference"}


OPERATED = CloudNativePg(backup=S3Target(bucket="backups"), pod_monitor=True)


@pytest.mark.parametrize("instances", [1, 3])
def test_the_operator_of_a_database_is_told_what_to_keep_available(instances: int, app: App) -> None:
    database = replace(OPERATED, instances=instances, user="np", database="site")
    given = small(app, database=database).with_(Replicas(2))
    assert not doubts(app)
    made = synthesized(given)
    assert of_kind(made, "PodDisruptionBudget").keys() == REPLICABLE
    cluster = named(made, "Cluster", "postgres")["spec"]
    assert (cluster["instances"], cluster["enablePDB"]) == (instances, instances > 1)
    assert cluster["imagePullSecrets"] == [{"name": "regcred"}]
    sql = cluster["bootstrap"]["initdb"].pop("postInitApplicationSQL")
    assert "EXTENSION" in sql[0]
    assert cluster["bootstrap"]["initdb"] == {"database": "site", "owner": "np"}
    assert [plugin["isWALArchiver"] for plugin in cluster["plugins"]] == [True]
    # Seconds come first.
    assert named(made, "ScheduledBackup", "postgres")["spec"]["schedule"] == "0 0 3 * * *"


def test_resources_are_as_the_webhook_of_the_operator_writes_them(app: App) -> None:
    class Sized(Mixin):
        def supports_draft(self, draft: WorkloadDraft) -> bool:
            return draft.name == "postgres"

        def apply_to_draft(self, draft: WorkloadDraft) -> None:
            requests, limits = {"cpu": "0.5", "memory": "1.5Gi"}, {"cpu": "1000m", "memory": "2048Mi"}
            draft.main.resources = Resources(requests=requests, limits=limits)

    made = named(synthesized(small(app, database=CloudNativePg()).with_(Sized())), "Cluster", "postgres")
    assert made["spec"]["resources"] == {
        "requests": {"cpu": "500m", "memory": "1536Mi"},
        "limits": {"cpu": "1", "memory": "2Gi"},
    }
