"""Volumes of pods."""

from __future__ import annotations

from dataclasses import dataclass

from neuronpedia_constructs.validation.plain import PlainArguments


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
