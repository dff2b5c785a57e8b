"""Workloads that come to an end: Jobs, and CronJobs that make them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.kubernetes.bridge import digest
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject

from . import pods

if TYPE_CHECKING:
    from neuronpedia_constructs.draft.workload import WorkloadDraft

_KEPT_SECONDS = 7 * 24 * 60 * 60
"""How long a finished Job stays, with the logs of its pods: a weekend and more."""

_RETRIES = 4
_HISTORY = 3

KEEP_RUNNING = {
    "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
    "karpenter.sh/do-not-disrupt": "true",
}
"""Annotations of a pod that a node must not be taken away from while it runs."""


def job(draft: WorkloadDraft, *, checksums: bool = True, deadline: int | None = None) -> KubeObject:
    """Return a workload as a Job `<name>-<hash>`.

    A Job's pod template cannot be changed, so every change makes a Job of another name. Finished Jobs are removed after
    a week.

    Args:
        draft: the workload.
        checksums: whether a change of what it reads makes another Job, which then runs.
        deadline: seconds after which it is ended; None: never.
    """
    spec = {
        "activeDeadlineSeconds": deadline,
        "backoffLimit": _RETRIES,
        "template": pods.pod_template(draft, checksums=checksums),
        "ttlSecondsAfterFinished": _KEPT_SECONDS,
    }
    name = f"{draft.name}-{digest(spec)[:8]}"
    return KubeObject(k8s.KubeJob, name, {"metadata": pods.workload_metadata(draft, name), "spec": spec})


def cron_job(draft: WorkloadDraft, schedule: str, *, deadline: int, late: int) -> KubeObject:
    """Return a workload as a CronJob, of which never two run at once.

    Args:
        draft: the workload.
        schedule: when it runs, in UTC: the five fields of cron.
        deadline: seconds after which a run that has not ended is ended.
        late: seconds by which a run may be late, as after the control plane was away, before it is left out.
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
