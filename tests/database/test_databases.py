"""Whichever database an environment has chosen, everything that talks to a database follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

import pytest
from cdk8s import App
from constructs import IMixin

from neuronpedia_constructs import (
    CloudNativePg,
    DatabaseChoice,
    ExternalDatabase,
    HarborRegistry,
    Neuronpedia,
    Postgres,
    PostgresBackup,
    Prerequisite,
    PriorityClass,
    Replicas,
    S3Target,
    find_problems,
)
from tests.rules.connections import URLS
from tests.rules.network import INTERNET, METADATA, NAMES, pods
from tests.support.building import (
    Manifest,
    bare,
    containers,
    doubts,
    named,
    pod,
    pod_template,
    small,
    synthesized,
    variables,
    workloads,
)
from tests.support.cluster.policies import Address, Pod, Policies
from tests.support.own_mixins import DraftChange, GracePeriod, Tolerate, Variable

VERIFIED = {"PGSSLMODE": "verify-full", "PGSSLROOTCERT": "/database-ca/ca.crt"}
ELSEWHERE = ExternalDatabase(host="10.1.2.3", port=6432)
BUCKET = S3Target(bucket="backups", secret="of-backups", endpoint="https://10.9.8.7:9000")

PROGRAMS = {
    ("db-index", "wait-for-schema"),
    ("db-index", "db-index"),
    ("db-init", "wait-for-postgres"),
    ("db-init", "mend"),
    ("postgres-backup", "postgres-backup"),
    ("register-inference", "wait-for-schema"),
    ("register-inference", "register-inference"),
    ("webapp", "wait-for-schema"),
}
"""The containers, by pod, in which PostgreSQL's own programs talk to the database; others are handed its addresses."""
HANDED = {("db-init", "migrate"), ("db-init", "db-init"), ("webapp", "webapp")}
CLIENTS = {app for app, _ in PROGRAMS | HANDED}


class Expected(NamedTuple):
    """Where a choice of a database leads its clients."""

    choice: DatabaseChoice
    address: tuple[str, str] = ("postgres.neuronpedia.svc", "5432")
    told: Mapping[str, str] = MappingProxyType({})
    secret: str = "db-credentials"
    keys: tuple[str, str] = ("POSTGRES_PASSWORD", "POSTGRES_URL")


EXPECTED = {
    "here": Expected(Postgres(size="20Gi")),
    "operated": Expected(
        CloudNativePg(), ("postgres-rw.neuronpedia.svc", "5432"), {}, "postgres-app", ("password", "uri")
    ),
    "encrypted": Expected(ELSEWHERE, ("10.1.2.3", "6432"), {"PGSSLMODE": "require"}),
    "verified": Expected(
        ExternalDatabase(host="db.example.org", ca_config_map="ca"), ("db.example.org", "5432"), VERIFIED
    ),
    "plain": Expected(
        ExternalDatabase(host="db.example.org", tls=False, plaintext_reason="a VPN"), ("db.example.org", "5432")
    ),
}


def talking(manifests: list[Manifest]) -> dict[tuple[str, str], list[Manifest]]:
    """The containers that are told of a database, by the app of their pod and their own name."""
    found: dict[tuple[str, str], list[Manifest]] = {}
    for workload, container in ((each, inner) for each in workloads(manifests) for inner in containers(each)):
        if {"PGHOST", "PGPASSWORD", "POSTGRES_URL", *URLS} & variables(container).keys():
            app = pod_template(workload)["metadata"]["labels"]["app"]
            found.setdefault((app, container["name"]), []).append(container)
    return found


def keys(container: Manifest) -> dict[str, tuple[str, str]]:
    """The Secret and the key of every variable that is read of one which a database has."""
    read = {name: entry.get("valueFrom", {}).get("secretKeyRef", {}) for name, entry in variables(container).items()}
    of_database = {name for name in read if name.startswith(("PG", "POSTGRES"))}
    return {name: (read[name]["name"], read[name]["key"]) for name in of_database if read[name]}


@pytest.mark.parametrize("target", [None, BUCKET], ids=["claim", "bucket"])
@pytest.mark.parametrize("expected", EXPECTED.values(), ids=EXPECTED)
def test_every_container_is_led_to_the_database(expected: Expected, target: S3Target | None) -> None:
    manifests = synthesized(small(App(), database=expected.choice).with_(PostgresBackup(target=target)))
    password, url = [(expected.secret, key) for key in expected.keys]
    found = talking(manifests)
    assert found.keys() == PROGRAMS | HANDED
    for place, container in ((place, container) for place, several in found.items() for container in several):
        told = {name: entry.get("value") for name, entry in variables(container).items() if name.startswith("PG")}
        if place in PROGRAMS:
            assert keys(container) == {"PGPASSWORD": password}
            host, port = expected.address
            own = {"PGDATABASE": "neuronpedia", "PGUSER": "neuronpedia", "PGPASSWORD": None}
            own |= {"PGAPPNAME": "neuronpedia-db-index"} if place == ("db-index", "db-index") else {}
            assert told == {**own, "PGHOST": host, "PGPORT": port, **expected.told}
        else:
            assert keys(container) == {"POSTGRES_URL": url}
            assert told == {}


@pytest.mark.parametrize("expected", EXPECTED.values(), ids=EXPECTED)
def test_who_talks_to_the_database_finds_its_authority_and_nobody_else(expected: Expected) -> None:
    environment = small(App(), database=expected.choice).with_(PostgresBackup(target=BUCKET))
    manifests, has_authority = synthesized(environment), expected.told == VERIFIED
    clients = {id(container) for several in talking(manifests).values() for container in several}
    for workload, container in ((each, inner) for each in workloads(manifests) for inner in containers(each)):
        mounted = [mount for mount in container.get("volumeMounts", []) if mount["mountPath"] == "/database-ca"]
        assert len(mounted) == (has_authority and id(container) in clients)
        for mount in mounted:
            (volume,) = (each for each in pod(workload)["volumes"] if each["name"] == mount["name"])
            assert volume["configMap"]["name"] == "ca"
    assert (Prerequisite("ConfigMap", "ca", ("ca.crt",)) in environment.prerequisites) is has_authority


