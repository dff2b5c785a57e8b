"""References of images."""

from __future__ import annotations

import pytest

from neuronpedia_constructs.draft.image import AWS_CLI, POSTGRES, WEBAPP, ImageSource, is_digest, is_pinned, is_tag

DIGEST = f"sha256:{'0' * 64}"


@pytest.mark.parametrize(
    ("source", "image", "reference"),
    [
        (ImageSource(), WEBAPP, WEBAPP),
        (ImageSource("host/np", "v1"), WEBAPP, f"host/np/{WEBAPP}:v1"),
        (ImageSource("host/np", "v1", {WEBAPP: DIGEST}), WEBAPP, f"host/np/{WEBAPP}@{DIGEST}"),
        (ImageSource("host/np", "v1", repositories={WEBAPP: "web"}), WEBAPP, "host/np/web:v1"),
        (ImageSource("host/np", "v1"), POSTGRES, POSTGRES),
        (ImageSource(mirror="mirror"), AWS_CLI, f"mirror/{AWS_CLI}"),
        (ImageSource(mirror="mirror"), "ghcr.io/a/b:1", "mirror/a/b:1"),
        (ImageSource(digests={"pgvector/pgvector": DIGEST}), POSTGRES, f"pgvector/pgvector@{DIGEST}"),
    ],
)
def test_a_registry_turns_a_name_into_a_reference(source: ImageSource, image: str, reference: str) -> None:
    assert source.reference(image) == reference


@pytest.mark.parametrize(
    ("source", "policy"),
    [
        (ImageSource("np", "v1"), "IfNotPresent"),
        (ImageSource("np", "latest", {WEBAPP: DIGEST}), "IfNotPresent"),
        (ImageSource("np", "latest"), "Always"),
        (ImageSource("np"), "Always"),
    ],
)
def test_what_can_move_is_pulled_every_time(source: ImageSource, policy: str) -> None:
    assert source.pull_policy(WEBAPP) == policy
    assert source.pins(WEBAPP) is (policy == "IfNotPresent")


@pytest.mark.parametrize(
    ("reference", "pinned"),
    [
        ("host:5000/a", False),
        ("host:5000/a:1", True),
        ("a:latest", False),
        ("a:latest1", True),
        (f"a@{DIGEST}", True),
        ("a@sha256:12", False),
    ],
)
def test_the_port_of_a_registry_is_no_tag_and_half_a_digest_is_none(reference: str, pinned: bool) -> None:
    assert is_pinned(reference) is pinned


def test_tags_and_digests_have_their_forms() -> None:
    assert is_tag("v1.4.2")
    assert not any(map(is_tag, ("", "-a", "a" * 129, "a b", None)))
    assert is_digest(DIGEST)
    assert not any(map(is_digest, (DIGEST.upper(), "sha256:00", None)))
