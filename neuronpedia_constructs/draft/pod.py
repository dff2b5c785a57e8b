"""The draft of a pod: its containers, its volumes, and where it is scheduled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from .image import ImageSource
from .kubernetes.security_contexts import confined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdk8s_plus_28 import k8s

    from .volumes import ConfigMapVolume, EmptyDir, VolumeClaim

Runtime = Literal["aws", "node", "python", "native"]
"""What runs in a container; it decides, for example, which variables name a CA bundle."""


@dataclass(frozen=True)
class SecretKey:
    """One key of a Secret that is made outside of the app."""

    secret: str
    key: str
    optional: bool = False
    """Whether the pod may start while the key is missing."""


@dataclass(frozen=True)
class Resources:
    """What a container asks for and what it may use, by resource name (`cpu`, `memory`, `nvidia.com/gpu`, …)."""

    requests: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, str] = field(default_factory=dict)


@dataclass
class ContainerDraft:
    """A container."""

    name: str
    image: str
    """One of our images by name (`neuronpedia-webapp`), or the whole reference of another."""
    runtime: Runtime = "native"
    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    working_dir: str | None = None
    """Folder in which it starts; None: that of its image."""
    env: dict[str, str | SecretKey | k8s.EnvVarSource] = field(default_factory=dict)
    """Environment variables by name."""
    env_from: set[str] = field(default_factory=set)
    """ConfigMaps whose keys all become environment variables."""
    nonempty_variables: frozenset[str] = frozenset()
    """Variables that the program takes as set when they are empty, and then fails or misbehaves."""
    ports: dict[str, int] = field(default_factory=dict)
    """Container ports by name."""
    resources: Resources = field(default_factory=Resources)
    startup_probe: k8s.Probe | None = None
    readiness_probe: k8s.Probe | None = None
    liveness_probe: k8s.Probe | None = None
    lifecycle: k8s.Lifecycle | None = None
    security_context: k8s.SecurityContext | None = field(default_factory=confined)
    """Default: no privileges, and a read-only file system."""
    volume_mounts: dict[str, str | k8s.VolumeMount] = field(default_factory=dict)
    """Names of volumes by the path at which they are mounted; a typed mount where more than the name matters."""


@dataclass
class PodDraft:
    """A pod template."""

    containers: dict[str, ContainerDraft]
    """Containers by name; the first is the workload's own."""
    init_containers: dict[str, ContainerDraft] = field(default_factory=dict)
    volumes: dict[str, EmptyDir | ConfigMapVolume | VolumeClaim | k8s.Volume] = field(default_factory=dict)
    """Volumes by name."""
    image_source: ImageSource = field(default_factory=ImageSource)
    image_pull_secrets: set[str] = field(default_factory=set)
    node_selector: dict[str, str] = field(default_factory=dict)
    tolerations: dict[str, k8s.Toleration] = field(default_factory=dict)
    """Tolerations by the key of the taint."""
    affinity: k8s.Affinity | None = None
    dns_config: k8s.PodDnsConfig | None = None
    dns_policy: Literal["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"] | None = None
    """How names are resolved; None: as Kubernetes does, "ClusterFirst"."""
    host_aliases: list[k8s.HostAlias] | None = None
    priority_class_name: str | None = None
    restart_policy: Literal["Always", "OnFailure", "Never"] | None = None
    runtime_class_name: str | None = None
    scheduler_name: str | None = None
    security_context: k8s.PodSecurityContext | None = None
    termination_grace_period_seconds: int | None = None
    topology_spread_constraints: list[k8s.TopologySpreadConstraint] | None = None
