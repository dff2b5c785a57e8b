"""Where container images come from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neuronpedia_constructs.validation.plain import PlainArguments

if TYPE_CHECKING:
    from collections.abc import Mapping

WEBAPP = "neuronpedia-webapp"
INFERENCE = "neuronpedia-inference"
AUTOINTERP = "neuronpedia-autointerp"
DATABASE_INIT = "neuronpedia-db-init"
GRAPH = "neuronpedia-graph"
NLA = "neuronpedia-nla"
SPARSITY = "neuronpedia-sparsity"
OWN_IMAGES = (WEBAPP, INFERENCE, AUTOINTERP, DATABASE_INIT, GRAPH, NLA, SPARSITY)
"""The images built from Neuronpedia's source. Its Compose file has these names, and none for the last three."""

POSTGRES_BY_VERSION = {
    15: "pgvector/pgvector:0.8.0-pg15",
    16: "pgvector/pgvector:0.8.0-pg16",
    17: "pgvector/pgvector:0.8.0-pg17",
    # The first one published for PostgreSQL 18.
    18: "pgvector/pgvector:0.8.1-pg18",
}
"""PostgreSQL with pgvector by major version; client programs have the same version as their server."""

POSTGRES = POSTGRES_BY_VERSION[15]
"""The database in the cluster. The webapp's vector index settings require pgvector 0.8 or newer."""

AWS_CLI = "amazon/aws-cli:2.37.5"
"""The AWS command line, which works with any S3-compatible service."""

CLOUD_NATIVE_PG = "ghcr.io/cloudnative-pg/postgresql:15.19-202608310817-standard-bookworm"
"""The CloudNativePG operator's own PostgreSQL 15, with pgvector."""

IMAGES_OF_OTHERS = tuple(image.rpartition(":")[0] for image in (POSTGRES, AWS_CLI, CLOUD_NATIVE_PG))
"""The third-party images above, without their tags."""

_WORD = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_PORT = r"(?:6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3})"
HOST = rf"(?:{_WORD}(?:\.{_WORD})*|\[[0-9a-fA-F:]+\])(?::{_PORT})?"
"""The pattern of a registry's host, with or without a port.
https://github.com/distribution/reference/blob/main/regexp.go"""
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*"
PATH = rf"{_COMPONENT}(?:/{_COMPONENT})*"
"""The pattern of a repository in a registry."""

_REFERENCE = re.compile(rf"(?:{HOST}/)?{PATH}(?::[A-Za-z0-9_][A-Za-z0-9_.-]{{0,127}})?(?:@sha256:[0-9a-f]{{64}})?")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_PINNED = re.compile(r".+@sha256:[0-9a-f]{64}|[^@]+:(?!latest$)[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")


def is_reference(text: object) -> bool:
    """Return whether `text` is a valid reference of an image."""
    return isinstance(text, str) and bool(_REFERENCE.fullmatch(text))


def is_tag(text: object) -> bool:
    """Return whether `text` is a valid image tag."""
    return isinstance(text, str) and bool(_TAG.fullmatch(text))


def is_digest(text: object) -> bool:
    """Return whether `text` is a digest: `sha256:` and 64 hexadecimal digits."""
    return isinstance(text, str) and bool(_DIGEST.fullmatch(text))


def is_pinned(reference: str) -> bool:
    """Return whether a reference has a digest, or a tag other than `latest`."""
    return bool(_PINNED.fullmatch(reference.rpartition("/")[2]))


@dataclass(frozen=True)
class ImageSource(PlainArguments):
    """The registry of a draft, which turns the name of an image into a reference."""

    prefix: str = ""
    """Registry host and path of Neuronpedia's images. Default: none, which leaves bare names."""
    tag: str | None = None
    """Tag of Neuronpedia's images. Default: none."""
    digests: Mapping[str, str] = field(default_factory=dict)
    """Digests by image name or, for third-party images, by repository. Default: none."""
    repositories: Mapping[str, str] = field(default_factory=dict)
    """Repositories under the prefix, by image name. Default: the image name itself."""
    mirror: str = ""
    """Registry that third-party images are pulled from. Default: none; they come from their publishers."""

    def reference(self, image: str) -> str:
        """Return the reference that `image` is pulled by."""
        if image not in OWN_IMAGES:
            return self._reference_of_others(image)
        repository = self.repositories.get(image, image)
        path = f"{self.prefix}/{repository}" if self.prefix else repository
        if image in self.digests:
            return f"{path}@{self.digests[image]}"
        return f"{path}:{self.tag}" if self.tag else path

    def _reference_of_others(self, image: str) -> str:
        repository, _, tag = image.rpartition(":")
        pinned = f"{repository}@{self.digests[repository]}" if tag and repository in self.digests else image
        first, _, rest = pinned.partition("/")
        # The first part is a host if it cannot be a Docker Hub user.
        path = rest if rest and (first == "localhost" or set(first) & {".", ":"}) else pinned
        return f"{self.mirror}/{path}" if self.mirror else pinned

    def pins(self, image: str) -> bool:
        """Return whether `image` is pulled by a digest, or by a tag other than `latest`."""
        if image in OWN_IMAGES:
            return image in self.digests or self.tag not in (None, "latest")
        return is_pinned(self.reference(image))

    def pull_policy(self, image: str) -> str:
        """Return when the kubelet pulls `image`: every time, unless it is pinned."""
        return "IfNotPresent" if self.pins(image) else "Always"
