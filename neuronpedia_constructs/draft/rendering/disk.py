"""Space on the node for volumes that fill."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.volumes import EmptyDir
from neuronpedia_constructs.validation.quantities import amount, has_unit

if TYPE_CHECKING:
    from neuronpedia_constructs.draft.workload import WorkloadDraft

_DISK = "ephemeral-storage"
_MEBI = 1024**2


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
