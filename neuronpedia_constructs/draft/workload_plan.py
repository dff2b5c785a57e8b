"""A workload of an environment, before its construct exists."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, cast

from cdk8s_plus_28 import k8s

from .kubernetes.bridge import number_or_text
from .kubernetes.objects import KubeObject
from .kubernetes.probes import HTTP
from .kubernetes.retention import kept
from .mixin_scope import MixinScope
from .rendering import pods
from .volumes import VolumeClaim
from .workload import WorkloadDraft

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from constructs import IConstruct, IMixin

    from neuronpedia_constructs.validation.problems import Problem

    from .kubernetes.bridge import Fields


_Draft = TypeVar("_Draft", bound=WorkloadDraft)


class WorkloadPlan(Generic[_Draft]):
    """The draft of a workload, its own mixins, and the objects that it becomes.

    A plan is data: nothing in it crosses the jsii bridge. Each kind of workload has a subclass that defines its draft,
    how mixins affect it, the problems that it can have, and the objects that run its pods: a Deployment by default.
    """

    port: ClassVar[int | None] = None
    """The port of its Service, or None if it has no Service."""
    port_name: ClassVar[str] = HTTP
    """The name of that port."""
    has_service_account: ClassVar[bool] = True
    """Whether its pods are created here, and so have their own ServiceAccount."""
    is_headless: ClassVar[bool] = False
    """Whether the name of its Service resolves to the pod itself, as a StatefulSet requires."""

    def __init__(self, draft: _Draft, wider: MixinScope) -> None:
        self.draft = draft
        """The workload before mixins are applied."""
        self.described = draft.copy()
        """The workload as the library describes it, before anything changes it."""
        self.mixins = MixinScope(wider)
        """The mixins of this workload only."""
        self.construct: IConstruct | None = None
        """The construct of the workload, once it exists."""

    @property
    def name(self) -> str:
        """The name of the workload, of its Service and of its ServiceAccount."""
        return self.draft.name

    @property
    def target(self) -> IConstruct:
        """The object that is passed to mixins; it has this draft."""
        return self.construct or cast("IConstruct", self)

    def accepts(self, mixin: IMixin) -> bool:
        """Return whether a mixin that supports the draft may be applied to this workload."""
        del mixin
        return True

    def finalize(self, draft: _Draft, others: Mapping[str, WorkloadDraft]) -> None:
        """Complete the draft once mixins have been applied.

        Args:
            draft: a copy of the draft, with mixins applied.
            others: the final drafts of the workloads before this one, by name.
        """

    def problems(self, draft: _Draft) -> Iterable[Problem]:
        """Return the problems of a final draft, except those that any workload can have."""
        del draft
        return ()

    def controllers(self, draft: _Draft) -> Iterable[KubeObject]:
        """Return the objects that create the pods: a Deployment, unless a subclass overrides this."""
        yield deployment(draft)

    def objects(self, draft: _Draft) -> Iterator[KubeObject]:
        """Yield the Kubernetes objects of a final draft."""
        made = self._objects(draft)
        return map(kept, made) if draft.is_kept else made

    def _objects(self, draft: _Draft) -> Iterator[KubeObject]:
        if self.has_service_account:
            account = {
                "metadata": _with(draft, draft.service_account_annotations),
                "automountServiceAccountToken": False,
            }
            yield KubeObject(k8s.KubeServiceAccount, "service-account", account)
        for name, data in draft.config_maps.items():
            yield KubeObject(k8s.KubeConfigMap, name, {"metadata": pods.metadata(draft, name), "data": data})
        yield from _volume_claims(draft)
        if self.port is not None:
            fields = {"metadata": _with(draft, draft.service_annotations), "spec": self._service(draft)}
            yield KubeObject(k8s.KubeService, "service", fields)
        yield from self.controllers(draft)

    def _service(self, draft: WorkloadDraft) -> Fields:
        return {
            "clusterIp": "None" if self.is_headless else None,
            "selector": draft.selector,
            # The target port defaults to the same number.
            "ports": [{"name": self.port_name, "port": self.port}],
        }


def _volume_claims(draft: WorkloadDraft) -> Iterator[KubeObject]:
    for volume in draft.pod.volumes.values():
        if isinstance(volume, VolumeClaim):
            fields = {
                "metadata": pods.metadata(draft, volume.claim_name),
                "spec": pods.claim_spec(volume.claim),
            }
            claim = KubeObject(k8s.KubePersistentVolumeClaim, volume.claim_name, fields)
            yield kept(claim) if volume.claim.is_kept else claim


def _with(draft: WorkloadDraft, annotations: Mapping[str, str]) -> Fields:
    return {**pods.metadata(draft), "annotations": dict(annotations) or None}


def deployment(draft: WorkloadDraft) -> KubeObject:
    """Return a workload as a Deployment."""
    spec = {
        "progressDeadlineSeconds": draft.progress_deadline,
        # The autoscaler sets the number. If the manifest had one, every apply would reset it.
        "replicas": None if draft.autoscaled else draft.replicas,
        "selector": {"matchLabels": draft.selector},
        "strategy": _strategy(draft),
        "template": pods.pod_template(draft),
    }
    return KubeObject(k8s.KubeDeployment, "deployment", {"metadata": pods.workload_metadata(draft), "spec": spec})


def _strategy(draft: WorkloadDraft) -> Fields | None:
    if draft.strategy == "Recreate" and draft.fewest_replicas > 1:
        # Replace one pod at a time, but without an additional pod.
        one_less = {"maxSurge": number_or_text(0), "maxUnavailable": number_or_text(1)}
        return {"rollingUpdate": one_less, "type": "RollingUpdate"}
    return {"type": draft.strategy} if draft.strategy else None
