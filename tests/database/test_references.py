"""Whichever database an environment has chosen, everything that talks to a database follows."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from urllib.parse import urlsplit

import pytest
from cdk8s import App

from neuronpedia_constructs import (
    CloudNativePg,
    ExternalDatabase,
    Postgres,
    PostgresBackup,
    Prerequisite,
    PriorityClass,
    S3Target,
    find_problems,
)
from tests.rules.network import DATABASE_CLIENTS, INTERNET, METADATA, pods
from tests.support.building import (
    Manifest,
    bare,
    containers,
    doubts,
    named,
    pod,
    small,
    synthesized,
    variables,
    workloads,
)
from tests.support.cluster.policies import Address, Pod, Policies
from tests.support.database.databases import BUCKET, ELSEWHERE, EXPECTED, HANDED, PROGRAMS, VERIFIED, Expected, talking
from tests.support.own_mixins import DraftChange, GracePeriod, Tolerate
from tests.support.secrets import STORE, operator


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
def test_user_and_database_are_told_to_server_and_clients(expected: Expected) -> None:
    database = replace(expected.choice, user="np-owner", database="np_data")
    manifests = synthesized(small(App(), database=database, secrets=STORE).with_(PostgresBackup()))
    for place, containers_there in talking(manifests).items():
        for told in (variables(container) for container in containers_there if place in PROGRAMS):
            assert (told["PGUSER"]["value"], told["PGDATABASE"]["value"]) == ("np-owner", "np_data")
    if isinstance(database, CloudNativePg):
        initdb = named(manifests, "Cluster", "postgres")["spec"]["bootstrap"]["initdb"]
        # Of them, the operator composes the address.
        assert (initdb["owner"], initdb["database"]) == ("np-owner", "np_data")
        return
    if isinstance(database, Postgres):
        server = variables(next(containers(named(manifests, "StatefulSet", "postgres"))))
        assert (server["POSTGRES_USER"]["value"], server["POSTGRES_DB"]["value"]) == ("np-owner", "np_data")
    address = urlsplit(operator(manifests, "secret")["db-credentials"]["POSTGRES_URL"])
    assert (address.username, address.path) == ("np-owner", "/np_data")


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
        with pytest.raises(AttributeError, match="the database of test is external; add mixins to the environment"):
            getattr(environment, name)
    manifests = synthesized(environment.with_(PostgresBackup(schedule="5 4 * * *")))
    assert not [name for name in touched if name.startswith("postgres in")]
    assert {"webapp in webapp", "postgres-backup in postgres-backup"} <= set(touched)
    assert not find_problems(app)
    assert not doubts(app)
    assert named(manifests, "CronJob", "postgres-backup")["spec"]["schedule"] == "5 4 * * *"
    assert all(pod(workload)["priorityClassName"] == "high" for workload in workloads(manifests))


def test_clients_alone_reach_the_address_of_a_database_elsewhere_on_its_port() -> None:
    manifests = synthesized(small(App(), database=ELSEWHERE).with_(PostgresBackup()))
    policies, there = Policies(manifests), pods(manifests)
    assert there.keys() > DATABASE_CLIENTS
    ends = (Address("10.1.2.3"), Address("10.1.2.4"), INTERNET, METADATA)
    for (app, source), end, port in product(there.items(), ends, (6432, 5432)):
        expected = app in DATABASE_CLIENTS and (end, port) == (Address("10.1.2.3"), 6432)
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
            assert policies.allow(source, address, 6432) is (app in DATABASE_CLIENTS and not in_cluster), app
            assert not policies.allow(source, address, 5432)
        assert policies.allow(source, server, 6432) is (app in DATABASE_CLIENTS and in_cluster), app
        assert not policies.allow(source, stranger, 6432)
        assert not policies.allow(source, METADATA, 6432)
