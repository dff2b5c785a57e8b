"""Mixins that amend finished objects, each a function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from neuronpedia_constructs import Mixin

from .building import Manifest

Amend = Callable[[Manifest], object]


class Amended(Mixin):
    """A mixin of a function."""

    def __init__(self, amend: Amend, name: str = "ours") -> None:
        self.name = name
        self._amend = amend

    def amend(self, manifest: dict[str, Any]) -> None:
        self._amend(manifest)


class Replaced(Amended):
    """The same, which only one scope decides."""

    concern = "replaced"


def on(kind: str, change: Amend) -> Amended:
    return Amended(lambda manifest: change(manifest) if manifest["kind"] == kind else None)


def priority(value: str) -> Amend:
    return lambda manifest: manifest.update(priority=value)


def in_pods(change: Amend) -> Amended:
    return on("Deployment", lambda manifest: change(manifest["spec"]["template"]))


def container(change: Amend) -> Amended:
    return in_pods(lambda template: change(template["spec"]["containers"][0]))
