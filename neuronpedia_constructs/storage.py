"""What can be wrong with where data are kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .configuration import kinds
from .draft.quantity import has_unit
from .names import is_dns_name, matches
from .problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .draft.backup import S3Target

_BUCKET = re.compile(r"(?!.*\.\.|[0-9.]+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"((?!\.+/)[A-Za-z0-9!_.*'()-]+/)*")
_REGION = re.compile(r"[a-z0-9-]+")
_URL = kinds.Url()


def size_problems(what: str, size: object) -> Iterator[Problem]:
    """List what is wrong with the size of a volume."""
    if not has_unit(size):
        yield Problem(f"{what} size", quoted(size), 'a quantity with a unit, such as "100Gi"', 'write size="100Gi"')


def storage_class_problems(what: str, storage_class: object) -> Iterator[Problem]:
    """List what is wrong with the class of a volume claim, which may be missing."""
    if storage_class is not None and not is_dns_name(storage_class):
        fix = 'write it as "standard", or leave it out for the default class'
        yield Problem(f"{what} storage_class", quoted(storage_class), "the name of a StorageClass", fix)


def target_problems(what: str, target: S3Target) -> Iterator[Problem]:
    """List what is wrong with a bucket."""
    rules: dict[str, tuple[bool, str, str]] = {
        "bucket": (
            matches(_BUCKET, target.bucket),
            "3 to 63 lower-case letters, digits, '-' and '.'",
            "neuronpedia-backups",
        ),
        "prefix": (matches(_PREFIX, target.prefix), "nothing, or words that each end with a slash", "production/"),
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
            yield Problem(f"{what} {name}", quoted(getattr(target, name)), allowed, f'write {name}="{example}"')