@pytest.mark.parametrize("expected", EXPECTED.values(), ids=EXPECTED)
def test_the_database_is_emitted_where_it_is_ours(expected: Expected) -> None:
    manifests = synthesized(bare(App(), database=expected.choice))
    made = {found["kind"] for found in manifests if found["metadata"]["name"] == "postgres"}
    ours = {"NetworkPolicy", "Service", "ServiceAccount", "StatefulSet"}
    operated = {"Cluster", "NetworkPolicy"} if isinstance(expected.choice, CloudNativePg) else set()
    assert made == (ours if isinstance(expected.choice, Postgres) else operated)
    assert ("pgvector-init" in str(manifests)) is isinstance(expected.choice, Postgres)


def test_mixins_for_all_services_do_not_touch_a_database_elsewhere(app: App) -> None:
    touched: list[str] = []
    every = DraftChange(lambda draft: touched.append(f"{draft.name} in {draft.main.name}"))
    environment = small(app, database=ELSEWHERE).with_(every, GracePeriod(7), Tolerate("gpu"), PriorityClass("high"))
    for name in ("postgres", "database"):
        with pytest.raises(AttributeError, match="the database of test is elsewhere; give mixins to the environment"):
            getattr(environment, name)
    manifests = synthesized(environment.with_(PostgresBackup(schedule="5 4 * * *")))
    assert not [name for name in touched if name.startswith("postgres in")]
    assert {"webapp in webapp", "postgres-backup in postgres-backup"} <= set(touched)
    assert not find_problems(app)
    assert not doubts(app)
    assert named(manifests, "CronJob", "postgres-backup")["spec"]["schedule"] == "5 4 * * *"
    assert all(pod(workload)["priorityClassName"] == "high" for workload in workloads(manifests))


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
        (DraftChange(lambda draft: draft.pod.containers.update(mesh=replace(draft.main))), "mesh"),
        (DraftChange(lambda draft: draft.pod.init_containers.update(first=replace(draft.main))), "first"),
        (GracePeriod(7), "termination_grace_period_seconds"),
    ],
    ids=["variable", "sidecar", "init", "grace period"],
)
def test_what_a_cluster_knows_nothing_of_is_a_warning(app: App, mixin: IMixin, told: str) -> None:
    bare(app, database=CloudNativePg()).postgres.with_(mixin)
    (warning,) = doubts(app)
    assert (warning.construct, warning.field) == ("postgres", "pods of the database")
    assert warning.given.endswith(f"no effect on: {told}")
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


def test_clients_alone_reach_the_address_of_a_database_elsewhere_on_its_port() -> None:
    manifests = synthesized(small(App(), database=ELSEWHERE).with_(PostgresBackup()))
    policies, there = Policies(manifests), pods(manifests)
    assert there.keys() > CLIENTS
    ends = (Address("10.1.2.3"), Address("10.1.2.4"), INTERNET, METADATA)
    for (app, source), end, port in product(there.items(), ends, (6432, 5432)):
        expected = app in CLIENTS and (end, port) == (Address("10.1.2.3"), 6432)
        assert policies.allow(source, end, port) is expected, (app, end, port)
    for (app, source), port in product(there.items(), (22, 80, 443, 3000)):
        assert not policies.allow(source, Address("10.1.2.3"), port), app


@pytest.mark.parametrize("host", ["db.example.org", "db.data.svc"])
def test_clients_reach_a_name_wherever_it_is(host: str) -> None:
    database = ExternalDatabase(host=host, port=6432)
    manifests = synthesized(small(App(), database=database).with_(PostgresBackup()))
    policies, there = Policies(manifests), pods(manifests)
    in_cluster = host.endswith(".svc")
    server, stranger = Pod("data", {"app": "db"}, {}), Pod("other", {"app": "db"}, {})
    for app, source in there.items():
        for address in (INTERNET, Address("10.1.2.3")):
            assert policies.allow(source, address, 6432) is (app in CLIENTS and not in_cluster), app
            assert not policies.allow(source, address, 5432)
        assert policies.allow(source, server, 6432) is (app in CLIENTS and in_cluster), app
        assert not policies.allow(source, stranger, 6432)
        assert not policies.allow(source, METADATA, 6432)


def test_jobs_of_the_operator_reach_the_primary_names_and_the_api_server() -> None:
    manifests = synthesized(small(App(), database=CloudNativePg(backup=BUCKET)).with_(PostgresBackup()))
    policies, there = Policies(manifests), pods(manifests)
    joining = Pod("neuronpedia", {"cnpg.io/cluster": "postgres", "cnpg.io/jobRole": "join"}, {})
    for port in (5432, 8000):
        assert policies.allow(joining, there["postgres"], port)
    for end, protocol in product(NAMES, ("UDP", "TCP")):
        assert policies.allow(joining, end, 53, protocol)
    for port in (443, 6443):
        assert policies.allow(joining, Address("10.96.0.1"), port)
    assert policies.allow(joining, Address("10.9.8.7"), 9000)
    assert not policies.allow(joining, Address("10.9.8.8"), 9000)
    assert not policies.allow(joining, there["webapp"], 3000)
    assert not policies.allow(joining, INTERNET, 5432)
    for app in CLIENTS:
        assert policies.allow(there[app], there["postgres"], 5432)
        assert not policies.allow(there[app], INTERNET, 5432)
