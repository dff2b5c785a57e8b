"""Requests and limits (validateResourceRequirements)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.cli.diff.admission.fault import Fault, duplicate, forbidden, invalid, keyed, missing
from neuronpedia_constructs.cli.diff.admission.values.amounts import amount, is_whole
from neuronpedia_constructs.cli.diff.admission.values.formats import is_qualified_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.admission.node import Node

_PLAIN = re.compile(r"cpu|memory|ephemeral-storage|hugepages-.*")
_OF_PODS = re.compile(r"cpu|memory|hugepages-.*")
_WORDS = "cpu, memory, ephemeral-storage, hugepages-<size>, or <domain>/<device>"
_PAGES = "hugepages-"
_COMPUTE = {"cpu", "memory"}
_EXPOSED = re.compile(r"(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.*)")
"""What a variable or a file tells of the resources of a container."""


def resource_faults(resources: Node, claims: set[str]) -> Iterator[Fault]:
    """Yield the faults of the resources of a container, given the names of the claims of its pod."""
    yield from _amount_faults(resources, _container_name)
    names = set[str]()
    for claim in resources.children("claims"):
        name, request = claim.text("name"), claim.text("request")
        if name and name not in claims:
            yield invalid(claim.at("name"), name, "the name of one of the pod's resourceClaims")
        key = f"{name}/{request}" if request else name
        if key in names or name in names:
            yield duplicate(claim.path, key, "claims")
        names.add(key)


def pod_resource_faults(resources: Node) -> Iterator[Fault]:
    """Yield the faults of the resources of a whole pod (validatePodResources)."""
    yield from _amount_faults(resources, _pod_name)
    if resources.has("claims"):
        yield forbidden(resources.at("claims"), "for a whole pod")


def _container_name(name: str) -> str | None:
    """Return what the name of a resource must be, or None if a container may have the resource."""
    if "/" not in name:
        return None if _PLAIN.fullmatch(name) and is_qualified_name(name) else _WORDS
    if _is_native(name):
        return None if is_qualified_name(name) else _WORDS
    return None if not name.startswith("requests.") and is_qualified_name(f"requests.{name}") else _WORDS


def _pod_name(name: str) -> str | None:
    return None if _OF_PODS.fullmatch(name) else "cpu, memory or hugepages-<size> for a whole pod"


def _is_native(name: str) -> bool:
    return "/" not in name or "kubernetes.io/" in name


def _may_overcommit(name: str) -> bool:
    return _is_native(name) and not name.startswith(_PAGES)


def _amount_faults(resources: Node, refused: Any) -> Iterator[Fault]:
    limits, requests = resources.mapping("limits"), resources.mapping("requests")
    for field, amounts in (("limits", limits), ("requests", requests)):
        for name, value in amounts.items():
            path = keyed(resources.at(field), name)
            words = refused(name)
            if words is not None:
                yield invalid(path, name, words)
            yield from _value_faults(name, value, path)
    for name, value in requests.items():
        yield from _pair_faults(resources, name, value, limits)
    pages = any(name.startswith(_PAGES) for name in (*limits, *requests))
    if pages and not _COMPUTE & {*limits, *requests}:
        yield Fault(resources.path, "it has hugepages, and must have cpu or memory too")


def _value_faults(name: str, value: Any, path: str) -> Iterator[Fault]:
    size = amount(value)
    if size is None:
        return
    if size < 0:
        yield invalid(path, value, "at least 0")
    elif not _is_native(name) and not is_whole(size):
        yield invalid(path, value, "a whole number: a device cannot be divided")
    elif name.startswith(_PAGES):
        page = amount(name.removeprefix(_PAGES))
        if page is None or page <= 0 or size % page:
            yield invalid(path, value, f"a multiple of {name.removeprefix(_PAGES)}")


def _pair_faults(resources: Node, name: str, value: Any, limits: dict[str, Any]) -> Iterator[Fault]:
    path = resources.at("requests")
    request, limit = amount(value), amount(limits.get(name))
    if name not in limits:
        if not _may_overcommit(name):
            yield missing(keyed(resources.at("limits"), name), f"given, as {name} cannot be overcommitted")
    elif request is None or limit is None:
        return
    elif request != limit and not _may_overcommit(name):
        yield invalid(keyed(path, name), value, f"equal to the limit of {name}, {limits[name]}")
    elif request > limit:
        yield invalid(keyed(path, name), value, f"at most the limit of {name}, {limits[name]}")


def env_resource_faults(selector: Node, *, in_volume: bool) -> Iterator[Fault]:
    """Yield what validateContainerResourceFieldSelector refuses."""
    name = selector.text("resource")
    if in_volume and not selector.text("containerName"):
        yield missing(selector.at("containerName"))
    if name and not _EXPOSED.fullmatch(name):
        yield invalid(
            selector.at("resource"), name, "limits. or requests. and cpu, memory, ephemeral-storage or hugepages-<size>"
        )
