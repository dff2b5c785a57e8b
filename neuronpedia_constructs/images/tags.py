"""The rule that images have a digest, or a tag other than `latest`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.image import OWN_IMAGES, is_pinned
from neuronpedia_constructs.validation.problems import Problem, quoted, visible_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.workload import WorkloadDraft


def tag_problems(draft: WorkloadDraft, context: Context) -> Iterator[Problem]:
    """Yield a problem for each image of a workload that breaks the rule, except with `stage="local"`."""
    if context.is_local:
        return
    # An image of several containers is reported only once, for the last of them, which is the main container.
    for container in {container.image: container for container in draft.all_containers()}.values():
        if not draft.pod.image_source.pins(container.image):
            fix = 'write tag="v1.4.2"' if container.image in OWN_IMAGES else None
            yield _problem(container.name, draft.pod.image_source.reference(container.image), fix)


def reference_problems(container: str, reference: str) -> Iterator[Problem]:
    """Yield a problem if an image reference breaks the rule."""
    if not is_pinned(reference):
        yield _problem(container, reference)


def _problem(container: str, reference: str, fix: str | None = None) -> Problem:
    """Return the problem of an image, with the advice for its registry or for its own reference."""
    tag = "" if "@" in reference else reference.rpartition("/")[2].partition(":")[2]
    cause = f"tag {quoted(tag)} is not allowed" if tag else f"{quoted(reference)} has no valid tag or digest"
    allowed = 'a digest, or a tag other than "latest", unless stage="local"'
    plain = reference.partition("@")[0].removesuffix(f":{tag}").rstrip(":") or "registry.example.org/image"
    own = f'write the image of the container with its version, as in "{visible_line(plain)}:1.2.3"'
    return Problem("image.tag-missing", f"image of container {container}", cause, allowed, fix or own)
