"""An empty file over the dotenv file that the build of an image left in it.

Next.js and Prisma read `.env` in their working directory and fill whatever variable the manifest leaves out: with
secrets that everybody knows, and with switches for Docker Compose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.volumes import ConfigMapVolume

if TYPE_CHECKING:
    from neuronpedia_constructs.draft.pod import ContainerDraft
    from neuronpedia_constructs.draft.workload import WorkloadDraft

_VOLUME = "dotenv"
_FILE = ".env"


def hide(draft: WorkloadDraft, *containers: ContainerDraft, folder: str) -> None:
    """Mount an empty `.env` into containers, in the folder in which their program looks for it."""
    config_map = f"{draft.name}-dotenv"
    draft.config_maps[config_map] = {_FILE: ""}
    draft.pod.volumes[_VOLUME] = ConfigMapVolume(config_map)
    path = f"{folder}/{_FILE}"
    for container in containers:
        container.volume_mounts[path] = k8s.VolumeMount(mount_path=path, name=_VOLUME, read_only=True, sub_path=_FILE)
