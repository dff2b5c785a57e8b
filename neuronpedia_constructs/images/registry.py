"""Registries: where the images of Neuronpedia are pulled from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

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
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*"
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?"
_REPOSITORY = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*")
_PREFIX = re.compile(rf"(?:{_HOST}|{_COMPONENT})(?:/{_COMPONENT})*")


class Registry(Mixin):
    """Pull Neuronpedia's own images from `<prefix>/<repository>`, and those of others where a mirror has them.

    Args:
        prefix: host and path, without scheme or trailing slash: "harbor.example.org/neuronpedia".
        tag: tag of every own image; default: none, which only `stage="local"` accepts, as it does "latest".
        digest: in place of a tag, `sha256:…` for the only own image that the registry reaches, or digests by image
            name; the images of others have their repository as a name, "pgvector/pgvector". Default: none.
        repositories: repository below the prefix by image name; default: the image's own name.
        pull_secret: name of the Secret with the registry's credentials, made outside of the app and given to every
            pod; default: none, images are pulled anonymously.
        mirror: host and path below which the images of others are, by the path that they have where they are
            published: "harbor.example.org/mirror" for `harbor.example.org/mirror/pgvector/pgvector`. Default: none,
            they are pulled from where they are published.

    Images with a tag or a digest are pulled once to a node, those without, and `latest`, for every pod.

    The image names are `neuronpedia-webapp`, `neuronpedia-inference`, `neuronpedia-autointerp` and
    `neuronpedia-db-init`. Arguments are checked when the app is synthesized.
    """

    concern = "registry"

    def __init__(
        self,
        prefix: str,
        *,
        tag: str | None = None,
        digest: str | Mapping[str, str] | None = None,
        repositories: Mapping[str, str] | None = None,
        pull_secret: str | None = None,
        mirror: str | None = None,
    ) -> None:
        self.prefix: Final = prefix
        self.tag: Final = tag
        self.digest: Final = {} if digest is None else digest
        self.repositories: Final = {} if repositories is None else repositories
        self.pull_secret: Final = pull_secret
        self.mirror: Final = mirror

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Set where images come from, and give the pod the pull secret."""
        digests = dict.fromkeys(_own_images(draft), self.digest) if isinstance(self.digest, str) else self.digest
        draft.pod.image_source = ImageSource(
            self.prefix, self.tag, _mapping(digests), _mapping(self.repositories), self.mirror or ""
        )
        if self.pull_secret:
            draft.pod.image_pull_secrets.add(self.pull_secret)
            draft.prerequisites.add(Prerequisite("Secret", self.pull_secret, (".dockerconfigjson",)))

    def problems_of_reach(self, reached: Sequence[WorkloadDraft]) -> Iterator[Problem]:
        """List nothing reached, and a single digest for several images."""
        yield from super().problems_of_reach(reached)
        images = sorted({name for draft in reached for name in _own_images(draft)})
        if isinstance(self.digest, str) and len(images) > 1:
            given = f"{quoted(self.digest)} for {', '.join(images)}"
            fix = f'name the image: digest={{"{images[0]}": "sha256:…", …}}'
            yield Problem("registry digest", given, "one digest for each image", fix)
        found = {container.image for draft in reached for container in draft.all_containers()} - _OWN
        for repository in _mapping(self.digest).keys() & set(image.IMAGES_OF_OTHERS):
            tags = sorted(name for name in found if name.rpartition(":")[0] == repository)
            if len(tags) > 1:
                given = f"one digest of {repository}, for {' and '.join(tags)}"
                fix = "their databases are of two versions: give each environment a registry with a digest of its own"
                yield Problem("registry digest", given, "one digest for each image", fix)

    def problems(self) -> Iterator[Problem]:
        """List what is wrong with the arguments."""
        yield from _place_problems("prefix", self.prefix, "harbor.example.org/neuronpedia")
        if self.mirror is not None:
            yield from _place_problems("mirror", self.mirror, "harbor.example.org/mirror")
        own = isinstance(self.digest, str) or _OWN & _mapping(self.digest).keys()
        if self.tag is not None and self.digest and own:
            given = f"tag {self.tag!r} and digest {quoted(self.digest)}"
            yield Problem("registry tag and digest", given, "one of the two", "remove the tag: a digest is exact")
        if self.tag is not None and not image.is_tag(self.tag):
            allowed = "letters, digits, '_', '.' and '-', at most 128, not beginning with '.' or '-'"
            yield Problem("registry tag", quoted(self.tag), allowed, 'write a release such as "v1.4.2"')
        if self.pull_secret is not None and not is_dns_name(self.pull_secret):
            yield Problem("pull_secret", quoted(self.pull_secret), "the name of a Secret", 'write it as "regcred"')
        yield from self._image_problems()

    def _image_problems(self) -> Iterator[Problem]:
        given = {"registry digest": self.digest, "registry repositories": self.repositories}
        for field, value in given.items():
            if not isinstance(value, Mapping) and not (field == "registry digest" and isinstance(value, str)):
                fix = f'write {field.partition(" ")[2]}={{"{image.WEBAPP}": "…"}}'
                yield Problem(field, quoted(value), "a dictionary by image name", fix)
        digests, repositories = _mapping(self.digest), _mapping(self.repositories)
        known = {"registry digest": (*image.OWN_IMAGES, *image.IMAGES_OF_OTHERS)}
        for field, images in (("registry digest", digests), ("registry repositories", repositories)):
            names = known.get(field, image.OWN_IMAGES)
            for name in (found for found in images if found not in names):
                yield Problem(field, quoted(name), f"one of: {', '.join(names)}", "use one of these names")
        single = [self.digest] if isinstance(self.digest, str) and self.digest else []
        for digest in [*digests.values(), *single]:
            if not image.is_digest(digest):
                allowed = "'sha256:' and 64 hexadecimal digits in lower case"
                yield Problem("registry digest", quoted(digest), allowed, "copy it from the registry")
        for name, repository in repositories.items():
            if not matches(_REPOSITORY, repository):
                allowed = "a repository below the prefix, in lower case, without tag"
                yield Problem(f"repository of {name}", quoted(repository), allowed, 'write it as "webapp"')


