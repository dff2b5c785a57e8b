"""The check that an image has a fixed tag or a digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.image import is_pinned
from neuronpedia_constructs.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.workload import WorkloadDraft


def tag_problems(draft: WorkloadDraft, context: Context) -> Iterator[Problem]:
    """List the images of a workload that have neither, except in a throw-away cluster."""
    if context.is_local:
        return
    # An image that several containers run is reported once: for the last, the workload's own.
    for container in {container.image: container for container in draft.all_containers()}.values():
        if not draft.pod.image_source.pins(container.image):
            yield _problem(container.name, draft.pod.image_source.reference(container.image))


def reference_problems(container: str, reference: str) -> Iterator[Problem]:
    """List the reference to an image that has neither."""
    if not is_pinned(reference):
        yield _problem(container, reference)


def _problem(container: str, reference: str) -> Problem:
    allowed = 'an image with a digest or a tag where stage is not "local", but "latest" is whatever was pushed last'
    fix = 'give the registry a release: HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2")'
    return Problem.invalid("image.tag-missing", f"image of container {container}", reference, allowed, fix)
