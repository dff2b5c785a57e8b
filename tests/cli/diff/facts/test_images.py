"""Which images change."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from neuronpedia_constructs.cli.diff.facts.images import images

from .junk import broken_sides, sides
from .manifests import container, cron_job, deployment, made, side


def web(image: str, name: str = "web") -> Any:
    return deployment(name, container(image=image))


def job(name: str, image: str) -> Any:
    return made("batch/v1", "Job", name, spec={"template": {"spec": {"containers": [container(image=image)]}}})


def texts(old: list[Any], new: list[Any]) -> list[str]:
    return [change.text for change in images(side(*old), side(*new))]


def test_a_new_version_and_all_that_run_it() -> None:
    old = [web("ghcr.io/np/web:v1"), job("init-0123abcd", "ghcr.io/np/web:v1")]
    new = [web("ghcr.io/np/web:v2"), job("init-4567abcd", "ghcr.io/np/web:v2"), web("ghcr.io/np/web:v2", "other")]
    assert texts(old, new) == ["ghcr.io/np/web v1 → v2 (init, other, web)"]


def test_another_registry() -> None:
    assert texts([web("pgvector/pgvector:0.8")], [web("harbor.example.org/mirror/pgvector/pgvector:0.8")]) == [
        "pgvector/pgvector → harbor.example.org/mirror/pgvector/pgvector, still 0.8 (web)"
    ]


def test_another_image() -> None:
    assert texts([web("nginx:1")], [web("caddy:2")]) == ["nginx 1 → caddy 2 (web)"]


def test_new_and_no_longer_used() -> None:
    assert texts([web("nginx:1", "a")], [web("caddy:2", "b")]) == [
        "caddy 2: new (b)",
        "nginx 1: no longer used (a)",
    ]


def test_an_image_that_was_used_elsewhere_is_not_new() -> None:
    assert texts([web("nginx:1")], [web("nginx:1"), web("nginx:1", "other")]) == []


def test_a_version_of_something_new_in_the_place_of_something_gone() -> None:
    assert texts([web("nginx:1", "a")], [web("nginx:2", "b")]) == ["nginx 1 → 2 (b)"]


def test_another_digest() -> None:
    old, new = (f"nginx:1@sha256:{digit * 64}" for digit in "ab")
    assert texts([web(old)], [web(new)]) == ["nginx 1@sha256:aaaaaaaaaaaa → 1@sha256:bbbbbbbbbbbb (web)"]


def test_another_spelling_is_no_change() -> None:
    assert texts([web("nginx")], [web("docker.io/library/nginx:latest")]) == []


def test_another_namespace_is_no_change() -> None:
    moved = web("nginx:1")
    moved["metadata"]["namespace"] = "other"
    assert texts([web("nginx:1")], [moved]) == []


def test_two_jobs_of_a_family_with_different_images() -> None:
    old = [job("init-00000000", "a:1"), job("init-11111111", "b:1")]
    new = [job("init-22222222", "a:1"), job("init-33333333", "b:2")]
    assert texts(old, new) == ["b 1 → 2 (init)"]


def test_images_outside_of_containers() -> None:
    cluster = [made("postgresql.cnpg.io/v1", "Cluster", "db", spec={"imageName": f"pg:{tag}"}) for tag in ("15", "16")]
    volume = [
        cron_job("sync", pod={"volumes": [{"name": "model", "image": {"reference": f"m:{tag}"}}]}) for tag in ("1", "2")
    ]
    assert texts([cluster[0], volume[0]], [cluster[1], volume[1]]) == ["m 1 → 2 (sync)", "pg 15 → 16 (db)"]


def test_nothing_for_the_same_file() -> None:
    for each in sides():
        assert images(each, each) == ()


def test_order_does_not_matter() -> None:
    old, new, *_ = sides()
    assert images(dict(reversed(old.items())), dict(reversed(new.items()))) == images(old, new)


@given(old=broken_sides(), new=broken_sides())
def test_junk_is_no_error(old: Any, new: Any) -> None:
    assert all(change.text for change in images(old, new))
    assert images(old, old) == ()


def test_containers_of_a_family_whose_images_all_change() -> None:
    old = [job("init-00000000", "a:1"), job("init-11111111", "b:1")]
    new = [job("init-22222222", "b:2"), job("init-33333333", "a:2")]
    assert texts(old, new) == ["a 1 → 2 (init)", "b 1 → 2 (init)"]
    mirrored = [job("init-22222222", "mirror.org/b:1"), job("init-33333333", "mirror.org/a:1")]
    assert texts(old, mirrored) == ["a → mirror.org/a, still 1 (init)", "b → mirror.org/b, still 1 (init)"]


def test_a_new_user_counts_with_the_change_to_its_image() -> None:
    old = [web("a:1", "a"), web("b:1", "b")]
    new = [web("a:2", "a"), web("b:2", "b"), web("b:2", "other")]
    assert texts(old, new) == ["a 1 → 2 (a)", "b 1 → 2 (b, other)"]
