"""Storage that outlives its pod."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """Storage that outlives its pod, mounted by one node at a time."""

    size: str | None
    """None: what is kept there decides, once that is known."""
    storage_class: str | None = None
    """Name of a StorageClass; None: the cluster's default."""
    is_kept: bool = False
    """Whether it stays when whatever deploys the environment would remove it."""


@dataclass(frozen=True)
class ClaimVolume:
    """A volume that outlives its pod: a PersistentVolumeClaim, which is emitted with the workload."""

    claim_name: str
    """Name of the PersistentVolumeClaim."""
    claim: Claim
