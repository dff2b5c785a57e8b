"""How the database is backed up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .claims import Claim


S3_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
"""The keys of the Secret of an `S3Target`."""

OTHER_SERVICE = {
    "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required",
    "AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required",
}
"""Not every service knows the checksums that Amazon's own does."""


@dataclass(frozen=True, kw_only=True)
class S3Target:
    """A bucket of Amazon S3, or of a service that speaks its protocol, as the place of backups.

    Args:
        bucket: name of the bucket, which has to exist.
        prefix: what the keys of the dumps begin with, such as "neuronpedia/production/"; it ends with a slash. No other
            dumps may have it, as old ones are removed. Default: nothing.
        region: region of the bucket, `AWS_REGION`; default "us-east-1".
        endpoint: address of a service other than Amazon's, `AWS_ENDPOINT_URL_S3`: "https://minio.example.org".
            Default: Amazon's.
        secret: name of the Secret with the keys `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, of somebody who may
            list the bucket and read, write and delete in it. Default `backup-s3`.
    """

    bucket: str
    prefix: str = ""
    region: str = "us-east-1"
    endpoint: str | None = None
    secret: str = "backup-s3"

    @property
    def url(self) -> str:
        """The address of the service."""
        return self.endpoint or f"https://s3.{self.region}.amazonaws.com"


@dataclass(frozen=True)
class Backup:
    """What a `PostgresBackup` asks for."""

    schedule: str
    """When, in UTC: the five fields of cron."""
    keep: int
    """Dumps that are kept."""
    claim: Claim
    """Where they are; with a target, as much of the node's disk."""
    target: S3Target | None
    """Where they are instead."""
