"""The arguments of backups."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import PostgresBackup, S3Target, find_problems
from tests.support.building import bare, named, of_kind, synthesized


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"schedule": "at night"}, "backup.schedule-invalid"),
        ({"keep": 0}, "backup.keep-invalid"),
        ({"size": "50"}, "storage.size-invalid"),
        ({"target": "s3://a"}, "backup.target-invalid"),
    ],
)
def test_a_wrong_argument_is_named(app: App, arguments: dict[str, Any], code: str) -> None:
    bare(app).with_(PostgresBackup(**arguments))
    assert [problem.code for problem in find_problems(app)] == [code]


def test_either_scope_backs_up_the_database(app: App) -> None:
    environment = bare(app)
    environment.postgres.with_(PostgresBackup(schedule="0 4 * * *", size="1Gi"))
    made = synthesized(environment)
    assert named(made, "CronJob", "postgres-backup")["spec"]["schedule"] == "0 4 * * *"
    claim = named(made, "PersistentVolumeClaim", "postgres-backups")
    assert claim["spec"]["resources"]["requests"]["storage"] == "1Gi"


def test_with_a_bucket_there_is_no_claim(app: App) -> None:
    made = synthesized(bare(app).with_(PostgresBackup(target=S3Target(bucket="backups"))))
    assert not of_kind(made, "PersistentVolumeClaim")
