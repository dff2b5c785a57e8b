"""Volumes of pods."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

from neuronpedia_constructs.validation.plain import PlainArguments
from neuronpedia_constructs.validation.quantities import amount, has_unit

if TYPE_CHECKING:
    from .workload import WorkloadDraft

_DISK = "ephemeral-storage"
_MEBI = 1024**2


@dataclass(frozen=True)
class ClaimSpec(PlainArguments):
    """Storage that outlives its pod, mounted by one node at a time."""

    size: str | None
    """Size of the storage. None: derived from its contents, once they are known."""
    storage_class: str | None = None
    """Name of a StorageClass. Default: the cluster's default class."""
    is_kept: bool = False
    """Whether it remains when the tool that deploys the environment would delete it."""


@dataclass(frozen=True)
class VolumeClaim(PlainArguments):
    """A volume that outlives its pod: a PersistentVolumeClaim, created with the workload."""

    claim_name: str
    """Name of the PersistentVolumeClaim."""
    claim: ClaimSpec
    """Size and class of the storage."""


@dataclass(frozen=True)
class EmptyDir(PlainArguments):
    """A volume that is deleted with its pod (an `emptyDir`)."""

    size: str
    """Maximum size; a pod that writes more is evicted."""
    in_memory: bool = False
    """Whether it is in memory, where it counts towards the memory limit, instead of on the node's disk."""
    fills: bool = False
    """Whether its pod really writes about as much to the node's disk. Then the first container that mounts it requests
    its size as `ephemeral-storage`: otherwise the scheduler picks nodes without that space, and the pod is the first to
    be evicted when the disk is full. Default: no."""


@dataclass(frozen=True)
class ConfigMapVolume(PlainArguments):
    """A volume with the keys of a ConfigMap as files."""

    config_map: str
    """Name of the ConfigMap."""
    key: str | None = None
    """The only key that becomes a file. Default: all keys do."""


def request_disk(draft: WorkloadDraft) -> None:
    """Request space on the node for the volumes that fill, unless a mixin has set a container's own amount."""
    scratch = {name: volume for name, volume in draft.pod.volumes.items() if isinstance(volume, EmptyDir)}
    # An invalid size has its own problem.
    filling = {name: volume.size for name, volume in scratch.items() if volume.fills and has_unit(volume.size)}
    for container in draft.all_containers():
        mounted = {mount if isinstance(mount, str) else mount.name for mount in container.volume_mounts.values()}
        sizes = [filling.pop(name) for name in sorted(mounted & filling.keys())]
        given = container.resources
        if sizes and _DISK not in given.requests and _DISK not in given.limits:
            container.resources = replace(given, requests={_DISK: _sum(sizes), **given.requests})


def _sum(sizes: list[str]) -> str:
    """Return the sum of quantities."""
    if len(sizes) == 1:
        return sizes[0]
    return f"{ceil(sum(amount(size) or 0 for size in sizes) / _MEBI)}Mi"
