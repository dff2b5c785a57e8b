"""How the database is backed up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from neuronpedia_constructs.names import is_dns_name, matches
from neuronpedia_constructs.problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .claims import Claim

_BUCKET = re.compile(r"(?!.*\.\.|[0-9.]+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"((?!\.+/)[A-Za-z0-9!_.*'()-]+/)*")
_REGION = re.compile(r"[a-z0-9-]+")
_ENDPOINT = re.compile(r"https?://[A-Za-z0-9.-]+(:[1-9][0-9]{0,3}|:[1-5][0-9]{4}|:6[0-4][0-9]{3}|:65[0-4][0-9]{2})?")


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

    def problems(self) -> Iterator[Problem]:
        """List what is wrong with the arguments."""
        rules = {
            "bucket": (_BUCKET, "3 to 63 lower-case letters, digits, '-' and '.'", "neuronpedia-backups"),
            "prefix": (_PREFIX, "nothing, or words that each end with a slash", "production/"),
            "region": (_REGION, "the name of a region", "us-east-1"),
            "endpoint": (_ENDPOINT, "an http:// or https:// address without path", "https://minio.example.org"),
        }
        for name, (pattern, allowed, example) in rules.items():
            value = getattr(self, name)
            if not matches(pattern, value) and not (name == "endpoint" and value is None):
                yield Problem(f"backup target {name}", quoted(value), allowed, f'write {name}="{example}"')
        if not is_dns_name(self.secret):
            yield Problem(
                "backup target secret", quoted(self.secret), "the name of a Secret", 'write secret="backup-s3"'
            )


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
