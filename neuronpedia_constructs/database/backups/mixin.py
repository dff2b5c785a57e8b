"""Backups of the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neuronpedia_constructs.database.draft import DatabaseDraft
from neuronpedia_constructs.draft.volumes import ClaimSpec
from neuronpedia_constructs.mixins.mixin import Mixin
from neuronpedia_constructs.validation.problems import Problem, quoted
from neuronpedia_constructs.validation.schedules import ALLOWED, is_schedule
from neuronpedia_constructs.validation.storage import size_problems, storage_class_problems

from .target import Backup, S3Target, target_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.workload import WorkloadDraft


@dataclass(kw_only=True, eq=False)
class PostgresBackup(Mixin):
    """Dump the database regularly: CronJob `postgres-backup`.

    It reads each dump back completely before it keeps it, and only then removes old dumps. Give it to an environment or
    to its `postgres`.
    """

    concern: ClassVar[str | None] = "database backup"

    schedule: str = "0 3 * * *"
    """The schedule in UTC, in the five fields of cron. Default "0 3 * * *", every night at 3:00."""
    keep: int = 7
    """Number of dumps to keep, at least 1. Default 7."""
    size: str = "50Gi"
    """Size of the volume claim `postgres-backups` for the dumps, a quantity with a unit. `keep` dumps and one more must
    fit. With an `S3Target`, the maximum size of one dump on the node before it is uploaded. Default "50Gi"."""
    storage_class: str | None = None
    """Name of the claim's StorageClass. Default: the cluster's default."""
    target: S3Target | None = None
    """An `S3Target`, to keep dumps outside of the cluster. Default: the volume claim."""

    supported: ClassVar[str] = "the database; give it to the environment or to environment.postgres"

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Return whether the workload is the database."""
        return isinstance(draft, DatabaseDraft)

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Back up the database."""
        if isinstance(draft, DatabaseDraft) and not any(self.problems()):
            claim = ClaimSpec(self.size, self.storage_class, is_kept=True)
            draft.backup = Backup(self.schedule, self.keep, claim, self.target)

    def problems(self) -> Iterator[Problem]:
        """List the problems of the arguments."""
        if not is_schedule(self.schedule):
            yield Problem.invalid(
                "backup.schedule-invalid", "backup schedule", self.schedule, ALLOWED, 'write schedule="0 3 * * *"'
            )
        if not isinstance(self.keep, int) or isinstance(self.keep, bool) or self.keep < 1:
            yield Problem.invalid(
                "backup.keep-invalid", "backup keep", self.keep, "a whole number from 1", "write keep=7"
            )
        yield from size_problems("backup", self.size)
        if isinstance(self.target, S3Target):
            yield from target_problems("backup target", self.target)
            if self.storage_class is not None:
                cause = f"{quoted(self.storage_class)} has no effect with an S3Target"
                yield Problem(
                    "backup.storage-class-unused",
                    "backup storage_class",
                    cause,
                    "a class only with a volume claim",
                    "leave it out",
                )
            return
        yield from storage_class_problems("backup", self.storage_class)
        if self.target is not None:
            fix = 'write target=S3Target(bucket="neuronpedia-backups"), or leave it out'
            yield Problem.invalid("backup.target-invalid", "backup target", self.target, "an S3Target or None", fix)
