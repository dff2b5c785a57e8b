"""How kubectl names and selects objects."""

from __future__ import annotations

import re
from typing import Any

from tests.support.building import Manifest

GROUPS = {
    "Deployment": "apps",
    "StatefulSet": "apps",
    "CronJob": "batch",
    "Job": "batch",
    "NetworkPolicy": "networking.k8s.io",
    "Ingress": "networking.k8s.io",
    "HorizontalPodAutoscaler": "autoscaling",
    "PodDisruptionBudget": "policy",
}

Key = tuple[str, str, str]
"""What tells an object from others in a cluster: kind, namespace and name."""


def key(found: Manifest) -> Key:
    metadata = found["metadata"]
    return (found["kind"], "" if found["kind"] == "Namespace" else metadata["namespace"], metadata["name"])


def full_name(found: Manifest) -> str:
    group = GROUPS.get(found["kind"], "")
    return f"{found['kind'].lower()}{'.' if group else ''}{group}/{found['metadata']['name']}"


def matches(found: Manifest, selector: str | None) -> bool:
    """Whether a label selector selects an object."""
    labels: dict[str, str] = found["metadata"].get("labels", {})
    for condition in re.findall(r"[^,(]+(?:\([^)]*\))?", selector or ""):
        if among := re.fullmatch(r"(\S+) in \(([^)]*)\)", condition):
            holds = labels.get(among[1]) in among[2].split(",")
        else:
            name, unequal, value = re.fullmatch(r"([^!=]+)(!?)=(.*)", condition).groups()  # type: ignore[union-attr]
            holds = (labels.get(name) == value) is not bool(unequal)
        if not holds:
            return False
    return True


def full_names(objects: list[Manifest]) -> str:
    return "".join(f"{full_name(found)}\n" for found in objects)


def value(found: Any, path: list[str]) -> Any:
    """What a JSONPath of plain names finds, or nothing."""
    for step in path:
        found = found.get(step, "") if found else ""
    return found
