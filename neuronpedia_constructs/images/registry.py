"""Registries that images are pulled from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from neuronpedia_constructs.draft import image
from neuronpedia_constructs.draft.image import ImageSource
from neuronpedia_constructs.draft.workload import Prerequisite
from neuronpedia_constructs.mixins.mixin import Mixin
from neuronpedia_constructs.validation.names import is_dns_name, matches
from neuronpedia_constructs.validation.problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.draft.workload import WorkloadDraft

_OWN = frozenset(image.OWN_IMAGES)
_REPOSITORY = re.compile(image.PATH)
_PREFIX = re.compile(rf"(?:{image.HOST}(?:/{image.PATH})?|{image.PATH})")


@dataclass(kw_only=True, eq=False)
class Registry(Mixin):
    """Pull Neuronpedia's images from `<prefix>/<repository>` and, if a mirror is set, third-party images from there.

    Nodes pull an image with a digest, or a tag other than `latest`, only once, and any other for every pod. The image
    names are `neuronpedia-webapp`, `neuronpedia-inference`, `neuronpedia-autointerp` and `neuronpedia-db-init`.
    """

    concern: ClassVar[str | None] = "registry"

    prefix: str = field(kw_only=False)
    """Host and path, without a scheme or trailing slash, such as "harbor.example.org/neuronpedia"."""
    tag: str | None = None
    """Tag of all of Neuronpedia's images. Default: none. Without a tag or a digest, or with the tag "latest", only
    `stage="local"` is accepted."""
    digest: str | Mapping[str, str] | None = None
    """Used instead of a tag: `sha256:…` if the registry applies to only one of Neuronpedia's images, otherwise digests
    by image name. Third-party images go by their repository, such as "pgvector/pgvector". Default: none."""
    repositories: Mapping[str, str] | None = None
    """Repositories under the prefix, by image name. Default: the image name itself."""
    pull_secret: str | None = None
    """Name of an existing Secret with the registry's credentials, which every pod uses. Default: none, for anonymous
    pulls."""
    mirror: str | None = None
    """Host and path of a mirror of third-party images, which keeps the path of each: "harbor.example.org/mirror" for
    `harbor.example.org/mirror/pgvector/pgvector`. Default: none; they are pulled from their publishers."""

    @property
    def location(self) -> str:
        """The host and path of the repositories."""
        return self.prefix

    @property
    def repository_names(self) -> Mapping[str, str]:
        """The repositories, by image name."""
        return _mapping(self.repositories)

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Set the source of images, and the pull secret of the pod."""
        digests = dict.fromkeys(_own_images(draft), self.digest) if isinstance(self.digest, str) else self.digest
        draft.pod.image_source = ImageSource(
            self.location, self.tag, _mapping(digests), self.repository_names, self.mirror or ""
        )
        if self.pull_secret:
            draft.pod.image_pull_secrets.add(self.pull_secret)
            draft.prerequisites.add(Prerequisite("Secret", self.pull_secret, (".dockerconfigjson",)))

    def problems_with_targets(self, targets: Sequence[WorkloadDraft]) -> Iterator[Problem]:
        """Yield a problem if the registry applies to no workload, or has one digest for several images."""
        yield from super().problems_with_targets(targets)
        images = sorted({name for draft in targets for name in _own_images(draft)})
        if isinstance(self.digest, str) and len(images) > 1:
            cause = f"{quoted(self.digest)} would be the digest of {', '.join(images)}"
            fix = f'name the image: digest={{"{images[0]}": "sha256:…", …}}'
            yield Problem(
                "registry.digest-of-several-images", "registry digest", cause, "one digest for each image", fix
            )
        found = {container.image for draft in targets for container in draft.all_containers()} - _OWN
        for repository in _mapping(self.digest).keys() & set(image.IMAGES_OF_OTHERS):
            tags = sorted(name for name in found if name.rpartition(":")[0] == repository)
            if len(tags) > 1:
                cause = f"{repository} has one digest for {' and '.join(tags)}"
                fix = "add a registry with its own digest to each environment, as their databases differ in version"
                yield Problem(
                    "registry.digest-of-several-tags", "registry digest", cause, "one digest for each image", fix
                )

    def problems(self) -> Iterator[Problem]:
        """Yield the problems of the arguments."""
        yield from _place_problems("prefix", self.location, "harbor.example.org/neuronpedia")
        if self.mirror is not None:
            yield from _place_problems("mirror", self.mirror, "harbor.example.org/mirror")
        own = isinstance(self.digest, str) or _OWN & _mapping(self.digest).keys()
        if self.tag is not None and self.digest and own:
            cause = f"both a tag, {self.tag!r}, and a digest, {quoted(self.digest)}, are given"
            yield Problem(
                "registry.tag-and-digest",
                "registry tag and digest",
                cause,
                "either a tag or a digest",
                "remove the tag, because a digest is exact",
            )
        if self.tag is not None and not image.is_tag(self.tag):
            allowed = "at most 128 letters, digits, '_', '.' and '-', not beginning with '.' or '-'"
            yield Problem.invalid(
                "registry.tag-invalid", "registry tag", self.tag, allowed, 'write a release, as in tag="v1.4.2"'
            )
        if self.pull_secret is not None and not is_dns_name(self.pull_secret):
            yield Problem.invalid(
                "registry.pull-secret-invalid",
                "pull_secret",
                self.pull_secret,
                "the name of a Secret",
                'write a name such as "regcred"',
            )
        yield from self._image_problems()

    def _image_problems(self) -> Iterator[Problem]:
        given = {"registry digest": self.digest, "registry repositories": self.repositories}
        for place, value in given.items():
            if (
                value is not None
                and not isinstance(value, Mapping)
                and not (place == "registry digest" and isinstance(value, str))
            ):
                fix = f'write {place.partition(" ")[2]}={{"{image.WEBAPP}": "…"}}'
                yield Problem.invalid(
                    "registry.mapping-invalid", place, value, "a dictionary with image names as keys", fix
                )
        digests, repositories = _mapping(self.digest), self.repository_names
        known = {"registry digest": (*image.OWN_IMAGES, *image.IMAGES_OF_OTHERS)}
        for place, images in (("registry digest", digests), ("registry repositories", repositories)):
            names = known.get(place, image.OWN_IMAGES)
            for name in (found for found in images if found not in names):
                yield Problem.invalid(
                    "registry.image-unknown", place, name, f"one of: {', '.join(names)}", "use one of these names"
                )
        single = [self.digest] if isinstance(self.digest, str) and self.digest else []
        for digest in [*digests.values(), *single]:
            if not image.is_digest(digest):
                allowed = "'sha256:' and 64 lowercase hexadecimal digits"
                yield Problem.invalid(
                    "registry.digest-invalid", "registry digest", digest, allowed, "copy it from the registry"
                )
        for name, repository in repositories.items():
            if not matches(_REPOSITORY, repository):
                allowed = "a lowercase path under the prefix, without a tag"
                yield Problem.invalid(
                    "registry.repository-invalid", f"repository of {name}", repository, allowed, 'write it as "webapp"'
                )


