"""`neuronpedia-constructs images` and `check-images`: every image of an environment, and what it must be."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from neuronpedia_constructs.images.listing import images
from neuronpedia_constructs.upstream.images.expected import expected, revision
from neuronpedia_constructs.upstream.images.jobs import NAME, check_jobs

from .apps import UnknownError, find_valid, refuse
from .manifests import as_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.environment.plan import Plan
    from neuronpedia_constructs.upstream.images.expected import Expected


def run(environment: str, *, app: str, as_json: bool, contract: bool = False) -> int:
    """Print the images of an environment, or the problems of the app, and return the exit code."""
    try:
        plan = find_valid(app, environment)
    except UnknownError as error:
        return refuse("images", str(error))
    if contract:
        return _print_contract(plan, as_json=as_json)
    found = images(plan.drafts())
    if as_json:
        print(json.dumps([image._asdict() for image in found], indent=2))
        return 0
    for image in found:
        copied = image.published if image.published not in (None, image.reference) else None
        print(image.reference if copied is None else f"{image.reference} {copied}")
    return 0


def check(environment: str, *, app: str) -> int:
    """Print Jobs that look into the images of an environment, or the problems of the app, and return the exit code."""
    try:
        plan = find_valid(app, environment)
    except UnknownError as error:
        return refuse("check-images", str(error))
    namespace = plan.context.namespace
    print("note: a Job for each image; to see what they found:", file=sys.stderr)
    print(f"note: kubectl -n {namespace} logs --prefix -l app={NAME} --tail=-1", file=sys.stderr)
    print(as_yaml(check_jobs(plan.drafts(), plan.context.line.name, datetime.now(UTC)), namespace), end="")
    return 0


def _print_contract(plan: Plan, *, as_json: bool) -> int:
    line = plan.context.line.name
    run = {container.image for draft in plan.drafts() for container in draft.all_containers()}
    known = {name: image for name, image in expected(line).items() if name in run}
    if as_json:
        found = {name: asdict(image) for name, image in known.items()}
        print(json.dumps({"line": line, "revision": revision(line), "images": found}, indent=2))
        return 0
    print(f"upstream={line!r}: Neuronpedia at revision {revision(line)}")
    for name, image in known.items():
        print(f"\n{name}")
        for what, value in _lines(image):
            print(f"    {what}: {value}")
    return 0


def _lines(image: Expected) -> Iterator[tuple[str, str]]:
    """Yield what there is to say of an image."""
    yield "starts", f"{image.command} in {image.folder}, as user {image.user}"
    yield "on PATH", ", ".join([f"{image.runtime} {image.oldest} to {image.newest}", *image.commands])
    for path, what in image.files.items():
        yield "has", f"{path} ({what})"
    if image.modules:
        yield "Python modules", ", ".join(image.modules)
    for name, what in {**image.optional_modules, **image.optional_commands}.items():
        yield "may need", f"{name} ({what})"
    if image.driver:
        yield "GPU driver", f"{image.driver} or newer"
    if image.frozen:
        yield "frozen at build time", image.frozen
    yield "size", image.size
    for note in image.notes:
        yield "note", note
