"""What becomes of one object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from neuronpedia_constructs.cli.diff.kubernetes.schema import kind_of

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.kubernetes.differences import Difference
    from neuronpedia_constructs.cli.diff.kubernetes.updates import Refusal
    from neuronpedia_constructs.cli.diff.objects import Key, Manifest

Presence = Literal["added", "removed", "changed", "unchanged"]
Effect = Literal["created", "none", "in-place", "scales", "restarts", "down", "runs", "rejected", "left-behind"]


@dataclass(frozen=True)
class Gap:
    """How long a workload's pods are away.

    https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
    """

    likely: int | None
    """Likely seconds, or None if nothing tells."""
    most: int | None
    """Seconds after which Kubernetes gives up on the new pod and starts it again, or None if it never does."""


@dataclass(frozen=True)
class ObjectChange:
    """An object, and what `kubectl apply` of the new side does to what it made of the old side."""

    key: Key
    old: Manifest | None
    new: Manifest | None
    change: Presence
    effect: Effect
    fields: tuple[Difference, ...] = ()
    """What differs in the two manifests, both with the server's defaults."""
    why: tuple[str, ...] = ()
    """The reason of the effect, in words."""
    live: Manifest | None = None
    """The object as the server stores it afterwards, if the merge makes something of it that no file has."""
    refusals: tuple[Refusal, ...] = ()
    """Why the server refuses the object, or why its pods are not admitted."""
    older: tuple[str, ...] = ()
    """What not every supported version of Kubernetes accepts, and the old side did not have."""
    notes: tuple[str, ...] = ()
    """What a reviewer should know beside it."""
    gap: bool | None = None
    """Whether there is a time without a pod that is ready; None if no pod is replaced, or if nothing tells."""
    gap_seconds: Gap | None = None
    spread: bool = False
    """Whether the manifests have several namespaces, so that a name alone would not tell which object it is."""
    stops: bool = False
    """Whether no pod is wanted any more of a workload that had some."""

    @property
    def label(self) -> str:
        """The object as a person names it: `Deployment webapp`, or `Deployment neuronpedia/webapp`."""
        key = self.key
        return f"{key.kind} {key.namespace}/{key.name}" if self.spread and key.namespace else key.label

    @property
    def is_known(self) -> bool:
        """Whether it is of one of Kubernetes' own kinds. Others are compared as text."""
        return kind_of(self.manifest.get("apiVersion"), self.manifest.get("kind")) is not None

    @property
    def manifest(self) -> Manifest:
        """The object itself: the new one, or the old one if there is no other."""
        found = self.old if self.new is None else self.new
        assert found is not None
        return found
