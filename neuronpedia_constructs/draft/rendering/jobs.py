"""Workloads that run to completion: Jobs, and CronJobs that create them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.kubernetes.bridge import digest
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject

from . import pods

if TYPE_CHECKING:
    from neuronpedia_constructs.draft.workload import WorkloadDraft

_RETRIES = 4
_HISTORY = 3

KEEP_RUNNING = {
    "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
    "karpenter.sh/do-not-disrupt": "true",
}
"""Annotations that stop autoscalers from removing the node of a running pod."""


def job(draft: WorkloadDraft, *, checksums: bool = True, deadline: int | None = None) -> KubeObject:
    """Return a workload as a Job `<name>-<hash>`.

    A Job's pod template is immutable, so every change creates a Job with a different name. A finished Job is kept: if
    Kubernetes removed it, the next `kubectl apply`, Flux and Argo CD would create it again, and so run it again.

    Args:
        draft: the workload.
        checksums: whether a changed ConfigMap creates, and so runs, a new Job.
        deadline: seconds after which the Job is terminated. Default: never.
    """
    spec = {
        "activeDeadlineSeconds": deadline,
        "backoffLimit": _RETRIES,
        "template": pods.pod_template(draft, checksums=checksums),
    }
    name = f"{draft.name}-{digest(spec)[:8]}"
    return KubeObject(k8s.KubeJob, name, {"metadata": pods.workload_metadata(draft, name), "spec": spec})


def cron_job(draft: WorkloadDraft, schedule: str, *, deadline: int, late: int) -> KubeObject:
    """Return a workload as a CronJob whose runs never overlap.

    Args:
        draft: the workload.
        schedule: a cron schedule in UTC.
        deadline: seconds after which a run is terminated.
        late: seconds that a run may start late, for example after an outage of the control plane, before it is skipped.
    """
    run = {
        "activeDeadlineSeconds": deadline,
        "backoffLimit": _RETRIES,
        "template": pods.pod_template(draft, checksums=False),
    }
    spec = {
        "concurrencyPolicy": "Forbid",
        "failedJobsHistoryLimit": _HISTORY,
        "jobTemplate": {"metadata": {"labels": draft.all_labels}, "spec": run},
        "schedule": schedule,
        "startingDeadlineSeconds": late,
        "successfulJobsHistoryLimit": _HISTORY,
        "timeZone": "Etc/UTC",
    }
    return KubeObject(k8s.KubeCronJob, "cron-job", {"metadata": pods.workload_metadata(draft), "spec": spec})
