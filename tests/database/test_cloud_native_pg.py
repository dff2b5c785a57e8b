"""The arguments of a Cluster."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import CloudNativePg, S3Target, SecretKey
from tests.support.building import bare


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"instances": 0}, "database.instances-invalid"),
        ({"instances": 2}, "database.instances-even"),
        ({"user": "postgres"}, "database.name-reserved"),
        ({"pod_monitor": "yes"}, "database.pod-monitor-invalid"),
        ({"operator_namespace": "Cnpg"}, "database.operator-namespace-invalid"),
        ({"backup": "s3://a"}, "database.backup-invalid"),
        ({"backup": S3Target(bucket="backups"), "backup_schedule": "nightly"}, "database.backup-schedule-invalid"),
        ({"backup": S3Target(bucket="backups"), "backup_retention": "30"}, "database.backup-retention-invalid"),
    ],
)
def test_a_wrong_argument_is_named(app: App, arguments: dict[str, Any], code: str) -> None:
    assert [problem.code for problem in CloudNativePg(**arguments).problems(bare(app).plan.context)] == [code]


def test_clients_read_the_secret_of_the_operator() -> None:
    database = CloudNativePg(pod_monitor=True)
    assert database.reference(SecretKey("db-credentials", "POSTGRES_PASSWORD")).secret == "postgres-app"
    assert (database.is_monitored, database.operated_from) == (True, "cnpg-system")
