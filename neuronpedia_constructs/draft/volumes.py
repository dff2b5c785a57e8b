"""Volumes: what is mounted into containers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ClaimSpec:
    """Storage that outlives its pod, mounted by one node at a time."""

    size: str | None
    """None: what is kept there decides, once that is known."""
    storage_class: str | None = None
    """Name of a StorageClass; None: the cluster's default."""
    is_kept: bool = False
    """Whether it stays when whatever deploys the environment would remove it."""


@dataclass(frozen=True)
class VolumeClaim:
    """A volume that outlives its pod: a PersistentVolumeClaim, which is emitted with the workload."""

    claim_name: str
    """Name of the PersistentVolumeClaim."""
    claim: ClaimSpec
    """Size and class of the storage."""


@dataclass(frozen=True)
class EmptyDir:
    """A volume that lives as long as its pod (an `emptyDir`)."""

    size: str
    """The most that it may hold; a pod that writes more is evicted."""
    in_memory: bool = False
    """Whether it is in memory, and counts towards the memory limit, rather than on the node's disk."""


@dataclass(frozen=True)
class ConfigMapVolume:
    """A volume of the files in a ConfigMap."""

    config_map: str
    """Name of the ConfigMap."""
    key: str | None = None
    """The only key that becomes a file; None: every key does."""
