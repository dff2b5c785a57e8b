"""References of images, in their parts."""

from __future__ import annotations

from dataclasses import dataclass

_DOCKER_HUB = "docker.io"
_SHORT = 12


@dataclass(frozen=True)
class ImageName:
    """A reference of an image as a container runtime understands it."""

    repository: str
    """With its registry: "docker.io/library/postgres", "registry.example.org:5000/team/webapp"."""
    tag: str
    """Empty if only a digest tells the image."""
    digest: str
    """`sha256:…`, or empty. With a digest, the tag says nothing."""

    @property
    def name(self) -> str:
        """The repository as people write it, without Docker Hub's own prefix."""
        return self.repository.removeprefix(f"{_DOCKER_HUB}/").removeprefix("library/")

    @property
    def last(self) -> str:
        """The last part of the repository: what stays the same in a mirror."""
        return self.repository.rpartition("/")[2]

    @property
    def version(self) -> str:
        """The tag, or the start of the digest, or both."""
        algorithm, _, value = self.digest.partition(":")
        short = f"@{algorithm}:{value[:_SHORT]}" if self.digest else ""
        return f"{self.tag}{short}"


def image_name(reference: str) -> ImageName:
    """Return the parts of a reference, with the defaults of container runtimes: Docker Hub, and the tag `latest`.

    What comes before the first slash is a registry if it has a dot or a port, or is "localhost":
    https://github.com/distribution/reference/blob/main/normalize.go
    """
    rest, _, digest = reference.strip().partition("@")
    registry, slash, path = rest.partition("/")
    if not slash or not ("." in registry or ":" in registry or registry == "localhost"):
        registry, path = _DOCKER_HUB, rest
    if registry == "index.docker.io":
        registry = _DOCKER_HUB
    path, _, tag = path.partition(":")
    if registry == _DOCKER_HUB and "/" not in path:
        path = f"library/{path}"
    return ImageName(f"{registry}/{path}", tag or ("" if digest else "latest"), digest)
