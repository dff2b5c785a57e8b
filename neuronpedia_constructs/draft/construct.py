"""The construct of a workload."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import cdk8s_plus_28 as kplus
from cdk8s import ApiObject, ApiObjectMetadata
from cdk8s_plus_28 import k8s
from constructs import Construct

from .kubernetes.objects import update

if TYPE_CHECKING:
    from collections.abc import Iterable

    from constructs import IMixin

    from .kubernetes.objects import KubeObject
    from .workload import WorkloadDraft
    from .workload_plan import WorkloadPlan


class Workload(Construct):
    """A workload of an environment, with the objects that belong only to it."""

    def __init__(self, scope: Construct, id: str, plan: WorkloadPlan[Any]) -> None:  # noqa: A002
        super().__init__(scope, id)
        self._plan = plan
        plan.construct = self
        self.mixins = plan.mixins.attach(self)
        """The mixins of this workload only. Internal."""
        self._created_service: kplus.Service | None = None
        self._service_labels: dict[str, str] = {}

    @property
    def draft(self) -> WorkloadDraft:
        """The workload before mixins are applied. You can change it until the app is synthesized."""
        draft: WorkloadDraft = self._plan.draft
        return draft

    @property
    def name(self) -> str:
        """The name of the workload, of its Service and of its ServiceAccount."""
        return self.draft.name

    @property
    def port(self) -> int | None:
        """The port of its Service, or None if it has no Service."""
        return self._plan.port

    @property
    def service(self) -> kplus.Service:
        """The Service as a cdk8s-plus construct, for your own Ingress.

        Raises:
            AttributeError: the workload has no Service, or the app has been synthesized.
        """
        plan = self._plan
        if plan.port is None:
            raise AttributeError(f"{self.name} has no Service")
        if self.mixins.closed:
            raise AttributeError(f"{self.name} has been synthesized; read service before app.synth()")
        if self._created_service is None:
            self._service_labels = dict(self.draft.all_labels)
            self._created_service = kplus.Service(
                self,
                "service",
                metadata=ApiObjectMetadata(name=self.name, labels=self._service_labels),
                cluster_ip="None" if plan.is_headless else None,
                ports=[kplus.ServicePort(name=plan.port_name, port=plan.port)],
                selector=kplus.Pods.select(self, "pods", labels=self.draft.selector),
            )
        return self._created_service

    def with_(self, *mixins: IMixin) -> Self:
        """Add mixins to this workload.

        Raises:
            RuntimeError: the app has been synthesized.
            TypeError: one of them is not a mixin.
        """
        self.mixins.add(mixins)
        return self

    def emit(self, objects: Iterable[KubeObject]) -> None:
        """Create the Kubernetes objects. Internal."""
        for made in objects:
            if made.kind is k8s.KubeService and self._created_service is not None:
                update(ApiObject.of(self._created_service), made, {"labels": self._service_labels})
            else:
                made.create(self)
        self.mixins.closed = True
