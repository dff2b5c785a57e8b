"""A service of an environment, before there is a construct for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.mixins.availability import objects
from neuronpedia_constructs.mixins.sync_waves import ordered

from . import render
from .kubernetes import probes
from .kubernetes.bridge import number_or_text
from .kubernetes.objects import KubeObject
from .kubernetes.retention import kept
from .volumes import ClaimVolume

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from constructs import IConstruct, IMixin

    from neuronpedia_constructs.validation.problems import Problem

    from .kubernetes.bridge import Fields
    from .mixin_scope import MixinScope
    from .workload import WorkloadDraft


def deployment(draft: WorkloadDraft) -> tuple[KubeObject]:
    """Return a workload as a Deployment."""
    spec = {
        "progressDeadlineSeconds": draft.progress_deadline,
        # An autoscaler would find its number set back by every apply.
        "replicas": None if draft.autoscaled else draft.replicas,
        "selector": {"matchLabels": draft.selector},
        "strategy": _strategy(draft),
        "template": render.pod_template(draft),
    }
    return (KubeObject(k8s.KubeDeployment, "deployment", {"metadata": render.noted(draft), "spec": spec}),)


def _strategy(draft: WorkloadDraft) -> Fields | None:
    if draft.strategy == "Recreate" and draft.fewest_replicas > 1:
        # One after the other, still without a pod more than there are.
        one_less = {"maxSurge": number_or_text(0), "maxUnavailable": number_or_text(1)}
        return {"rollingUpdate": one_less, "type": "RollingUpdate"}
    return {"type": draft.strategy} if draft.strategy else None


def _complete_already(draft: WorkloadDraft, others: Mapping[str, WorkloadDraft]) -> None:
    del draft, others


def _always(mixin: IMixin) -> bool:
    del mixin
    return True


def _no_problems(draft: WorkloadDraft) -> tuple[Problem, ...]:
    del draft
    return ()


@dataclass(eq=False)
class Service:
    """The draft of one service, the mixins that were given to it alone, and what becomes of them."""

    draft: WorkloadDraft
    mixins: MixinScope
    port: int | None = None
    """The port of its Service; None where it has none."""
    port_name: str = probes.HTTP
    """The name of that port."""
    has_account: bool = True
    """Whether its pods are ours, and have a ServiceAccount of their own."""
    headless: bool = False
    """Whether the Service's name leads straight to the pod, as a StatefulSet needs it."""
    workloads: Callable[[WorkloadDraft], Iterable[KubeObject]] = deployment
    """Renders the workload itself, which may be several."""
    complete: Callable[[WorkloadDraft, Mapping[str, WorkloadDraft]], object] = _complete_already
    """Fills in what follows from the mixins, once they are applied, and from the final drafts of the services before
    it, by name."""
    check: Callable[[WorkloadDraft], Iterable[Problem]] = _no_problems
    """Lists what is wrong with the draft once it is complete, beyond what holds for every workload."""
    takes: Callable[[IMixin], bool] = _always
    """Tells whether a mixin that supports the service may reach it."""
    construct: IConstruct | None = field(default=None, init=False)
    """The construct of the service, where it has one."""

    @property
    def name(self) -> str:
        """The name of the workload, its Service and its ServiceAccount."""
        return self.draft.name

    @property
    def target(self) -> IConstruct:
        """What mixins are asked about, and those of others applied to: anything that has this draft."""
        return self.construct or cast("IConstruct", self)

    def objects(self, draft: WorkloadDraft) -> Iterator[KubeObject]:
        """Yield the Kubernetes objects that a final draft becomes."""
        made = self._objects(draft)
        if draft.is_kept:
            made = map(kept, made)
        return ordered(made) if draft.sync_waves else iter(made)

    def _objects(self, draft: WorkloadDraft) -> Iterator[KubeObject]:
        account = {"metadata": render.metadata(draft), "automountServiceAccountToken": False}
        if self.has_account:
            yield KubeObject(k8s.KubeServiceAccount, "service-account", account)
        for name, data in draft.config_maps.items():
            yield KubeObject(k8s.KubeConfigMap, name, {"metadata": render.metadata(draft, name), "data": data})
        for volume in draft.pod.volumes.values():
            if isinstance(volume, ClaimVolume):
                fields = {
                    "metadata": render.metadata(draft, volume.claim_name),
                    "spec": render.claim_spec(volume.claim),
                }
                claim = KubeObject(k8s.KubePersistentVolumeClaim, volume.claim_name, fields)
                yield kept(claim) if volume.claim.is_kept else claim
        if self.port is not None:
            spec = {
                "clusterIp": "None" if self.headless else None,
                "selector": draft.selector,
                # The target port is the same.
                "ports": [{"name": self.port_name, "port": self.port}],
            }
            yield KubeObject(k8s.KubeService, "service", {"metadata": render.metadata(draft), "spec": spec})
        yield from self.workloads(draft)
        yield from objects.objects(draft)
