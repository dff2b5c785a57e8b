"""Amounts of resources, and how they add up."""

from __future__ import annotations

from decimal import Context, Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_EXACT = Context(prec=100)
"""More digits than any sum has."""


class Resource(NamedTuple):
    """What is demanded, and where."""

    name: str
    """As in a request: "cpu", "memory", "nvidia.com/gpu"; or "storage", that of claims."""
    where: str = ""
    """Of storage: its class, or "" for the default one. Of a resource that not all nodes have: the nodes, in words."""
    per_node: bool = False
    """Whether each node that the pods of a DaemonSet run on needs this."""


Amounts = dict[Resource, Decimal]


def total(amounts: Iterable[Amounts]) -> Amounts:
    """Return the sum."""
    found: Amounts = {}
    for each in amounts:
        for resource, size in each.items():
            found[resource] = _EXACT.add(found.get(resource, Decimal(0)), size)
    return found


def most(amounts: Iterable[Amounts]) -> Amounts:
    """Return the largest of each resource."""
    found: Amounts = {}
    for each in amounts:
        for resource, size in each.items():
            found[resource] = max(found.get(resource, size), size)
    return found


def times(number: int, amounts: Amounts) -> Amounts:
    """Return the demand of several that are alike."""
    return {resource: _EXACT.multiply(size, Decimal(number)) for resource, size in amounts.items()} if number else {}
