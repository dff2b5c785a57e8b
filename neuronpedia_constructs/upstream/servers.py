"""What all servers that run models have in common."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.kubernetes.security_contexts import pod_identity
from neuronpedia_constructs.draft.pod import PodDraft
from neuronpedia_constructs.draft.volumes import EmptyDir, VolumeClaim

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neuronpedia_constructs.draft.pod import ContainerDraft
    from neuronpedia_constructs.models.draft import ModelServerDraft

CACHE = "/cache"
CACHE_VOLUME = "cache"

SCHEDULING = 10 * 60
"""Seconds that a new pod may wait for a node and for its images before it starts."""

SILENT = {"DO_NOT_TRACK": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
"""Variables that turn off usage statistics."""

_UID = 10001
"""The images set no user, so they would run as root."""

_GRACE = 120
"""Seconds that running requests have to finish: more than the longest one takes."""

_UNSIZED = EmptyDir("1Gi")
"""Stands for a volume that is sized for the model."""


def pod(main: ContainerDraft, first: Iterable[ContainerDraft] = ()) -> PodDraft:
    """Return the pod of a server, with volumes for downloads and for scratch.

    Args:
        main: the server.
        first: containers that run before it.
    """
    return PodDraft(
        containers={main.name: main},
        init_containers={container.name: container for container in first},
        node_selector={"kubernetes.io/arch": "amd64"},
        volumes={CACHE_VOLUME: _UNSIZED, "tmp": EmptyDir("10Gi")},
        security_context=pod_identity(_UID),
        termination_grace_period_seconds=_GRACE,
    )


def finalize_cache(draft: ModelServerDraft, gibibytes: int, *, known: bool) -> None:
    """Size the volume for the download.

    Args:
        draft: the draft.
        gibibytes: the size.
        known: whether it is known, rather than assumed. A claim needs a known one, or one that the user gives.
    """
    needed = f"{gibibytes}Gi"
    if draft.cache is not None:
        claim = replace(draft.cache, size=needed) if draft.cache.size is None and known else draft.cache
        draft.pod.volumes[CACHE_VOLUME] = VolumeClaim(f"{draft.name}-cache", claim)
    elif draft.pod.volumes.get(CACHE_VOLUME) is _UNSIZED:
        draft.pod.volumes[CACHE_VOLUME] = EmptyDir(needed, fills=True)


def finalize_shared_memory(draft: ModelServerDraft, size: str) -> None:
    """Mount shared memory: the runtime's default of 64 MiB is too small for processes that share tensors."""
    if draft.has_gpu and "/dev/shm" not in draft.main.volume_mounts:
        draft.main.volume_mounts["/dev/shm"] = "shared-memory"
        draft.pod.volumes["shared-memory"] = EmptyDir(size, in_memory=True)
