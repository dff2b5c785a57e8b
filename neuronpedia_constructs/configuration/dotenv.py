"""An empty file that hides the dotenv file in an image.

Next.js and Prisma read `.env` in their working directory, Python's dotenv the first one from the program's folder
upwards, and they use it for every variable that the manifest leaves out. The file in an image has published secrets,
and settings for Docker Compose or for a developer's machine.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.volumes import ConfigMapVolume

if TYPE_CHECKING:
    from neuronpedia_constructs.draft.pod import ContainerDraft
    from neuronpedia_constructs.draft.workload import WorkloadDraft

_VOLUME = "dotenv"
_FILE = ".env"


def hide(draft: WorkloadDraft, *containers: ContainerDraft, folder: str) -> None:
    """Mount an empty `.env` into containers, in the working directory of their program."""
    config_map = f"{draft.name}-dotenv"
    draft.config_maps[config_map] = {_FILE: ""}
    draft.pod.volumes[_VOLUME] = ConfigMapVolume(config_map)
    path = f"{folder}/{_FILE}"
    for container in containers:
        container.volume_mounts[path] = _mount(path)


@cache
def _mount(path: str) -> k8s.VolumeMount:
    return k8s.VolumeMount(mount_path=path, name=_VOLUME, read_only=True, sub_path=_FILE)
