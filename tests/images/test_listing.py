"""The list of images, for a mirror."""

from __future__ import annotations

from cdk8s import App

from neuronpedia_constructs import HarborRegistry
from neuronpedia_constructs.images.listing import images
from tests.support.own_mixins import environment as empty


def test_each_image_is_listed_once_with_its_workloads_and_its_publisher(app: App) -> None:
    environment = empty(app).with_(HarborRegistry("harbor.example.org/np", tag="v1", mirror="mirror.example.org"))
    listed = images(environment.plan.drafts())
    assert [image.reference for image in listed] == sorted({image.reference for image in listed})
    postgres = next(image for image in listed if "pgvector" in image.reference)
    assert postgres.reference.startswith("mirror.example.org/pgvector/")
    assert postgres.published is not None
    assert {"postgres", "db-init"} <= set(postgres.workloads)
    webapp = next(image for image in listed if image.reference == "harbor.example.org/np/webapp:v1")
    assert (webapp.published, webapp.workloads) == (None, ("webapp",))
