"""All images that the pods of an environment run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from neuronpedia_constructs.draft.image import OWN_IMAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neuronpedia_constructs.draft.workload import WorkloadDraft


class Image(NamedTuple):
    """An image that manifests refer to."""

    reference: str
    """The reference that is pulled."""
    published: str | None
    """The reference that a third party publishes it under. None: one of Neuronpedia's images, which you build."""
    workloads: tuple[str, ...]
    """The workloads whose pods run it."""


def images(drafts: Iterable[WorkloadDraft]) -> tuple[Image, ...]:
    """Return the images of final drafts, sorted by reference."""
    found: dict[tuple[str, str | None], set[str]] = {}
    for draft in drafts:
        for container in draft.all_containers():
            published = None if container.image in OWN_IMAGES else container.image
            found.setdefault((draft.pod.image_source.reference(container.image), published), set()).add(draft.name)
    return tuple(Image(*image, tuple(sorted(found[image]))) for image in sorted(found, key=str))
