"""The dotenv file of an image is hidden."""

from __future__ import annotations

from cdk8s import App

from tests.support.building import bare, containers, named, synthesized


def test_every_container_with_prisma_or_next_js_has_an_empty_one(app: App) -> None:
    made = synthesized(bare(app))
    for kind, name in (("Deployment", "webapp"), ("Job", "db-init")):
        workload = named(made, kind, name)
        own = [found for found in containers(workload) if "neuronpedia" in found["image"]]
        assert own
        for container in own:
            (mount,) = (found for found in container["volumeMounts"] if found["mountPath"].endswith("/.env"))
            assert mount["subPath"] == ".env"
        assert named(made, "ConfigMap", f"{name}-dotenv")["data"] == {".env": ""}
