"""A pod template, as the checks of the Pod Security Standards look at it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.admission.node import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from neuronpedia_constructs.cli.diff.objects import Manifest

_ALLOWED = Path(__file__).with_name("allowed.json")
_CONTAINERS = ("initContainers", "containers", "ephemeralContainers")


class Template:
    """The parts of a pod template: its metadata, its pod and its containers."""

    def __init__(self, template: Manifest) -> None:
        node = Node(template, "")
        self.annotations = node.child("metadata").labels("annotations")
        self.pod = node.child("spec")
        self.context = self.pod.child("securityContext")
        self.containers = [each for field in _CONTAINERS for each in self.pod.children(field)]

    @property
    def is_windows(self) -> bool:
        """Whether the pod is one of Windows, which has not all that the standards are about."""
        return self.pod.child("os").text("name") == "windows"

    @property
    def has_own_users(self) -> bool:
        """Whether the pod is in a user namespace, in which root is not root of the host."""
        return self.pod.flag("hostUsers") is False

    def contexts(self) -> Iterator[tuple[str, Node]]:
        """Yield the security contexts of containers, with their names."""
        for container in self.containers:
            yield container.text("name"), container.child("securityContext")

    def named(self, wrong: Callable[[Node], bool]) -> list[str]:
        """Return the names of the containers whose security context is wrong."""
        return [name for name, context in self.contexts() if wrong(context)]

    def setters(self, wrong: Callable[[Node], bool]) -> list[str]:
        """Return who has a wrong security context: the pod, and containers by their names."""
        containers = self.named(wrong)
        return [*(["pod"] if wrong(self.context) else []), *([named(containers)] if containers else [])]


@cache
def allowed() -> dict[str, frozenset[str]]:
    """Return the values that the standards allow."""
    found = json.loads(_ALLOWED.read_text(encoding="utf-8"))
    return {name: frozenset(values) for name, values in found.items()}


def quoted(values: Iterable[str]) -> str:
    """Return values as the standards write them."""
    return ", ".join(f'"{value}"' for value in values)


def plural(word: str, count: int, words: str = "") -> str:
    """Return a word for one or for several."""
    return word if count == 1 else words or f"{word}s"


def named(containers: list[str]) -> str:
    """Return containers as the standards name them."""
    return f"{plural('container', len(containers))} {quoted(containers)}"
