"""References of images are taken apart as container runtimes do."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.cli.diff.facts.parts.image_names import image_name

DIGEST = "sha256:" + "0123456789abcdef" * 4


# https://github.com/distribution/reference/blob/main/normalize_test.go
@pytest.mark.parametrize(
    ("reference", "repository", "tag", "digest"),
    [
        ("nginx", "docker.io/library/nginx", "latest", ""),
        ("nginx:1.29", "docker.io/library/nginx", "1.29", ""),
        ("pgvector/pgvector:0.8.0-pg15", "docker.io/pgvector/pgvector", "0.8.0-pg15", ""),
        ("docker.io/nginx", "docker.io/library/nginx", "latest", ""),
        ("index.docker.io/library/nginx", "docker.io/library/nginx", "latest", ""),
        ("ghcr.io/np/web:v1", "ghcr.io/np/web", "v1", ""),
        ("localhost/web", "localhost/web", "latest", ""),
        ("localhost:5000/web", "localhost:5000/web", "latest", ""),
        ("registry:5000/np/web:v1", "registry:5000/np/web", "v1", ""),
        (f"ghcr.io/np/web@{DIGEST}", "ghcr.io/np/web", "", DIGEST),
        (f"registry:5000/web:v1@{DIGEST}", "registry:5000/web", "v1", DIGEST),
    ],
)
def test_parts(reference: str, repository: str, tag: str, digest: str) -> None:
    image = image_name(reference)
    assert (image.repository, image.tag, image.digest) == (repository, tag, digest)


def test_as_people_write_it() -> None:
    assert image_name("docker.io/library/nginx").name == "nginx"
    assert image_name("docker.io/np/web").name == "np/web"
    assert image_name("ghcr.io/np/web").name == "ghcr.io/np/web"
    assert image_name("ghcr.io/np/web").last == "web"


def test_a_version_has_the_start_of_its_digest() -> None:
    assert image_name(f"web:v1@{DIGEST}").version == "v1@sha256:0123456789ab"
    assert image_name(f"web@{DIGEST}").version == "@sha256:0123456789ab"


@pytest.mark.parametrize("junk", ["", " ", "/", ":", "@", "a:", "a/", "::/@"])
def test_junk_is_no_error(junk: str) -> None:
    assert isinstance(image_name(junk).version, str)
