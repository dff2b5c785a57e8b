"""Jobs that run each image as its pods would, to look for what is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.draft.kubernetes.retention import unclaimed
from neuronpedia_constructs.draft.pod import PodDraft, Resources
from neuronpedia_constructs.draft.rendering import pods
from neuronpedia_constructs.draft.volumes import EmptyDir, VolumeClaim
from neuronpedia_constructs.draft.workload import WorkloadDraft

from .expected import expected
from .script import script

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from neuronpedia_constructs.draft.pod import ContainerDraft

    from .expected import Expected

NAME: Final = "check-images"

_DEADLINE = 30 * 60
"""Seconds for pulling and checking an image."""

_KEPT = 24 * 60 * 60
"""Seconds for which finished Jobs are kept."""

_RESOURCES = Resources(requests={"cpu": "100m", "memory": "256Mi"}, limits={"cpu": "1", "memory": "1Gi"})


def check_jobs(drafts: Iterable[WorkloadDraft], line: str, now: datetime) -> Iterator[KubeObject]:
    """Yield a ServiceAccount, and a Job for each image that an environment's own pods run.

    One Job for each: an image that cannot be pulled hides nothing of the others.

    Args:
        drafts: the environment's workloads.
        line: its line.
        now: the time, which makes the names of Jobs unique: what was checked once can be checked again.
    """
    known = expected(line)
    found: dict[str, WorkloadDraft] = {}
    for draft in drafts:
        for container in draft.pod.containers.values():
            if container.image in known and container.image not in found:
                found[container.image] = _checking(draft, container, known[container.image])
    if found:
        metadata = {"name": NAME, "labels": next(iter(found.values())).all_labels}
        account = {"metadata": metadata, "automountServiceAccountToken": False}
        yield KubeObject(k8s.KubeServiceAccount, "service-account", account)
    for image, draft in found.items():
        yield _job(draft, f"check-{image.removeprefix('neuronpedia-')}-{now:%Y%m%d-%H%M%S}")


def _job(draft: WorkloadDraft, name: str) -> KubeObject:
    spec = {
        "activeDeadlineSeconds": _DEADLINE,
        "backoffLimit": 0,
        "template": pods.pod_template(draft, checksums=False),
        "ttlSecondsAfterFinished": _KEPT,
    }
    return KubeObject(k8s.KubeJob, name, {"metadata": pods.metadata(draft, name), "spec": spec})


def _checking(deployed: WorkloadDraft, main: ContainerDraft, image: Expected) -> WorkloadDraft:
    """Return a draft whose pod looks into an image, with the user, the groups and the scratch volumes of its server."""
    pod = deployed.pod
    mounts = dict(_scratch(main.volume_mounts, pod))
    container = replace(
        main,
        name="check",
        runtime="native",
        command=("/bin/sh", "-c", script(image, sorted(mounts))),
        args=(),
        working_dir=None,
        env={"HOME": "/tmp"} if "/tmp" in mounts else {},
        env_from=set(),
        nonempty_variables=frozenset(),
        ports={},
        resources=_RESOURCES,
        startup_probe=None,
        readiness_probe=None,
        liveness_probe=None,
        lifecycle=None,
        volume_mounts={**mounts},
    )
    return WorkloadDraft(
        name=NAME,
        selector={"app": NAME},
        labels={
            **unclaimed(deployed.labels),
            "app.kubernetes.io/component": "image-check",
            "app.kubernetes.io/name": NAME,
        },
        pod=PodDraft(
            containers={container.name: container},
            volumes={str(volume): EmptyDir("64Mi") for volume in mounts.values()},
            image_source=pod.image_source,
            image_pull_secrets=set(pod.image_pull_secrets),
            node_selector={name: value for name, value in pod.node_selector.items() if name == "kubernetes.io/arch"},
            security_context=pod.security_context,
            restart_policy="Never",
        ),
    )


def _scratch(mounts: Mapping[str, str | k8s.VolumeMount], pod: PodDraft) -> Iterator[tuple[str, str]]:
    """Yield the paths to which a program writes, each with a name for its volume. Claims are not there yet."""
    for path, mount in mounts.items():
        name = mount if isinstance(mount, str) else str(mount.name)
        volume = pod.volumes.get(name)
        if isinstance(mount, str) and isinstance(volume, EmptyDir | VolumeClaim):
            yield path, name
