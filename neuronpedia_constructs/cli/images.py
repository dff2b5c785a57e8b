"""`neuronpedia-constructs images`: every image of an environment, for mirroring."""

from __future__ import annotations

import json

from neuronpedia_constructs.images.listing import images

from .apps import UnknownError, find_valid, refuse


def run(environment: str, *, app: str, as_json: bool) -> int:
    """Print the images of an environment, or the problems of the app, and return the exit code."""
    try:
        plan = find_valid(app, environment)
    except UnknownError as error:
        return refuse("images", str(error))
    found = images(plan.drafts())
    if as_json:
        print(json.dumps([image._asdict() for image in found], indent=2))
        return 0
    for image in found:
        copied = image.published if image.published not in (None, image.reference) else None
        print(image.reference if copied is None else f"{image.reference} {copied}")
    return 0
