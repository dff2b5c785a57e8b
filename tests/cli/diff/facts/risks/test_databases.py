"""What a running database does not take over."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.facts.risks.databases import unread_settings
from tests.cli.diff.facts.manifests import (
    claim,
    claimed,
    container,
    cron_job,
    deployment,
    from_secret,
    made,
    mount,
    postgres,
    side,
    stateful_set,
    value,
)

PG15 = "pgvector/pgvector:0.8.0-pg15"
LATE = "PostgreSQL reads this only when its volume is empty"


def database(*variables: Any, image: str = PG15, **fields: Any) -> Any:
    return stateful_set("db", postgres(image, *variables, **fields), templates=(claim("data"),))


def texts(old: list[Any], new: list[Any]) -> list[str]:
    return [risk.text for risk in unread_settings(side(*old), side(*new))]


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (value("POSTGRES_USER", "a"), value("POSTGRES_USER", "b"), "POSTGRES_USER a → b"),
        (value("POSTGRES_DB", "a"), value("OTHER", "b"), "POSTGRES_DB a → nothing"),
        (
            value("POSTGRES_PASSWORD", "a"),
            value("POSTGRES_PASSWORD", "b"),
            "POSTGRES_PASSWORD another password → another password",
        ),
        (
            from_secret("POSTGRES_PASSWORD", "db", "a"),
            from_secret("POSTGRES_PASSWORD", "db", "b"),
            "POSTGRES_PASSWORD a of Secret db → b of Secret db",
        ),
        (
            value("POSTGRES_PASSWORD_FILE", "/a"),
            value("POSTGRES_PASSWORD_FILE", "/b"),
            "POSTGRES_PASSWORD_FILE /a → /b",
        ),
    ],
)
def test_settings(old: Any, new: Any, text: str) -> None:
    assert texts([database(old)], [database(new)]) == [f"{text}; {LATE}"]


def test_how_to_change_them() -> None:
    (risk,) = unread_settings(side(database(value("POSTGRES_DB", "a"))), side(database(value("POSTGRES_DB", "b"))))
    assert risk.fix == "in the database, with nobody connected to it: ALTER DATABASE … RENAME TO …"


def test_another_value_in_a_secret() -> None:
    reads = database(from_secret("POSTGRES_PASSWORD", "db", "a"))
    old, new = (made("v1", "Secret", "db", stringData={"a": word}) for word in ("x", "y"))
    assert texts([reads, old], [reads, new]) == [f"POSTGRES_PASSWORD: a of Secret db has another value; {LATE}"]
    assert texts([reads, old], [reads, old]) == []


def test_the_data_folder() -> None:
    old, new = database(value("PGDATA", "/var/lib/postgresql/data")), database(value("PGDATA", "/var/lib/postgresql/b"))
    empty = "PostgreSQL creates an empty database there, and leaves the old one unused"
    assert texts([old], [new]) == [f"PGDATA /var/lib/postgresql/data → /var/lib/postgresql/b: {empty}"]
    # What the image does without.
    assert texts([old], [database()]) == []


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (
            "pgvector/pgvector:0.8.0-pg16",
            ["PostgreSQL 15 → 16: it refuses the data of version 15, and does not start"],
        ),
        ("pgvector/pgvector:0.8.1-pg15", []),
        ("harbor.example.org/pgvector/pgvector:0.8.0-pg15", []),
        ("pgvector/pgvector:latest", []),
    ],
)
def test_the_version(image: str, expected: list[str]) -> None:
    assert texts([database()], [database(image=image)]) == expected


def test_another_system_sorts_differently() -> None:
    old, new = database(image="postgres:16-alpine"), database(image="postgres:16-bookworm")
    assert texts([old], [new]) == ["alpine → bookworm: texts may sort differently, and indexes of them miss rows"]


def test_scripts_that_ran_already() -> None:
    volume = {"name": "init", "configMap": {"name": "init"}}
    main = postgres(mounts=(mount("init", "/docker-entrypoint-initdb.d"),))
    runs = stateful_set("db", main, templates=(claim("data"),), pod={"volumes": [volume]})
    old, new, more = (
        made("v1", "ConfigMap", "init", data=data)
        for data in ({"a.sql": "1"}, {"a.sql": "2"}, {"a.sql": "1", "b.sql": ""})
    )
    late = "in /docker-entrypoint-initdb.d: PostgreSQL runs this only when its volume is empty"
    assert texts([runs, old], [runs, new]) == [f"a.sql {late}"]
    assert texts([runs, old], [runs, more]) == [f"b.sql {late}"]
    assert texts([runs, more], [runs, old]) == []


def test_other_files_of_config_maps_are_no_scripts() -> None:
    volume = {"name": "conf", "configMap": {"name": "conf"}}
    main = postgres(mounts=(mount("conf", "/etc/postgresql"),))
    runs = stateful_set("db", main, templates=(claim("data"),), pod={"volumes": [volume]})
    old, new = (made("v1", "ConfigMap", "conf", data={"a.conf": text}) for text in "12")
    assert texts([runs, old], [runs, new]) == []


def test_a_deployment_with_a_claim_is_a_database_too() -> None:
    old, new = (
        deployment(
            "db",
            container(image="mysql:8", env=[value("MYSQL_USER", user)], volumeMounts=[mount("data", "/var/lib/mysql")]),
            pod={"volumes": [claimed("data", "mysql")]},
        )
        for user in "ab"
    )
    assert texts([old], [new]) == ["MYSQL_USER a → b; MySQL reads this only when its volume is empty"]


def test_what_starts_with_an_empty_volume_reads_everything() -> None:
    old, new = value("POSTGRES_USER", "a"), value("POSTGRES_USER", "b")
    temporary = [deployment("db", postgres(PG15, each), pod={"volumes": [{"name": "data"}]}) for each in (old, new)]
    assert texts([temporary[0]], [temporary[1]]) == []
    other = [
        deployment("db", postgres(PG15, each), pod={"volumes": [claimed("data", name)]})
        for each, name in ((old, "a"), (new, "b"))
    ]
    assert texts([other[0]], [other[1]]) == []


def test_clients_are_no_databases() -> None:
    old, new = (
        cron_job("backup", postgres(PG15, value("POSTGRES_USER", user)), pod={"volumes": [claimed("data", "a")]})
        for user in "ab"
    )
    assert texts([old], [new]) == []