def _place_problems(argument: str, value: object, example: str) -> Iterator[Problem]:
    if not matches(_PREFIX, value):
        allowed = "a host and path, without a scheme, trailing slash or tag"
        plain = str(value).rpartition("://")[2].strip("/")
        fix = f"write {plain!r}" if matches(_PREFIX, plain) else f'write it as "{example}"'
        yield Problem.invalid("registry.location-invalid", f"registry {argument}", value, allowed, fix)


def _own_images(draft: WorkloadDraft) -> list[str]:
    return [container.image for container in draft.all_containers() if container.image in image.OWN_IMAGES]


@dataclass(kw_only=True, eq=False)
class HarborRegistry(Registry):
    """A project of a private Harbor registry, with repositories `webapp`, `inference`, `autointerp` and `db-init`."""

    pull_secret: str | None = "regcred"
    """Name of the Secret with the registry's credentials. Default: "regcred"."""

    @property
    def repository_names(self) -> Mapping[str, str]:
        """The repositories, by image name; `repositories` overrides single ones."""
        return {**{name: name.removeprefix("neuronpedia-") for name in image.OWN_IMAGES}, **super().repository_names}


@dataclass(kw_only=True, eq=False)
class DockerHubRegistry(Registry):
    """A Docker Hub account, with repositories named like the images: `docker.io/<account>/neuronpedia-webapp`.

    The prefix is the user or organization that you pushed the images to, with or without `docker.io/`. Neuronpedia
    publishes no images.
    """

    @property
    def location(self) -> str:
        """The host and path of the repositories."""
        return f"docker.io/{str(self.prefix).removeprefix('docker.io/')}"


def _mapping(value: object) -> Mapping[str, str]:
    """Return a dictionary, or an empty one in place of another type, which is reported elsewhere."""
    return value if isinstance(value, Mapping) else {}
