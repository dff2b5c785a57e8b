"""Values that the newest Kubernetes accepts and the oldest supported version refuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.admission.fault import Fault, shown
from neuronpedia_constructs.cli.diff.admission.node import Node
from neuronpedia_constructs.cli.diff.objects import at, template_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.objects import Manifest

_VARIABLE = re.compile(r"(?!\.\.)(?!\.$)[-._a-zA-Z][-._a-zA-Z0-9]*")


def older_faults(manifest: Manifest) -> Iterator[Fault]:
    """Yield the values that need a newer version, with the version. The object must be one of a known kind."""
    root = Node(manifest, "")
    name = root.child("metadata").text("name")
    if root.text("kind") == "Service" and name[:1].isdigit():
        yield Fault("metadata.name", f"{shown(name)} begins with a digit, which is refused before 1.36")
    if root.text("kind") == "HorizontalPodAutoscaler" and root.child("spec").number("minReplicas") == 0:
        yield Fault("spec.minReplicas", "0 is refused before 1.37")
    path = template_path(manifest)
    if path is not None and isinstance(at(manifest, path), dict):
        pod = root.child(*path, "spec")
        for field in ("initContainers", "containers"):
            for container in pod.children(field):
                yield from _container_faults(container, is_first=field == "initContainers")


def _container_faults(container: Node, *, is_first: bool) -> Iterator[Fault]:
    policy = container.text("restartPolicy")
    if policy and not (is_first and policy == "Always"):
        yield Fault(container.at("restartPolicy"), f"{shown(policy)} is refused here before 1.35")
    for variable in container.children("env"):
        name = variable.text("name")
        if name and not _VARIABLE.fullmatch(name):
            yield Fault(variable.at("name"), f"{shown(name)} is refused before 1.32")
