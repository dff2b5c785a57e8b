"""Backups that get worse."""

from __future__ import annotations

from typing import Any

import pytest

from neuronpedia_constructs.cli.diff.facts.risks.backups import changed_backups, is_backup
from tests.cli.diff.facts.manifests import claimed, container, cron_job, key, made, mount, side, value


def backup(*variables: Any, claim: str | None = "dumps", **spec: Any) -> Any:
    mounts = [mount("dumps", "/backups")]
    volume = claimed("dumps", claim) if claim else {"name": "dumps", "emptyDir": {}}
    main = container(env=list(variables), volumeMounts=mounts)
    return cron_job("postgres-backup", main, pod={"volumes": [volume]}, **spec)


def to_bucket(bucket: str, prefix: str = "") -> Any:
    return backup(value("BACKUP_BUCKET", bucket), value("BACKUP_PREFIX", prefix), claim=None)


def keeping(number: str) -> Any:
    return backup(value("BACKUP_KEEP", number))


def texts(old: list[Any], new: list[Any]) -> list[str]:
    return [risk.text for risk in changed_backups(side(*old), side(*new))]


def test_what_a_backup_is() -> None:
    scheduled = made("postgresql.cnpg.io/v1", "ScheduledBackup", "db")
    assert all(is_backup(key(each), each) for each in (backup(), scheduled))
    by_name = cron_job("backups")
    del by_name["metadata"]["labels"]
    assert is_backup(key(by_name), by_name)
    others = [cron_job("tidy"), made("batch/v1", "Job", "backup"), made("v1", "Service", "backup")]
    assert not any(is_backup(key(each), each) for each in others)


def test_a_backup_that_ends() -> None:
    assert texts([backup()], []) == [
        "is gone from the file, and no other takes its place: it ends when somebody removes it"
    ]
    assert texts([backup()], [backup(suspend=True)]) == ["no longer runs: it is suspended"]
    assert texts([backup(suspend=True)], [backup(suspend=True)]) == []


def test_what_is_there_already_takes_the_place_of_nothing() -> None:
    other = cron_job("other-backup")
    assert [text.partition(",")[0] for text in texts([backup(), other], [other])] == ["is gone from the file"]


def test_another_backup_takes_its_place() -> None:
    assert texts([backup()], [made("postgresql.cnpg.io/v1", "ScheduledBackup", "db")]) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("0 3 * * *", "0 3 * * 0", ["0 3 * * * → 0 3 * * 0: it runs 52 times a year instead of 365"]),
        ("0 3 * * 0", "0 3 * * *", []),
        ("0 3 * * *", "0 4 * * *", []),
        ("0 3 * * *", "junk", []),
    ],
)
def test_a_rarer_backup(old: str, new: str, expected: list[str]) -> None:
    assert texts([backup(schedule=old)], [backup(schedule=new)]) == expected


def test_fewer_dumps() -> None:
    assert texts([keeping("7")], [keeping("3")]) == ["keeps 3 dumps instead of 7, and removes the oldest"]
    assert texts([keeping("3")], [keeping("7")]) == texts([keeping("3")], [keeping("3")]) == []
    assert texts([keeping("7")], [keeping("junk")]) == []


@pytest.mark.parametrize(
    ("old", "new", "places"),
    [
        (backup(), backup(claim="other"), "claim other instead of claim dumps"),
        (backup(), to_bucket("np"), "s3://np/ instead of claim dumps"),
        (to_bucket("np"), to_bucket("np", "prod/"), "s3://np/prod/ instead of s3://np/"),
    ],
)
def test_another_place(old: Any, new: Any, places: str) -> None:
    assert texts([old], [new]) == [f"dumps go to {places}; those so far stay there"]


def test_another_database() -> None:
    old, new = (backup(value("PGDATABASE", name)) for name in "ab")
    assert texts([old], [new]) == ["PGDATABASE a → b: it dumps another database from now on"]
    assert texts([old], [backup()]) == texts([old], [old]) == []


def cluster(**spec: Any) -> Any:
    return made("postgresql.cnpg.io/v1", "Cluster", "db", spec=spec)


def archiving(name: str, **fields: Any) -> Any:
    return cluster(plugins=[{"parameters": {"barmanObjectName": name}, **fields}])


def store(path: str, policy: str | None = None) -> Any:
    spec = {"configuration": {"destinationPath": path}, "retentionPolicy": policy}
    return made("barmancloud.cnpg.io/v1", "ObjectStore", "s3", spec=spec)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            archiving("a"),
            archiving("b"),
            ["archives its write-ahead log in ObjectStore b instead of ObjectStore a; backups so far stay there"],
        ),
        (archiving("a"), cluster(), ["no longer archives its write-ahead log in ObjectStore a"]),
        (
            archiving("a"),
            archiving("a", enabled=False),
            ["no longer archives its write-ahead log in ObjectStore a"],
        ),
        (cluster(), archiving("a"), []),
        (store("s3://a/"), store("s3://b/"), ["backups go to s3://b/ instead of s3://a/; those so far stay there"]),
        (store("s3://a/", "30d"), store("s3://a/", "1w"), ["keeps backups for 7 days instead of 30"]),
        (store("s3://a/"), store("s3://a/", "30d"), ["keeps backups for 30 days instead of all"]),
        (store("s3://a/", "30d"), store("s3://a/", "2m"), []),
        (store("s3://a/", "30d"), store("s3://a/", "1m"), []),
        (store("s3://a/", "31d"), store("s3://a/", "1m"), ["keeps backups for 30 days instead of 31"]),
        (
            cluster(backup={"retentionPolicy": "30d", "barmanObjectStore": {"destinationPath": "s3://a/"}}),
            cluster(backup={"retentionPolicy": "7d", "barmanObjectStore": {"destinationPath": "s3://b/"}}),
            [
                "keeps backups for 7 days instead of 30",
                "backups go to s3://b/ instead of s3://a/; those so far stay there",
            ],
        ),
    ],
)
def test_cloud_native_pg(old: Any, new: Any, expected: list[str]) -> None:
    assert texts([old], [new]) == expected
