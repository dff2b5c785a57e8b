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
    """Name of the Secret."""
    key: str
    """The key in it."""
    optional: bool = False
    """Whether the pod may start while the key is missing."""


@dataclass(frozen=True)
class Resources:
    """What a container asks for and what it may use, by resource name (`cpu`, `memory`, `nvidia.com/gpu`, …)."""

    requests: Mapping[str, str] = field(default_factory=dict)
    """What the scheduler sets aside: {"cpu": "500m", "memory": "1Gi"}. Default: nothing."""
    limits: Mapping[str, str] = field(default_factory=dict)
    """The most that the container may use, in the same form. Default: no limits."""


@dataclass
class ContainerDraft:
    """A container."""

    name: str
    """Name of the container, a DNS-1123 label."""
    image: str
    """One of our images by name (`neuronpedia-webapp`), or the whole reference of another."""
    runtime: Runtime = "native"
    """What runs in it, which decides how it is told of CA bundles and proxies. Default "native": not at all."""
    command: tuple[str, ...] = ()
    """Replaces the entrypoint of the image; no shell runs it. Default: the image's own."""
    args: tuple[str, ...] = ()
    """Arguments of the command. Default: the image's own."""
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
    """What it requests and may use. Default: nothing is said."""
    startup_probe: k8s.Probe | None = None
    """Tells when the program has started; the other probes wait for it. Default: none."""
    readiness_probe: k8s.Probe | None = None
    """Tells whether the Service may send it requests. Default: none."""
    liveness_probe: k8s.Probe | None = None
    """Tells whether it is to be restarted. Default: none."""
    lifecycle: k8s.Lifecycle | None = None
    """What runs after its start, and before it is told to end. Default: nothing."""
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
    """Containers that run before the others, by name and in this order. Default: none."""
    volumes: dict[str, EmptyDir | ConfigMapVolume | VolumeClaim | k8s.Volume] = field(default_factory=dict)
    """Volumes by name."""
    image_source: ImageSource = field(default_factory=ImageSource)
    """Where images are pulled from. Default: own images by their bare names, others from where they are published."""
    image_pull_secrets: set[str] = field(default_factory=set)
    """Names of Secrets with credentials of registries. Default: none."""
    node_selector: dict[str, str] = field(default_factory=dict)
    """Labels that a node has to have. Default: none."""
    tolerations: dict[str, k8s.Toleration] = field(default_factory=dict)
    """Tolerations by the key of the taint."""
    affinity: k8s.Affinity | None = None
    """Which nodes and which pods it is to be near or far from. Default: none."""
    dns_config: k8s.PodDnsConfig | None = None
    """Nameservers and search domains, in place of the cluster's or beside them. Default: none."""
    dns_policy: Literal["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"] | None = None
    """How names are resolved; None: as Kubernetes does, "ClusterFirst"."""
    host_aliases: list[k8s.HostAlias] | None = None
    """Further lines of `/etc/hosts`. Default: none."""
    priority_class_name: str | None = None
    """Name of a PriorityClass. Default: none."""
    restart_policy: Literal["Always", "OnFailure", "Never"] | None = None
    """When containers that end are started again. Default: Kubernetes' own, "Always"."""
    runtime_class_name: str | None = None
    """Name of a RuntimeClass. Default: none."""
    scheduler_name: str | None = None
    """Name of the scheduler. Default: the cluster's own."""
    security_context: k8s.PodSecurityContext | None = None
    """User and groups of all containers. Default: none."""
    termination_grace_period_seconds: int | None = None
    """Seconds that the pod has to end. Default: Kubernetes' own, 30."""
    topology_spread_constraints: list[k8s.TopologySpreadConstraint] | None = None
    """How pods are spread over nodes and zones. Default: evenly if possible, where there are several; none for one."""
