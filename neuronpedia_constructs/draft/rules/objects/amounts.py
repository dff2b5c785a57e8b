"""Amounts of resources: requests and limits of containers, and sizes of volumes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.validation.names import is_label_key
from neuronpedia_constructs.validation.problems import Problem
from neuronpedia_constructs.validation.quantities import amount, has_unit

from .places import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .places import Trail

_BYTES: Final = re.compile(r"memory|ephemeral-storage|storage|hugepages-.+")
_PLAIN: Final = re.compile(r"cpu|storage|memory|ephemeral-storage|hugepages-.+")
"""Resources without a domain. All others are devices."""


def amount_problems(trail: Trail, requests: dict[str, str], limits: dict[str, str]) -> Iterator[Problem]:
    """Yield the problems of requests and limits."""
    container = next((step[1:-1] for step in reversed(trail) if step[0] == "["), None)
    place = shown(trail) if container is None else f"resources of container {container}"
    for resource in [*requests, *(limits.keys() - requests.keys())]:
        if not _PLAIN.fullmatch(resource) and not ("/" in resource and is_label_key(resource)):
            allowed = "cpu, memory, ephemeral-storage, hugepages-<size>, or <domain>/<device>"
            fix = 'write the full name, such as "nvidia.com/gpu"'
            yield Problem.invalid("workload.resource-unknown", place, resource, allowed, fix)
            continue
        both = [amounts[resource] for amounts in (requests, limits) if resource in amounts]
        given = both[:1] if both[0] == both[-1] else both
        wrong = list(_wrong(f"{place}: {resource}", resource, given))
        yield from wrong
        if len(given) > 1 and not wrong:
            yield from _pair_problems(f"{place}: {resource} limit", resource, *given)
        elif "/" in resource and resource not in limits:
            fix = "write the amount as a limit; the request follows from it"
            yield Problem("workload.device-limit", f"{place}: {resource} limit", "the limit is missing", "a limit", fix)


def _wrong(place: str, resource: str, given: list[str]) -> Iterator[Problem]:
    # Extended resources, whose names contain a domain, are devices, which cannot be divided.
    whole = "/" in resource
    for value in given:
        found = amount(value)
        if not found or (whole and found % 1):
            allowed = "a whole number of at least 1" if whole else 'a positive quantity, such as "500m", "8" or "26Gi"'
            fix = 'write it as "1"' if whole else "write a number with a unit"
            yield Problem.invalid("workload.resources-invalid", place, value, allowed, fix)
        elif _BYTES.fullmatch(resource) and not has_unit(value):
            allowed = 'an amount of bytes with a unit, such as "512Mi" or "26Gi"; "m" means thousandths of a byte'
            yield Problem.invalid("workload.resources-invalid", place, value, allowed, "add a unit such as Gi")


def _pair_problems(place: str, resource: str, request: str, limit: str) -> Iterator[Problem]:
    if (amount(limit) or 0) < (amount(request) or 0):
        below = f"{limit!r} is below the request of {request!r}"
        allowed = f"an amount of at least {request}"
        fix = "raise the limit or lower the request"
        yield Problem("workload.limit-below-request", place, below, allowed, fix)
    elif "/" in resource and amount(limit) != amount(request):
        cause = f"{limit!r} differs from the request of {request!r}"
        yield Problem(
            "workload.device-limit", place, cause, f"{request!r}, as devices are not shared", "use one amount"
        )
