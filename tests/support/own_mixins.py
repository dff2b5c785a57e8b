"""Mixins that a user might write, and what the tests of mixins share."""

from __future__ import annotations

from collections.abc import Callable

import jsii
from cdk8s import App
from cdk8s_plus_28 import k8s
from constructs import IConstruct, IMixin

from neuronpedia_constructs import CorporateCaCerts, Mixin, Neuronpedia, Workload, WorkloadDraft, models

DEEPSEEK = models.get("deepseek-r1-distill-llama-8b")
CERTIFICATES = CorporateCaCerts("corporate-ca-certificates")


class PriorityClass(Mixin):
    """Schedule every pod with a priority class."""

    def __init__(self, name: str) -> None:
        self.name = name

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        draft.pod.priority_class_name = self.name


class OwnNodes(Mixin):
    """A node affinity that says nothing of drivers."""

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        draft.pod.affinity = k8s.Affinity(node_affinity=k8s.NodeAffinity())


class Apart(Mixin):
    """Pods that are not on the same node."""

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        own = k8s.LabelSelector(match_labels=draft.selector)
        term = k8s.PodAffinityTerm(topology_key="kubernetes.io/hostname", label_selector=own)
        draft.pod.affinity = k8s.Affinity(
            pod_anti_affinity=k8s.PodAntiAffinity(required_during_scheduling_ignored_during_execution=[term])
        )


class Tolerate(Mixin):
    """Tolerate a taint; several of these add up."""

    def __init__(self, key: str) -> None:
        self.key = key

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        draft.pod.tolerations[self.key] = k8s.Toleration(key=self.key, operator="Exists")


class Variable(Mixin):
    """Set an environment variable of a service's own container."""

    def __init__(self, name: str, value: str) -> None:
        self.name = name
        self.value = value

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        draft.main.env[self.name] = self.value


class DraftChange(Mixin):
    """Do anything to a draft."""

    def __init__(self, change: Callable[[WorkloadDraft], object]) -> None:
        self.change = change

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        self.change(draft)


@jsii.implements(IMixin)
class GracePeriod:
    """A mixin of the ecosystem's own kind, which knows nothing of this library but that services have drafts."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def supports(self, construct: IConstruct) -> bool:
        return isinstance(construct, Workload)

    def apply_to(self, construct: IConstruct) -> None:
        assert isinstance(construct, Workload)
        construct.draft.pod.termination_grace_period_seconds = self.seconds


def environment(app: App) -> Neuronpedia:
    return Neuronpedia(app, "test", namespace="neuronpedia", url="https://neuronpedia.example.org")
