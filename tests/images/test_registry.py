"""Images: where they come from, which version they are, and when they are pulled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import (
    CloudNativePg,
    DockerHubRegistry,
    HarborRegistry,
    Neuronpedia,
    PostgresBackup,
    Registry,
    S3Target,
)
from tests.support.building import Manifest, containers, named, pod, small, synthesized, workloads
from tests.support.own_mixins import DraftChange, environment

MIRROR = "harbor.example.org/mirror"


REGISTRIES: list[Callable[..., Registry]] = [Registry, HarborRegistry, DockerHubRegistry]


DIGEST = f"sha256:{5:064x}"


def with_images(app: App, registry: Registry, **arguments: Any) -> Neuronpedia:
    given = {"namespace": "np", "url": "https://np.example.org", **arguments}
    return Neuronpedia(app, "test", **given).with_(registry, PostgresBackup(target=S3Target(bucket="backups")))


def run_by(made: list[Manifest]) -> dict[str, set[str]]:
    """The workloads by the images that their containers run; the names of Jobs without their hashes."""
    found: dict[str, set[str]] = {}
    for workload in workloads(made):
        for container in containers(workload):
            found.setdefault(container["image"], set()).add(pod(workload)["serviceAccountName"])
    return found


@pytest.mark.parametrize("registry", REGISTRIES)
def test_all_that_others_publish_comes_from_the_mirror(registry: Callable[..., Registry], app: App) -> None:
    given = with_images(app, registry("example", tag="v1", mirror=MIRROR, pull_secret="pull"), database=CloudNativePg())
    found = {image.reference: image.published for image in given.images}
    copies = {reference: published for reference, published in found.items() if published}
    assert {published.partition(":")[0] for published in copies.values()} == {
        "amazon/aws-cli",
        "ghcr.io/cloudnative-pg/postgresql",
        "pgvector/pgvector",
    }
    assert all(copied == f"{MIRROR}/{origin.removeprefix('ghcr.io/')}" for copied, origin in copies.items())
    assert not any(reference.startswith(MIRROR) for reference in found.keys() - copies.keys())
    made = synthesized(given)
    assert named(made, "Cluster", "postgres")["spec"]["imageName"] in copies
    assert all(pod(workload)["imagePullSecrets"] == [{"name": "pull"}] for workload in workloads(made))


def test_every_image_is_listed_with_the_workloads_that_run_it(app: App) -> None:
    given = small(app).with_(PostgresBackup())
    assert {image.reference: {*image.workloads} for image in given.images} == run_by(synthesized(given))


def test_an_image_of_others_may_be_one_digest_beside_a_tag_for_ours(app: App) -> None:
    given = with_images(app, HarborRegistry("example.org/np", tag="v1", digest={"pgvector/pgvector": DIGEST}))
    made = run_by(synthesized(given))
    assert "example.org/np/webapp:v1" in made
    assert [image for image in made if DIGEST in image] == [f"pgvector/pgvector@{DIGEST}"]


@pytest.mark.parametrize(
    ("arguments", "policy"),
    [({}, "Always"), ({"tag": "latest"}, "Always"), ({"tag": "v1"}, "IfNotPresent")],
)
def test_what_may_be_another_image_tomorrow_is_pulled_for_every_pod(arguments: Any, policy: str, app: App) -> None:
    made = synthesized(with_images(app, HarborRegistry("example.org/np", **arguments), stage="local"))
    for workload in workloads(made):
        for container in containers(workload):
            ours = container["image"].startswith("example.org/np/")
            assert container["imagePullPolicy"] == (policy if ours else "IfNotPresent")


@pytest.mark.parametrize(("image", "policy"), [("a.org/b:latest", "Always"), ("a.org:5/b", "Always"), ("b:1", None)])
def test_that_holds_for_an_image_that_a_mixin_brings(image: str, policy: str | None, app: App) -> None:
    given = small(app, stage="local")
    given.autointerp.with_(DraftChange(lambda draft: setattr(draft.main, "image", image)))
    (container,) = containers(named(synthesized(given), "Deployment", "autointerp"))
    assert container["imagePullPolicy"] == (policy or "IfNotPresent")


def test_a_services_own_registry_replaces_the_environments_and_leaves_nothing_of_it(app: App) -> None:
    given = small(app)
    given.webapp.with_(DockerHubRegistry("example", tag="fix"))
    made = synthesized(given)
    webapp = pod(named(made, "Deployment", "webapp"))
    assert webapp["containers"][0]["image"] == "docker.io/example/neuronpedia-webapp:fix"
    assert "imagePullSecrets" not in webapp
    assert pod(named(made, "Deployment", "autointerp"))["imagePullSecrets"] == [{"name": "regcred"}]


def test_a_digest_for_each_image(app: App) -> None:
    names = ("webapp", "inference", "autointerp", "db-init")
    digests = {f"neuronpedia-{name}": f"sha256:{index:064x}" for index, name in enumerate(names)}
    given = environment(app).with_(HarborRegistry("harbor.example.org/np", digest=digests))
    images = {container["image"] for found in workloads(synthesized(given)) for container in containers(found)}
    assert f"harbor.example.org/np/webapp@sha256:{0:064x}" in images
    assert f"harbor.example.org/np/db-init@sha256:{3:064x}" in images


def test_a_single_digest_for_a_single_service(app: App) -> None:
    digest = f"sha256:{7:064x}"
    given = small(app)
    given.webapp.with_(HarborRegistry("harbor.example.org/np", digest=digest))
    assert pod(named(synthesized(given), "Deployment", "webapp"))["containers"][0]["image"].endswith(f"webapp@{digest}")
