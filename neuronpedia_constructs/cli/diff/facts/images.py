"""Which images change: their versions, their registries, and what is new or no longer used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .parts.fields import first, found, maps, text
from .parts.image_names import image_name
from .parts.pods import containers, family, pod_spec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.objects import Key, Manifest, Side

    from .parts.image_names import ImageName


@dataclass(frozen=True)
class ImageChange:
    """An image before and after, and where it runs."""

    old: ImageName | None
    """None for an image that is new."""
    new: ImageName | None
    """None for an image that is no longer used."""
    users: tuple[str, ...]
    """The names of the objects that run it, Jobs without the hash of their contents."""

    @property
    def text(self) -> str:
        """The change in one line: `ghcr.io/x/inference v1.4.2 → v1.5.0 (webapp, db-init)`."""
        return f"{self._what} ({', '.join(self.users)})"

    @property
    def _what(self) -> str:
        if self.old is None or self.new is None:
            image, state = (self.new, "new") if self.new else (self.old, "no longer used")
            return f"{image.name} {image.version}: {state}" if image else ""
        if self.old.repository == self.new.repository:
            return f"{self.new.name} {self.old.version} → {self.new.version}"
        if self.old.version == self.new.version:
            return f"{self.old.name} → {self.new.name}, still {self.new.version}"
        return f"{self.old.name} {self.old.version} → {self.new.name} {self.new.version}"


_Place = tuple[str, str, str]
"""A container: the kind and the name of its object, and its own. Namespaces change with the environment."""
_Step = tuple["ImageName | None", "ImageName | None"]
_Steps = dict[_Step, set[str]]
"""What is used before and after, and by which objects."""


def images(old: Side, new: Side) -> tuple[ImageChange, ...]:
    """Return the images that change, by name.

    Two references to one image are no change: `nginx` and `docker.io/library/nginx:latest`.
    """
    before, after = _places(old), _places(new)
    steps: _Steps = {}
    for place in {**before, **after}:
        for step in _steps(before.get(place, []), after.get(place, [])):
            steps.setdefault(step, set()).add(place[1])
    had, has = ({image for used in side.values() for image in used} for side in (before, after))
    changes = [ImageChange(*step, tuple(sorted(users))) for step, users in _joined(steps, had, has).items()]
    return tuple(sorted(changes, key=lambda change: change.text))


def _places(side: Side) -> dict[_Place, list[ImageName]]:
    places: dict[_Place, list[ImageName]] = {}
    for key, manifest in side.items():
        for name, reference in _references(key, manifest):
            places.setdefault((key.kind, family(key), name), []).append(image_name(reference))
    return places


def _references(key: Key, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield the images of an object, each with the name of its container or volume."""
    if (key.group, key.kind) == ("postgresql.cnpg.io", "Cluster"):
        yield from (("", text(reference)) for reference in found(manifest, "spec.imageName") if text(reference))
    spec = pod_spec(manifest) or {}
    for container in containers(spec):
        if text(container.get("image")):
            yield text(container.get("name")), text(container["image"])
    for volume in maps(spec.get("volumes")):
        reference = text(first(volume, "image.reference"))
        if reference:
            yield f"volume {text(volume.get('name'))}", reference


def _steps(before: list[ImageName], after: list[ImageName]) -> Iterator[_Step]:
    """Yield what becomes of the images of one container, or of those of several Jobs that differ in their hash only."""
    gone = [image for image in dict.fromkeys(before) if image not in after]
    come = [image for image in dict.fromkeys(after) if image not in before]
    for is_same in (_same_repository, _same_name, _any):
        for image in list(come):
            was = next((each for each in gone if is_same(each, image)), None)
            if was:
                yield was, image
                gone.remove(was)
                come.remove(image)
    yield from ((image, None) for image in gone)
    yield from ((None, image) for image in come)


def _same_repository(one: ImageName, other: ImageName) -> bool:
    return one.repository == other.repository


def _same_name(one: ImageName, other: ImageName) -> bool:
    return one.last == other.last


def _any(_: ImageName, __: ImageName) -> bool:
    return True


def _joined(steps: _Steps, had: set[ImageName], has: set[ImageName]) -> _Steps:
    """Return the steps of all places together: an image is new, or gone, only if no other place has it."""
    joined = {step: set(users) for step, users in steps.items() if None not in step}
    gone = {was: users for (was, now), users in steps.items() if was and not now and was not in has}
    come = {now: users for (was, now), users in steps.items() if now and not was and now not in had}
    for image, users in come.items():
        step = next((step for step in joined if step[1] == image), None)
        was = next((each for each in gone if each.repository == image.repository), None)
        joined.setdefault(step or (was, image), set()).update(users)
    replaced = {was for was, _ in joined}
    joined.update({(image, None): users for image, users in gone.items() if image not in replaced})
    return joined
