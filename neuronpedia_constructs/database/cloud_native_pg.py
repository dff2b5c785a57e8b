"""PostgreSQL with pgvector, run by the CloudNativePG operator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neuronpedia_constructs.configuration.secrets.variables import DATABASE
from neuronpedia_constructs.draft.pod import SecretKey
from neuronpedia_constructs.network.endpoints import POSTGRES
from neuronpedia_constructs.validation.names import is_label, matches
from neuronpedia_constructs.validation.problems import Problem
from neuronpedia_constructs.validation.schedules import ALLOWED, is_schedule
from neuronpedia_constructs.validation.storage import size_problems, storage_class_problems

from .backups.target import S3Target, target_problems
from .spec import DatabaseSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.context import Context

_RETENTION = re.compile(r"[1-9][0-9]*[dwm]")
_QUORUM = 3


@dataclass(frozen=True, kw_only=True)
class CloudNativePg(DatabaseSpec):
    """PostgreSQL with pgvector, run by the CloudNativePG operator: its Cluster `postgres`, with standbys.

    The cluster needs the operator, and with `backup` also its Barman Cloud plugin. The operator generates the password
    and keeps it in the Secret `postgres-app`, which the workloads read.
    """

    service_name: ClassVar[str] = f"{POSTGRES}-rw"
    made_secrets: ClassVar[tuple[str, ...]] = (f"{POSTGRES}-app",)

    instances: int = 3
    """Number of instances, one of which is the primary. Default 3. With 2, losing one leaves no standby."""
    size: str = "10Gi"
    """Size of each instance's volume claim, a quantity with a unit. Default "10Gi"; you can increase it later."""
    storage_class: str | None = None
    """Name of the claims' StorageClass. Default: the cluster's default."""
    max_connections: int = 300
    """Maximum connections of each instance, at least 50. Default 300. The webapp's pools are sized to fit. When you
    change it, the operator restarts the instances."""
    backup: S3Target | None = None
    """The bucket for the write-ahead log and base backups, which allow point-in-time recovery. Default: none."""
    backup_schedule: str = "0 3 * * *"
    """The schedule of base backups in UTC, in the five fields of cron. Default "0 3 * * *", every night at 3:00."""
    backup_retention: str = "30d"
    """How far back you can restore, in days, weeks or months: "30d", "4w", "3m". Default "30d"."""
    pod_monitor: bool = False
    """Whether to create a PodMonitor, so the Prometheus operator scrapes the instances. Default False."""
    operator_namespace: str = "cnpg-system"
    """The operator's namespace, from which it connects to the instances. Default "cnpg-system"."""

    @property
    def is_monitored(self) -> bool:
        """Whether Prometheus scrapes the instances."""
        return self.pod_monitor is True

    @property
    def operated_from(self) -> str | None:
        """The operator's namespace."""
        return self.operator_namespace

    def reference(self, key: SecretKey) -> SecretKey:
        """Return the same key in the operator's Secret."""
        if key.secret != DATABASE:
            return key
        return SecretKey(self.made_secrets[0], "password" if key.key == "POSTGRES_PASSWORD" else "uri")

    def problems(self, context: Context) -> Iterator[Problem]:
        """List the problems of the arguments, and warn about an even number of instances."""
        yield from super().problems(context)
        if not isinstance(self.instances, int) or isinstance(self.instances, bool) or self.instances < 1:
            yield Problem.invalid(
                "database.instances-invalid",
                "database instances",
                self.instances,
                "a whole number from 1",
                "write instances=3",
            )
        elif self.instances < _QUORUM and self.instances % 2 == 0:
            cause = f"with {self.instances} instances, losing one leaves no standby"
            yield Problem(
                "database.instances-even",
                "database instances",
                cause,
                "1, or 3 and more",
                "write instances=3",
                warning=True,
            )
        yield from size_problems("database", self.size)
        yield from storage_class_problems("database", self.storage_class)
        if not isinstance(self.pod_monitor, bool):
            yield Problem.invalid(
                "database.pod-monitor-invalid",
                "database pod_monitor",
                self.pod_monitor,
                "True or False",
                "leave it out",
            )
        if not is_label(self.operator_namespace):
            fix = 'write operator_namespace="cnpg-system"'
            yield Problem.invalid(
                "database.operator-namespace-invalid",
                "database operator_namespace",
                self.operator_namespace,
                "a namespace",
                fix,
            )
        for argument in ("user", "database"):
            if getattr(self, argument) == "postgres":
                allowed = f"another {argument}: the operator reserves this one"
                fix = f'write {argument}="neuronpedia"'
                yield Problem(
                    "database.name-reserved", f"database {argument}", "'postgres' is not allowed", allowed, fix
                )
        yield from self._backup_problems()

    def _backup_problems(self) -> Iterator[Problem]:
        if isinstance(self.backup, S3Target):
            yield from target_problems("database backup", self.backup)
        elif self.backup is not None:
            fix = 'write backup=S3Target(bucket="neuronpedia-backups"), or leave it out'
            yield Problem.invalid("database.backup-invalid", "database backup", self.backup, "an S3Target or None", fix)
        if not is_schedule(self.backup_schedule) or str(self.backup_schedule).startswith("@"):
            fix = 'write backup_schedule="0 3 * * *"'
            yield Problem.invalid(
                "database.backup-schedule-invalid", "database backup_schedule", self.backup_schedule, ALLOWED, fix
            )
        if not matches(_RETENTION, self.backup_retention):
            fix = 'write backup_retention="30d"'
            yield Problem.invalid(
                "database.backup-retention-invalid",
                "database backup_retention",
                self.backup_retention,
                "days, weeks or months",
                fix,
            )
