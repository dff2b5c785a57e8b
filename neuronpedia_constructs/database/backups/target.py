"""The target of backups, and the settings of a `PostgresBackup`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from neuronpedia_constructs.validation import texts
from neuronpedia_constructs.validation.names import is_dns_name, matches
from neuronpedia_constructs.validation.plain import PlainArguments
from neuronpedia_constructs.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.volumes import ClaimSpec


_BUCKET = re.compile(r"(?!.*\.\.|[0-9.]+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"((?!\.+/)[A-Za-z0-9!_.*'()-]+/)*")
_REGION = re.compile(r"[a-z0-9-]+")
_URL = texts.Url()

S3_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
"""The keys of the Secret of an `S3Target`."""

OTHER_SERVICE = {
    "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required",
    "AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required",
}
"""Not every S3-compatible service supports Amazon's checksums."""


@dataclass(frozen=True, kw_only=True)
class S3Target(PlainArguments):
    """A bucket for backups, in Amazon S3 or a compatible service."""

    bucket: str
    """Name of an existing bucket."""
    prefix: str = ""
    """Prefix of the dumps' keys, such as "neuronpedia/production/"; it ends with a slash. Use it for nothing else,
    because old dumps are removed. Default: none."""
    region: str = "us-east-1"
    """Region of the bucket, `AWS_REGION`. Default "us-east-1"."""
    endpoint: str | None = None
    """URL of another service than Amazon's, `AWS_ENDPOINT_URL_S3`, such as "https://minio.example.org". Default:
    Amazon's."""
    secret: str = "backup-s3"
    """Name of the Secret with the keys `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`. The account may list the
    bucket, and read, write and delete objects in it. Default "backup-s3"."""

    @property
    def url(self) -> str:
        """The address of the service."""
        return self.endpoint or f"https://s3.{self.region}.amazonaws.com"


@dataclass(frozen=True)
class Backup:
    """The settings of a `PostgresBackup`."""

    schedule: str
    """The schedule in UTC, in the five fields of cron."""
    keep: int
    """Number of dumps to keep."""
    claim: ClaimSpec
    """The volume claim; with a target, the space on the node's disk."""
    target: S3Target | None
    """The bucket to use instead of the claim."""


def target_problems(what: str, target: S3Target) -> Iterator[Problem]:
    """List the problems of a bucket."""
    rules: dict[str, tuple[bool, str, str]] = {
        "bucket": (
            matches(_BUCKET, target.bucket),
            "3 to 63 lower-case letters, digits, '-' and '.'",
            "neuronpedia-backups",
        ),
        "prefix": (matches(_PREFIX, target.prefix), "None, or segments that each end with a slash", "production/"),
        "region": (matches(_REGION, target.region), "the name of a region", "us-east-1"),
        "endpoint": (
            target.endpoint is None or (_URL.accepts(target.endpoint) and target.endpoint.count("/") == len("//")),
            "an http:// or https:// address without path",
            "https://minio.example.org",
        ),
        "secret": (is_dns_name(target.secret), "the name of a Secret", "backup-s3"),
    }
    for name, (good, allowed, example) in rules.items():
        if not good:
            yield Problem.invalid(
                "s3-target.invalid", f"{what} {name}", getattr(target, name), allowed, f'write {name}="{example}"'
            )
