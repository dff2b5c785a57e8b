"""Objects and fields for workloads with several pods: autoscaler, disruption budget, and topology spread."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.kubernetes.bridge import number_or_text
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.draft.rendering import pods
from neuronpedia_constructs.draft.workload import ONE_AT_A_TIME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.workload import WorkloadDraft

_SPREAD = ("kubernetes.io/hostname", "topology.kubernetes.io/zone")


def finalize(draft: WorkloadDraft) -> None:
    """Spread the pods of a workload over nodes and zones, unless a mixin sets constraints.

    A single pod has the constraints, too: they do not affect it, and a second one changes no pod template.
    """
    if draft.is_replicable and draft.pod.topology_spread_constraints is None:
        labels = tuple(draft.selector.items())
        draft.pod.topology_spread_constraints = [_spread(key, labels) for key in _SPREAD]


@cache
def _spread(key: str, labels: tuple[tuple[str, str], ...]) -> k8s.TopologySpreadConstraint:
    return k8s.TopologySpreadConstraint(
        label_selector=k8s.LabelSelector(match_labels=dict(labels)),
        # Not counting the pods of the release before.
        match_label_keys=["pod-template-hash"],
        max_skew=1,
        topology_key=key,
        # Rather side by side than not at all.
        when_unsatisfiable="ScheduleAnyway",
    )


def objects(draft: WorkloadDraft) -> Iterator[KubeObject]:
    """Yield a workload's autoscaler and disruption budget, if it has them."""
    if draft.autoscaled is not None:
        target = {"averageUtilization": draft.autoscaled.cpu_percent, "type": "Utilization"}
        spec = {
            "maxReplicas": draft.autoscaled.max_replicas,
            "metrics": [{"resource": {"name": "cpu", "target": target}, "type": "Resource"}],
            "minReplicas": draft.autoscaled.min_replicas,
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": draft.name},
        }
        fields = {"metadata": pods.metadata(draft), "spec": spec}
        yield KubeObject(k8s.KubeHorizontalPodAutoscalerV2, "autoscaler", fields)
    if draft.is_replicable and draft.fewest_replicas > 1:
        budget = draft.budget or ONE_AT_A_TIME
        spec = {
            "maxUnavailable": number_or_text(budget.max_unavailable),
            "minAvailable": number_or_text(budget.min_available),
            "selector": {"matchLabels": draft.selector},
            # A pod that is not healthy, and may never be, does not keep a node from being drained.
            "unhealthyPodEvictionPolicy": "AlwaysAllow",
        }
        yield KubeObject(k8s.KubePodDisruptionBudget, "budget", {"metadata": pods.metadata(draft), "spec": spec})
