"""The draft of a pod: its containers, its volumes, and its scheduling."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from neuronpedia_constructs.validation.plain import PlainArguments

from .image import ImageSource
from .kubernetes.security_contexts import confined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdk8s_plus_28 import k8s

    from .volumes import ConfigMapVolume, EmptyDir, VolumeClaim

Runtime = Literal["aws", "node", "python", "native"]
"""The runtime in a container, which determines, for example, the variables that name a CA bundle."""


class DraftFields:
    """A draft that refuses fields that it does not have, so that no misspelt one is ignored."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    if not TYPE_CHECKING:  # otherwise type checkers would accept any field

        def __setattr__(self, name: str, value: object) -> None:
            known = type(self).__dataclass_fields__
            if name not in known:
                nearest = get_close_matches(name, known, n=1, cutoff=0.5)
                meant = f"; did you mean {nearest[0]!r}?" if nearest else f"; it has: {', '.join(known)}"
                raise AttributeError(f"{type(self).__name__} has no field {name!r}{meant}")
            object.__setattr__(self, name, value)

        def __delattr__(self, name: str) -> None:
            raise AttributeError(f"{name!r} of {type(self).__name__} cannot be deleted; assign another value")


@dataclass(frozen=True)
class SecretKey(PlainArguments):
    """A key of a Secret that is created outside the app."""

    secret: str
    """Name of the Secret."""
    key: str
    """Key in the Secret."""
    optional: bool = False
    """Whether the pod may start without the key."""


@dataclass(frozen=True)
class Resources(PlainArguments):
    """Requests and limits of a container, by resource name (`cpu`, `memory`, `nvidia.com/gpu`, …)."""

    requests: Mapping[str, str] = field(default_factory=dict)
    """Amounts that the scheduler reserves, such as {"cpu": "500m", "memory": "1Gi"}. Default: none."""
    limits: Mapping[str, str] = field(default_factory=dict)
    """Maximum amounts that the container may use, in the same form. Default: none."""


@dataclass
class ContainerDraft(DraftFields):
    """The draft of a container."""

    name: str
    """Name of the container, a DNS-1123 label."""
    image: str
    """The name of one of Neuronpedia's images (`neuronpedia-webapp`), or the full reference of any other."""
    runtime: Runtime = "native"
    """The runtime, which determines how the program learns of CA bundles and proxies. Default "native": it does not."""
    command: tuple[str, ...] = ()
    """Replaces the image's entrypoint; runs without a shell. Default: the image's own."""
    args: tuple[str, ...] = ()
    """Arguments of the command. Default: the image's own."""
    working_dir: str | None = None
    """Working directory. Default: the image's own."""
    env: dict[str, str | SecretKey | k8s.EnvVarSource] = field(default_factory=dict)
    """Environment variables by name."""
    env_from: set[str] = field(default_factory=set)
    """ConfigMaps whose keys all become environment variables."""
    nonempty_variables: frozenset[str] = frozenset()
    """Variables that make the program fail or misbehave if they are set but empty."""
    ports: dict[str, int] = field(default_factory=dict)
    """Container ports by name."""
    resources: Resources = field(default_factory=Resources)
    """Requests and limits. Default: none."""
    startup_probe: k8s.Probe | None = None
    """Checks whether the program has started; the other probes wait for it. Default: none."""
    readiness_probe: k8s.Probe | None = None
    """Checks whether the Service may send requests to the container. Default: none."""
    liveness_probe: k8s.Probe | None = None
    """Checks whether the container must be restarted. Default: none."""
    lifecycle: k8s.Lifecycle | None = None
    """Hooks that run after the container starts and before it is stopped. Default: none."""
    security_context: k8s.SecurityContext | None = field(default_factory=confined)
    """Default, also for None: no privileges, and a read-only file system. One that you write yourself needs only what
    differs: privilege escalation stays off and capabilities stay dropped, and user and groups are the pod's."""
    volume_mounts: dict[str, str | k8s.VolumeMount] = field(default_factory=dict)
    """Volume names by mount path; use a typed mount to set more than the name."""


@dataclass
class PodDraft(DraftFields):
    """The draft of a pod template."""

    containers: dict[str, ContainerDraft]
    """Containers by name; the first one is the workload's main container."""
    init_containers: dict[str, ContainerDraft] = field(default_factory=dict)
    """Containers by name that run before the others, one after the other. Default: none."""
    volumes: dict[str, EmptyDir | ConfigMapVolume | VolumeClaim | k8s.Volume] = field(default_factory=dict)
    """Volumes by name."""
    image_source: ImageSource = field(default_factory=ImageSource)
    """Where images are pulled from. Default: Neuronpedia's images by their bare names, others from their publishers."""
    image_pull_secrets: set[str] = field(default_factory=set)
    """Names of Secrets with registry credentials. Default: none."""
    node_selector: dict[str, str] = field(default_factory=dict)
    """Labels that a node must have. Default: none."""
    tolerations: dict[str, k8s.Toleration] = field(default_factory=dict)
    """Tolerations by the key of the taint."""
    affinity: k8s.Affinity | None = None
    """Nodes and pods to be scheduled near to, or away from. Default: none."""
    dns_config: k8s.PodDnsConfig | None = None
    """Nameservers and search domains, in addition to the cluster's or instead of them. Default: none."""
    dns_policy: Literal["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"] | None = None
    """How names are resolved. Default: Kubernetes' own, "ClusterFirst"."""
    host_aliases: list[k8s.HostAlias] | None = None
    """Additional lines of `/etc/hosts`. Default: none."""
    priority_class_name: str | None = None
    """Name of a PriorityClass. Default: none."""
    restart_policy: Literal["Always", "OnFailure", "Never"] | None = None
    """When containers are restarted after they exit. Default: Kubernetes' own, "Always"."""
    runtime_class_name: str | None = None
    """Name of a RuntimeClass. Default: none."""
    scheduler_name: str | None = None
    """Name of the scheduler. Default: the cluster's own."""
    security_context: k8s.PodSecurityContext | None = None
    """User and groups of all containers. Default: none."""
    termination_grace_period_seconds: int | None = None
    """Seconds that the pod has to shut down. Default: Kubernetes' own, 30."""
    topology_spread_constraints: list[k8s.TopologySpreadConstraint] | None = None
    """How pods are spread over nodes and zones. Default: evenly if possible; none for a workload that has only one."""