def _place_problems(argument: str, value: object, example: str) -> Iterator[Problem]:
    if not matches(_PREFIX, value):
        allowed = "a host and path without scheme, trailing slash or tag"
        plain = str(value).rpartition("://")[2].strip("/")
        fix = f"write {plain!r}" if matches(_PREFIX, plain) else f'write it as "{example}"'
        yield Problem(f"registry {argument}", quoted(value), allowed, fix)


def _own_images(draft: WorkloadDraft) -> list[str]:
    return [container.image for container in draft.all_containers() if container.image in image.OWN_IMAGES]


class HarborRegistry(Registry):
    """A project of a private Harbor registry, with repositories `webapp`, `inference`, `autointerp` and `db-init`.

    Args:
        prefix: host and project: "harbor.example.org/neuronpedia".
        tag: as of `Registry`.
        digest: as of `Registry`.
        repositories: replaces single names of the four; default: none of them.
        pull_secret: as of `Registry`; default: `regcred`.
        mirror: as of `Registry`, such as a proxy cache of the same Harbor.
    """

    def __init__(
        self,
        prefix: str,
        *,
        tag: str | None = None,
        digest: str | Mapping[str, str] | None = None,
        repositories: Mapping[str, str] | None = None,
        pull_secret: str | None = "regcred",
        mirror: str | None = None,
    ) -> None:
        names = {name: name.removeprefix("neuronpedia-") for name in image.OWN_IMAGES}
        if repositories is None or isinstance(repositories, Mapping):
            repositories = {**names, **(repositories or {})}
        super().__init__(
            prefix, tag=tag, digest=digest, repositories=repositories, pull_secret=pull_secret, mirror=mirror
        )


class DockerHubRegistry(Registry):
    """An account of Docker Hub, with repositories named like the images: `docker.io/<account>/neuronpedia-webapp`.

    Args:
        prefix: the user or organisation that the images were pushed to, with or without `docker.io/`; Neuronpedia
            publishes none itself.
        tag: as of `Registry`.
        digest: as of `Registry`.
        repositories: as of `Registry`.
        pull_secret: as of `Registry`; default: none.
        mirror: as of `Registry`.
    """

    def __init__(
        self,
        prefix: str,
        *,
        tag: str | None = None,
        digest: str | Mapping[str, str] | None = None,
        repositories: Mapping[str, str] | None = None,
        pull_secret: str | None = None,
        mirror: str | None = None,
    ) -> None:
        super().__init__(
            f"docker.io/{str(prefix).removeprefix('docker.io/')}",
            tag=tag,
            digest=digest,
            repositories=repositories,
            pull_secret=pull_secret,
            mirror=mirror,
        )


def _mapping(value: object) -> Mapping[str, str]:
    """Return a dictionary by image name; what is none is reported elsewhere."""
    return value if isinstance(value, Mapping) else {}
