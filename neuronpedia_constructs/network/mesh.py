"""The service mesh that an environment's pods are part of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.validation.names import is_label, is_label_value
from neuronpedia_constructs.validation.plain import PlainArguments
from neuronpedia_constructs.validation.problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.workload import WorkloadDraft

HBONE_PORT: Final = 15008
"""The port at which Istio's ambient mode tunnels every connection between pods of the mesh."""

PROBE_SOURCES: Final = ("169.254.7.127/32", "fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128")
"""What Istio's ambient mode makes the source of the kubelet's probes.
https://istio.io/latest/docs/ambient/usage/networkpolicy/"""


@dataclass(frozen=True, kw_only=True)
class IstioSidecars(PlainArguments):
    """Istio, with a native sidecar in every pod of the environment except those that operators create.

    It needs Kubernetes 1.29 or newer, Istio 1.24 or newer, and the Istio CNI node agent: the namespace's Pod Security
    Standard refuses the container `istio-init`. Sidecars that are not native would leave init containers without a
    network, and Jobs would never end. https://istio.io/latest/docs/setup/additional-setup/cni/
    """

    istiod_namespace: str = "istio-system"
    """Namespace of the control plane, whose pods have the label `app: istiod`. Default "istio-system"."""
    revision: str | None = None
    """Revision or revision tag of the control plane, such as "asm-1-27". Default: the cluster's default revision.
    https://istio.io/latest/docs/setup/upgrade/canary/"""

    @property
    def pod_labels(self) -> dict[str, str]:
        """The labels of pods in the mesh."""
        # An invalid revision has its own problem, and is not reported again for every pod.
        own = {"istio.io/rev": str(self.revision)} if is_label_value(self.revision) else {}
        return {"sidecar.istio.io/inject": "true", **own}

    @property
    def pod_annotations(self) -> dict[str, str]:
        """The annotations of pods in the mesh."""
        return {"sidecar.istio.io/nativeSidecar": "true"}

    def problems(self, context: Context) -> Iterator[Problem]:
        """List the problems of the arguments."""
        del context
        if not is_label(self.istiod_namespace):
            given, fix = self.istiod_namespace, 'write istiod_namespace="istio-system", or leave it out'
            allowed = "the name of a namespace"
            yield Problem.invalid("mesh.istiod-namespace-invalid", "network mesh istiod_namespace", given, allowed, fix)
        if self.revision is not None and not is_label_value(self.revision):
            fix = 'write revision="stable", or leave it out'
            allowed = "the name of a revision, as in the label istio.io/rev"
            yield Problem.invalid("mesh.revision-invalid", "network mesh revision", self.revision, allowed, fix)


@dataclass(frozen=True, kw_only=True)
class IstioAmbient(PlainArguments):
    """Istio's ambient mode, for every pod of the environment except those that operators create.

    It needs Istio 1.24 or newer, with its CNI node agent and ztunnel. Nothing is added to pods.
    https://istio.io/latest/docs/ambient/
    """

    @property
    def pod_labels(self) -> dict[str, str]:
        """The labels of pods in the mesh."""
        return {"istio.io/dataplane-mode": "ambient"}

    @property
    def pod_annotations(self) -> dict[str, str]:
        """The annotations of pods in the mesh."""
        return {}

    def problems(self, context: Context) -> Iterator[Problem]:
        """List the problems of the arguments: there are none."""
        del context
        yield from ()


Mesh = IstioSidecars | IstioAmbient

_BY_HAND: Final[Mapping[str, tuple[type, ...]]] = {
    "istio-injection": (IstioSidecars,),
    "sidecar.istio.io/inject": (IstioSidecars,),
    "istio.io/rev": (IstioSidecars, IstioAmbient),
    "istio.io/dataplane-mode": (IstioAmbient,),
}
"""Labels and annotations that put pods into a mesh, and the choices with which they are no surprise."""

_OUT: Final = ("disabled", "false", "none")
"""Values that keep pods out of it."""


def finalize(draft: WorkloadDraft, mesh: Mesh | None) -> None:
    """Put the pods of a workload into the mesh. Their namespace stays as it is, and so do other pods in it."""
    if isinstance(mesh, Mesh):
        draft.pod_labels = {**mesh.pod_labels, **draft.pod_labels}
        draft.pod_annotations = {**mesh.pod_annotations, **draft.pod_annotations}


def check_by_hand(given: Iterable[tuple[str, Mapping[str, object]]], mesh: Mesh | None) -> Iterator[Problem]:
    """Warn of labels and annotations that put pods into a mesh for which no policy is made.

    Args:
        given: labels and annotations, each with the name of the workload that has them, or "".
        mesh: the mesh of the environment.
    """
    having: dict[tuple[str, str], list[str]] = {}
    for name, entries in given:
        for key, value in entries.items():
            if key in _BY_HAND and value not in _OUT and not isinstance(mesh, _BY_HAND[key]):
                having.setdefault((key, str(value)), []).append(name)
    for (key, value), (first, *others) in having.items():
        of = f"{first} and {len(others)} more" if others else first
        cause = f"{quoted(value)} puts pods into a mesh, but no policy opens its connections"
        allowed = "network=NetworkAccess(mesh=IstioSidecars()) or NetworkAccess(mesh=IstioAmbient())"
        fix = "choose the mesh there, and remove this"
        yield Problem("mesh.by-hand", f"{key} of {of}" if of else key, cause, allowed, fix, warning=True)
