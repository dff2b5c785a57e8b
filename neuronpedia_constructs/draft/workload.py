"""The draft of a workload: plain, mutable data that workloads build, mixins change and emission renders.

The leaves are the typed structs of `cdk8s_plus_28.k8s`; everything around them can still be changed. Collections are
keyed by what identifies an entry in Kubernetes, so that a mixin can replace one and two mixins cannot both append it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .address import Address
    from .pod import ContainerDraft, PodDraft
    from .volumes import ClaimSpec

_Draft = TypeVar("_Draft")

Strategy = Literal["Recreate", "RollingUpdate"]
"""How a Deployment replaces its pods: the old one goes before the new one comes, or after it is ready."""


PrerequisiteKind = Literal["ClusterSecretStore", "ConfigMap", "Gateway", "PriorityClass", "Secret", "SecretStore"]


@dataclass(frozen=True)
class Prerequisite:
    """An object that manifests refer to and that somebody else makes."""

    kind: PrerequisiteKind
    """Kind of the object."""
    name: str
    """Name of the object."""
    keys: tuple[str, ...] = ()
    """The keys that have to be in it."""


@dataclass(frozen=True)
class Autoscaled:
    """A number of pods that follows the load."""

    min_replicas: int
    max_replicas: int
    cpu_percent: int
    """CPU that the pods use on average, in percent of what they request, which the number of pods is to keep."""


@dataclass(frozen=True)
class Budget:
    """How many pods an eviction, as in the drain of a node, may take away: one of the two, a number or a percentage."""

    min_available: int | str | None = None
    max_unavailable: int | str | None = None


ONE_AT_A_TIME = Budget(max_unavailable=1)


@dataclass
class WorkloadDraft:
    """A workload with the objects that belong to it alone: its ConfigMaps and its ServiceAccount."""

    name: str
    """Name of the workload; its Service and ServiceAccount have the same."""
    selector: dict[str, str]
    """Labels that select its pods. They can never change, because a workload's selector is immutable."""
    pod: PodDraft
    """The template of its pods."""
    labels: dict[str, str] = field(default_factory=dict)
    """Further labels of all its objects and pods."""
    annotations: dict[str, str] = field(default_factory=dict)
    """Annotations of the object that runs the pods, such as the Deployment."""
    pod_annotations: dict[str, str] = field(default_factory=dict)
    """Annotations of the pods; a changed one restarts them."""
    is_kept: bool = False
    """Whether its objects stay when the app is deleted."""
    service_annotations: dict[str, str] = field(default_factory=dict)
    """Annotations of its Service."""
    service_account_annotations: dict[str, str] = field(default_factory=dict)
    """Annotations of its ServiceAccount, such as those by which a cloud gives its pods an identity."""
    config_maps: dict[str, dict[str, str]] = field(default_factory=dict)
    """ConfigMaps that are emitted with the workload: name, key, value."""
    volume_claim_templates: dict[str, ClaimSpec] = field(default_factory=dict)
    """Volume claims of each pod of a StatefulSet, by volume name."""
    prerequisites: set[Prerequisite] = field(default_factory=set)
    """Objects made elsewhere, beyond the Secrets that variables name."""
    addresses: set[Address] = field(default_factory=set)
    """Addresses outside of the environment that settings name, and that its pods call."""
    is_replicable: bool = False
    """Whether several pods of it can serve side by side."""
    is_cpu_bound: bool = False
    """Whether the CPU that its pods use shows their load."""
    replicas: int = 1
    """Number of pods, where nothing scales them. Default 1."""
    autoscaled: Autoscaled | None = None
    """How the number of pods follows the load, rather than `replicas`; None: it does not."""
    budget: Budget | None = None
    """How many of several pods an eviction may take away; None: one."""
    strategy: Strategy | None = None
    """How a Deployment replaces its pods; None: as Kubernetes does, one after the other."""
    progress_deadline: int | None = None
    """Seconds after which a Deployment whose new pods are not ready counts as failed; None: Kubernetes' 600."""
    image_user_reason: str | None = None
    """Why it runs as the user of its image; None: it runs as a number that its pod has."""

    @property
    def main(self) -> ContainerDraft:
        """The workload's own container."""
        return next(iter(self.pod.containers.values()))

    @property
    def fewest_replicas(self) -> int:
        """The number of pods that there always are."""
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
        """Return a draft that can be changed without changing this one."""
        pod = _copied(self.pod)
        pod.containers = {name: _copied(container) for name, container in pod.containers.items()}
        pod.init_containers = {name: _copied(container) for name, container in pod.init_containers.items()}
        copied = _copied(self)
        copied.pod = pod
        copied.config_maps = {name: dict(data) for name, data in self.config_maps.items()}
        return copied


def _copied(draft: _Draft) -> _Draft:
    """Copy a draft and its own collections, but not the drafts in them."""
    copied = object.__new__(type(draft))
    collections = (dict, set, list)
    vars(copied).update(
        (name, value.copy() if isinstance(value, collections) else value) for name, value in vars(draft).items()
    )
    return copied
