"""Validation of storage: sizes and classes of volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .names import is_dns_name
from .problems import Problem
from .quantities import has_unit

if TYPE_CHECKING:
    from collections.abc import Iterator


def size_problems(what: str, size: object) -> Iterator[Problem]:
    """Yield a problem if the size of a volume is invalid."""
    if not has_unit(size):
        yield Problem.invalid(
            "storage.size-invalid",
            f"{what} size",
            size,
            'a quantity with a unit, such as "100Gi"',
            'write size="100Gi"',
        )


def storage_class_problems(what: str, storage_class: object) -> Iterator[Problem]:
    """Yield a problem if the class of a volume claim is given and invalid."""
    if storage_class is not None and not is_dns_name(storage_class):
        fix = 'write a name such as "standard", or leave it out for the default class'
        yield Problem.invalid(
            "storage.class-invalid", f"{what} storage_class", storage_class, "the name of a StorageClass", fix
        )
