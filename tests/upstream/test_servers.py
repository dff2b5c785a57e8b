"""What all model servers have in common."""

from __future__ import annotations

from dataclasses import replace

from neuronpedia_constructs import AppConfig, ModelCache, models
from tests.support.building import Manifest, containers, named, pod, synthesized, variables
from tests.support.current import A100, current

SERVERS = ("m-inference", "g-graph", "n-nla", "sparsity")


def made(*mixins: ModelCache) -> list[Manifest]:
    environment = current(app_config=AppConfig(graph_bucket="graphs"))
    gemma = replace(models.get("gemma-2-2b"), sae_sets=["gemmascope-res-16k"])
    environment.add_inference("m").with_(gemma, A100)
    environment.add_graph("g", model="gemma-2-2b").with_(A100)
    environment.add_nla("n").with_(A100)
    environment.add_sparsity()
    return synthesized(environment.with_(*mixins))


def test_each_caches_in_a_volume_that_is_large_enough() -> None:
    plain, cached = made(), made(ModelCache())
    for name in SERVERS:
        deployment = named(plain, "Deployment", name)
        (cache,) = (volume for volume in pod(deployment)["volumes"] if volume["name"] == "cache")
        size = cache["emptyDir"]["sizeLimit"]
        claim = named(cached, "PersistentVolumeClaim", f"{name}-cache")
        assert claim["spec"]["resources"]["requests"]["storage"] == size
        # The node must have the room, too.
        requests = [container["resources"]["requests"] for container in containers(deployment)]
        assert [request["ephemeral-storage"] for request in requests if "ephemeral-storage" in request] == [size]


def test_none_reports_usage_and_each_finishes_its_requests() -> None:
    found = made()
    for name in SERVERS:
        spec = pod(named(found, "Deployment", name))
        told = variables(spec["containers"][0])
        assert (told["DO_NOT_TRACK"]["value"], told["HF_HUB_DISABLE_TELEMETRY"]["value"]) == ("1", "1")
        assert spec["terminationGracePeriodSeconds"] == 120


def test_those_on_a_gpu_have_shared_memory() -> None:
    found = made()
    for name in SERVERS:
        mounts = [
            mount["mountPath"] for mount in pod(named(found, "Deployment", name))["containers"][0]["volumeMounts"]
        ]
        assert ("/dev/shm" in mounts) is (name != "sparsity")
