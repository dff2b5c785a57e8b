"""The draft of a workload: plain, mutable data that services build, mixins change and emission renders.

The leaves are the typed structs of `cdk8s_plus_28.k8s`; everything around them can still be changed. Collections are
keyed by what identifies an entry in Kubernetes, so that a mixin can replace one and two mixins cannot both append it.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Self, TypeVar

from .pod import ContainerDraft, PodDraft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.database.backups.target import Backup
    from neuronpedia_constructs.models.served import ServedModel
    from neuronpedia_constructs.models.sizing.gpus import Gpu

    from .address import Address
    from .availability import Autoscaled, Budget
    from .volumes import Claim

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
    """Annotations of the pods; a changed one restarts them."""
    notes: dict[str, str] = field(default_factory=dict)
    """Annotations of the workload itself, for whoever reads it."""
    is_kept: bool = False
    """Whether its objects stay when the app is deleted."""
    sync_waves: bool = False
    """Whether its objects say in which order Argo CD is to make them."""
    config_maps: dict[str, dict[str, str]] = field(default_factory=dict)
    """ConfigMaps that are emitted with the workload: name, key, value."""
    claims: dict[str, Claim] = field(default_factory=dict)
    """Volume claims of each pod of a StatefulSet, by volume name."""
    prerequisites: set[Prerequisite] = field(default_factory=set)
    """Objects made elsewhere, beyond the Secrets that variables name."""
    addresses: set[Address] = field(default_factory=set)
    """Addresses outside of the environment that settings name, and that its pods call."""
    is_replicable: bool = False
    """Whether several pods of it can serve side by side."""
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
    runs_for: dict[str, str] = field(default_factory=dict)
    """What a Job is to run for as soon as it changes, by name, with a hash of it."""
    backup: Backup | None = None
    """How the database is backed up; None: it is not."""
    cache: Claim | None = None
    """Where an inference server keeps what it downloads; None: where it goes with its pod."""
    takes_model: bool = False
    """Whether it is an inference server, which serves a model and has a resource profile."""
    model: ServedModel | None = None
    """The model that it was given; None: none yet."""
    gpu: bool | None = None
    """Whether a resource profile gave it a GPU; None while it has no profile."""
    device: Gpu | None = None
    """That GPU; None where it is not known."""
    sizing_unchecked: str | None = None
    """Why its memory is not checked; None: it is."""
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

    def changes_since(self, before: WorkloadDraft) -> set[tuple[str, ...]]:
        """Return the places of the settings that are not what they were in an earlier copy."""
        return set(_changes((), before, self))


def _copied(draft: _Draft) -> _Draft:
    """Copy a draft and its own collections, but not the drafts in them."""
    copied = copy(draft)
    for name, value in vars(draft).items():
        if isinstance(value, (dict, set, list)):
            setattr(copied, name, value.copy())
    return copied


def _changes(place: tuple[str, ...], before: object, after: object) -> Iterator[tuple[str, ...]]:
    """Yield the places at which two values differ; what is equal, and so almost everything, is not looked into."""
    if before == after:
        return
    old, new = _entries(before), _entries(after)
    if old is None and new is None:
        yield place
    else:
        old, new = old or {}, new or {}
        for key in old.keys() | new.keys():
            yield from _changes((*place, key), old.get(key), new.get(key))


def _entries(value: object) -> dict[str, object] | None:
    """Return what a draft or a collection consists of, by name; None where a value is a setting by itself."""
    if isinstance(value, (ContainerDraft, PodDraft, WorkloadDraft)):
        return vars(value)
    if isinstance(value, set):
        return {str(entry): True for entry in value}
    return value if isinstance(value, dict) else None
