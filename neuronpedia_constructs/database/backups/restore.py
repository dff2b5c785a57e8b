"""The Jobs that list and restore dumps. They derive from the deployed backup, and you apply them by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.draft.kubernetes.retention import unclaimed
from neuronpedia_constructs.draft.rendering import pods
from neuronpedia_constructs.draft.rendering.jobs import KEEP_RUNNING
from neuronpedia_constructs.network.endpoints import BACKUP

from . import cron_job, dumps
from .restore_scripts import RESTORE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neuronpedia_constructs.draft.pod import ContainerDraft
    from neuronpedia_constructs.draft.workload import WorkloadDraft

LATEST = "latest"
"""Selects the newest dump."""

_DEADLINE = 24 * 60 * 60
_KEPT_SECONDS = 7 * 24 * 60 * 60
_COMPONENT = "app.kubernetes.io/component"


def list_dumps(deployed: WorkloadDraft) -> WorkloadDraft:
    """Return the draft that lists the dumps and changes nothing; `deployed` is the final draft of the CronJob."""
    upload = deployed.pod.containers.get(cron_job.UPLOAD)
    if upload is None:
        return _derived(deployed, _read_only(_changed(deployed.pod.containers[BACKUP], "list", dumps.LIST)))
    return _derived(deployed, _changed(upload, "list", dumps.LIST_BUCKET))


def restore(deployed: WorkloadDraft, dump: str, into: str | None) -> WorkloadDraft:
    """Return the draft that restores a dump and replaces the live database with it.

    Args:
        deployed: the final draft of the CronJob.
        dump: name of the dump, or `LATEST`.
        into: an empty database to restore into; None creates one.
    """
    chosen = {"RESTORE_FROM": dump}
    told = {**chosen, **({"RESTORE_INTO": into} if into else {})}
    upload = deployed.pod.containers.get(cron_job.UPLOAD)
    if upload is None:
        return _derived(deployed, _read_only(_changed(deployed.pod.containers[BACKUP], "restore", RESTORE, told)))
    restoring = _changed(deployed.pod.init_containers[BACKUP], "restore", RESTORE, told)
    return _derived(deployed, restoring, first=_changed(upload, "download", dumps.DOWNLOAD, chosen))


def job(draft: WorkloadDraft, name: str) -> KubeObject:
    """Return one of these drafts as a Job with a name."""
    spec = {
        "activeDeadlineSeconds": _DEADLINE,
        # A second attempt would begin before anybody has read why the first one failed.
        "backoffLimit": 0,
        "template": pods.pod_template(draft, checksums=False),
        "ttlSecondsAfterFinished": _KEPT_SECONDS,
    }
    return KubeObject(k8s.KubeJob, "job", {"metadata": pods.workload_metadata(draft, name), "spec": spec})


def _derived(deployed: WorkloadDraft, main: ContainerDraft, *, first: ContainerDraft | None = None) -> WorkloadDraft:
    """Return the backup's draft with other containers; its policies, ServiceAccount and mixins stay."""
    draft = deployed.copy()
    draft.pod_annotations |= KEEP_RUNNING
    draft.labels = {**unclaimed(draft.labels), _COMPONENT: "database-restore"}
    pod = draft.pod
    pod.restart_policy = "Never"
    own = (BACKUP, cron_job.UPLOAD)
    added = {name: container for name, container in pod.init_containers.items() if name not in own}
    beside = {name: container for name, container in pod.containers.items() if name not in own}
    pod.init_containers = {**added, **({first.name: first} if first else {})}
    pod.containers = {main.name: main, **beside}
    return draft


def _changed(container: ContainerDraft, name: str, script: str, env: Mapping[str, str] | None = None) -> ContainerDraft:
    return replace(container, name=name, command=("/bin/sh", "-c", script), env={**container.env, **(env or {})})


def _read_only(container: ContainerDraft) -> ContainerDraft:
    """Return a container that cannot change the dumps."""
    volume = container.volume_mounts[cron_job.FOLDER]
    name = volume if isinstance(volume, str) else str(volume.name)
    mount = k8s.VolumeMount(mount_path=cron_job.FOLDER, name=name, read_only=True)
    return replace(container, volume_mounts={**container.volume_mounts, cron_job.FOLDER: mount})
