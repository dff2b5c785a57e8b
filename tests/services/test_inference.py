"""An inference server."""

from __future__ import annotations

from cdk8s import App

from neuronpedia_constructs import CPU_STANDARD, GPU_LITE, GPU_STANDARD, find_problems, models
from tests.support.building import Manifest, bare, containers, named, pod, synthesized
from tests.support.lines import each_line


def server(app: App, model: str, *mixins: object, upstream: str = "current") -> Manifest:
    environment = bare(app, upstream=upstream)
    environment.add_inference("a").with_(models.get(model), *mixins)  # type: ignore[arg-type]
    return named(synthesized(environment), "Deployment", "a-inference")


@each_line
def test_without_a_profile_a_model_on_a_cpu_has_the_memory_it_needs(app: App, upstream: str) -> None:
    (container,) = pod(server(app, "gpt2-small", upstream=upstream))["containers"]
    assert int(container["resources"]["requests"]["memory"].removesuffix("Gi")) > 4
    assert "nvidia.com/gpu" not in container["resources"]["limits"]


@each_line
def test_it_may_start_as_long_as_its_download_takes(upstream: str) -> None:
    small, large = (
        pod(server(App(), *given, upstream=upstream))["containers"][0]["startupProbe"]
        for given in (("gpt2-small", CPU_STANDARD), ("gemma-2-9b", GPU_STANDARD))
    )
    seconds = [probe["periodSeconds"] * probe["failureThreshold"] for probe in (small, large)]
    assert 30 * 60 <= seconds[0] < seconds[1]


@each_line
def test_on_a_gpu_it_has_shared_memory_and_the_node_the_room(app: App, upstream: str) -> None:
    deployment = server(app, "gemma-2-2b", GPU_STANDARD, upstream=upstream)
    spec = pod(deployment)
    (shared,) = (volume for volume in spec["volumes"] if volume.get("emptyDir", {}).get("medium") == "Memory")
    (container,) = spec["containers"]
    assert {"mountPath": "/dev/shm", "name": shared["name"]} in container["volumeMounts"]
    (cache,) = (volume for volume in spec["volumes"] if volume["name"] == "cache")
    # A pod asks for the most that any of its containers does.
    requests = [found["resources"]["requests"] for found in containers(deployment)]
    assert [found["ephemeral-storage"] for found in requests if "ephemeral-storage" in found] == [
        cache["emptyDir"]["sizeLimit"]
    ]


def test_a_server_without_a_model_is_a_problem(app: App) -> None:
    bare(app).add_inference("a").with_(GPU_LITE)
    assert [(problem.code, problem.construct) for problem in find_problems(app)] == [("model.missing", "a-inference")]
