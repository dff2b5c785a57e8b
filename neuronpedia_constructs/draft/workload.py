"""The draft of a workload: plain, mutable data that workloads create, mixins change, and rendering reads.

The leaves are immutable structs of `cdk8s_plus_28.k8s`; everything around them is mutable. Collections are keyed by
what identifies an entry in Kubernetes, so a mixin can replace an entry, and two mixins cannot both append it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Self, TypeVar

from .pod import DraftFields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .address import Address
    from .pod import ContainerDraft, PodDraft
    from .volumes import ClaimSpec

_Draft = TypeVar("_Draft")

Strategy = Literal["Recreate", "RollingUpdate"]
"""How a Deployment replaces a pod: the old pod ends before the new one starts, or once the new one is ready."""


PrerequisiteKind = Literal["ClusterSecretStore", "ConfigMap", "Gateway", "PriorityClass", "Secret", "SecretStore"]


@dataclass(frozen=True)
class Prerequisite:
    """An object that manifests refer to but that is created elsewhere."""

    kind: PrerequisiteKind
    """Kind of the object."""
    name: str
    """Name of the object."""
    keys: tuple[str, ...] = ()
    """Keys that it must have."""


@dataclass(frozen=True)
class Autoscaled:
    """Autoscaling of the number of pods."""

    min_replicas: int
    max_replicas: int
    cpu_percent: int
    """Target for the average CPU usage of the pods, in percent of their requests."""


@dataclass(frozen=True)
class Budget:
    """How many pods an eviction, such as the drain of a node, may remove: one of the two, a number or a percentage."""

    min_available: int | str | None = None
    max_unavailable: int | str | None = None


ONE_AT_A_TIME = Budget(max_unavailable=1)


@dataclass
class WorkloadDraft(DraftFields):
    """The draft of a workload, with the objects that belong only to it: its ConfigMaps and its ServiceAccount."""

    name: str
    """Name of the workload, of its Service and of its ServiceAccount."""
    selector: dict[str, str]
    """Labels that select its pods. They must never change, because a workload's selector is immutable."""
    pod: PodDraft
    """The template of its pods."""
    labels: dict[str, str] = field(default_factory=dict)
    """Additional labels of all its objects and pods."""
    annotations: dict[str, str] = field(default_factory=dict)
    """Annotations of the object that runs the pods, such as the Deployment."""
    pod_labels: dict[str, str] = field(default_factory=dict)
    """Labels of the pods alone, in addition to those of all objects; changing one restarts the pods."""
    pod_annotations: dict[str, str] = field(default_factory=dict)
    """Annotations of the pods; changing one restarts them."""
    is_kept: bool = False
    """Whether its objects remain when the app is deleted."""
    service_annotations: dict[str, str] = field(default_factory=dict)
    """Annotations of its Service."""
    service_account_annotations: dict[str, str] = field(default_factory=dict)
    """Annotations of its ServiceAccount, such as one that gives its pods a cloud identity."""
    config_maps: dict[str, dict[str, str]] = field(default_factory=dict)
    """ConfigMaps that are created with the workload: keys and values, by name."""
    volume_claim_templates: dict[str, ClaimSpec] = field(default_factory=dict)
    """Volume claims of each pod of a StatefulSet, by volume name."""
    prerequisites: set[Prerequisite] = field(default_factory=set)
    """Objects that must exist, apart from the Secrets that variables refer to."""
    addresses: set[Address] = field(default_factory=set)
    """Addresses outside the environment that its pods call, as its settings name them."""
    is_replicable: bool = False
    """Whether several of its pods can serve at the same time."""
    is_cpu_bound: bool = False
    """Whether the CPU usage of its pods reflects their load."""
    replicas: int = 1
    """Number of pods without autoscaling. Default: 1."""
    autoscaled: Autoscaled | None = None
    """Autoscaling, which overrides `replicas`. Default: none."""
    budget: Budget | None = None
    """How many pods an eviction may remove, if there are several. Default: one."""
    strategy: Strategy | None = None
    """How a Deployment replaces its pods. Default: Kubernetes' own, "RollingUpdate"."""
    progress_deadline: int | None = None
    """Seconds until a rollout counts as failed if the new pods are not ready. Default: Kubernetes' own, 600."""
    user_is_assigned: bool = False
    """Whether the cluster assigns the numbers of its user and of the group of its volumes, so the pod has none."""
    image_user_reason: str | None = None
    """Why the workload runs as the user of its image. Default: none; it runs as the numeric user of its pod."""

    @property
    def main(self) -> ContainerDraft:
        """The workload's main container."""
        return next(iter(self.pod.containers.values()))

    @property
    def fewest_replicas(self) -> int:
        """The minimum number of pods."""
        if self.autoscaled is not None:
            return self.autoscaled.min_replicas
        return self.replicas if isinstance(self.replicas, int) else 1

    @property
    def all_labels(self) -> dict[str, str]:
        """The labels of the workload's objects and pods."""
        return {**self.labels, **self.selector}

    def all_containers(self) -> Iterator[ContainerDraft]:
        """Yield the init containers and the containers, in the order in which they start."""
        yield from self.pod.init_containers.values()
        yield from self.pod.containers.values()

    def copy(self) -> Self:
        """Return a copy whose changes do not affect this draft."""
        pod = _copied(self.pod)
        pod.containers = {name: _copied(container) for name, container in pod.containers.items()}
        pod.init_containers = {name: _copied(container) for name, container in pod.init_containers.items()}
        copied = _copied(self)
        copied.pod = pod
        copied.config_maps = {name: dict(data) for name, data in self.config_maps.items()}
        return copied

    def restore(self, earlier: Self) -> None:
        """Undo all changes since an earlier copy. Internal."""
        vars(self).update(vars(earlier.copy()))


_COLLECTIONS = (dict, set, list)


def _copied(draft: _Draft) -> _Draft:
    """Copy a draft and its collections, but not the drafts in them."""
    copied = object.__new__(type(draft))
    fields = vars(copied)
    for name, value in vars(draft).items():
        fields[name] = value.copy() if isinstance(value, _COLLECTIONS) else value
    return copied
