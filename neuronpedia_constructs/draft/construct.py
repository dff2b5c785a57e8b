"""What all services have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import cdk8s_plus_28 as kplus
from cdk8s import ApiObjectMetadata
from cdk8s_plus_28 import k8s
from constructs import Construct

from .kubernetes.bridge import update_metadata

if TYPE_CHECKING:
    from constructs import IMixin

    from .planned import Service
    from .workload import WorkloadDraft


class Workload(Construct):
    """A service of an environment: one workload, with the objects that belong to it alone."""

    def __init__(self, scope: Construct, id: str, service: Service) -> None:  # noqa: A002
        super().__init__(scope, id)
        self._planned = service
        service.construct = self
        self.mixins = service.mixins.attach(self)
        """The mixins that were given to this service alone."""
        self._made_service: kplus.Service | None = None

    @property
    def draft(self) -> WorkloadDraft:
        """The workload as it will be before any mixin is applied; it may be changed until the app is synthesized."""
        return self._planned.draft

    @property
    def name(self) -> str:
        """The name of the workload, its Service and its ServiceAccount."""
        return self.draft.name

    @property
    def port(self) -> int | None:
        """The port of its Service; None where it has none."""
        return self._planned.port

    @property
    def service(self) -> kplus.Service:
        """The Service as a construct of cdk8s-plus, for an ingress of your own.

        Raises:
            AttributeError: it has none, or the app has been synthesized.
        """
        planned = self._planned
        if planned.port is None or self.mixins.closed:
            msg = (
                f"{self.name} has no Service"
                if planned.port is None
                else f"{self.name} has been synthesized; ask before app.synth()"
            )
            raise AttributeError(msg)
        if self._made_service is None:
            self._made_service = kplus.Service(
                self,
                "service",
                metadata=ApiObjectMetadata(name=self.name, labels=self.draft.all_labels),
                cluster_ip="None" if planned.headless else None,
                ports=[kplus.ServicePort(name=planned.port_name, port=planned.port)],
                selector=kplus.Pods.select(self, "pods", labels=self.draft.selector),
            )
        return self._made_service

    def with_(self, *mixins: IMixin) -> Self:
        """Give mixins to this service.

        Raises:
            RuntimeError: the app has been synthesized.
            TypeError: one of them is no mixin.
        """
        self.mixins.add(mixins)
        return self

    def emit(self, draft: WorkloadDraft) -> None:
        """Create the Kubernetes objects."""
        for made in self._planned.objects(draft):
            if made.kind is k8s.KubeService and self._made_service is not None:
                update_metadata(self._made_service, made.fields["metadata"])
            else:
                made.create(self)
        self.mixins.closed = True
