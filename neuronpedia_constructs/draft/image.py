"""Where container images come from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WEBAPP = "neuronpedia-webapp"
INFERENCE = "neuronpedia-inference"
AUTOINTERP = "neuronpedia-autointerp"
DATABASE_INIT = "neuronpedia-db-init"
OWN_IMAGES = (WEBAPP, INFERENCE, AUTOINTERP, DATABASE_INIT)
"""The images that are built from Neuronpedia's own source, by the names its Compose file gives them."""

POSTGRES_BY_VERSION = {
    15: "pgvector/pgvector:0.8.0-pg15",
    16: "pgvector/pgvector:0.8.0-pg16",
    17: "pgvector/pgvector:0.8.0-pg17",
    # The first that was published for it.
    18: "pgvector/pgvector:0.8.1-pg18",
}
"""PostgreSQL with pgvector by major version: programs that talk to a server are of its own version."""

POSTGRES = POSTGRES_BY_VERSION[15]
"""The database in the cluster; the webapp's vector index settings need pgvector 0.8 or newer."""

AWS_CLI = "amazon/aws-cli:2.37.5"
"""Amazon's command line, which speaks to any service with the protocol of S3."""

CLOUD_NATIVE_PG = "ghcr.io/cloudnative-pg/postgresql:15.19-202608310817-standard-bookworm"
"""The CloudNativePG operator's own PostgreSQL 15, with pgvector."""

IMAGES_OF_OTHERS = tuple(image.rpartition(":")[0] for image in (POSTGRES, AWS_CLI, CLOUD_NATIVE_PG))
"""The same, without their tags."""

_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_PINNED = re.compile(r".+(@sha256:[0-9a-f]{64}|:(?!latest$)[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})")


def is_tag(text: object) -> bool:
    """Tell whether `text` can be the tag of an image."""
    return isinstance(text, str) and bool(_TAG.fullmatch(text))


def is_digest(text: object) -> bool:
    """Tell whether `text` is a digest: `sha256:` and 64 hexadecimal digits."""
    return isinstance(text, str) and bool(_DIGEST.fullmatch(text))


def is_pinned(reference: str) -> bool:
    """Tell whether a reference has a digest, or a tag other than `latest`."""
    return bool(_PINNED.fullmatch(reference.rpartition("/")[2]))


@dataclass(frozen=True)
class ImageSource:
    """A registry as a draft knows it: how the name of an image becomes a reference."""

    prefix: str = ""
    """Host and path below which our own images are. Default: none, a bare name."""
    tag: str | None = None
    """Tag of our own images. Default: none."""
    digests: Mapping[str, str] = field(default_factory=dict)
    """Digests by the name of the image, or by the repository of one that is not ours. Default: none."""
    repositories: Mapping[str, str] = field(default_factory=dict)
    """Repositories below the prefix by the name of the image. Default: the image's own name."""
    mirror: str = ""
    """Where images that are not ours are pulled from; empty: from where they are published."""

    def reference(self, image: str) -> str:
        """Return where `image` is pulled from."""
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
        # The first part is a host if it could be none of Docker Hub's users.
        path = rest if rest and (first == "localhost" or set(first) & {".", ":"}) else pinned
        return f"{self.mirror}/{path}" if self.mirror else pinned

    def pins(self, image: str) -> bool:
        """Tell whether `image` is pulled by a digest, or by a tag other than `latest`."""
        if image in OWN_IMAGES:
            return image in self.digests or self.tag not in (None, "latest")
        return is_pinned(self.reference(image))

    def pull_policy(self, image: str) -> str:
        """Return when the kubelet pulls `image`: what may be another one under the same name is pulled every time."""
        return "IfNotPresent" if self.pins(image) else "Always"
