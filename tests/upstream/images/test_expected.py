"""What manifests expect of images is what their pods really use."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cdk8s import App

from neuronpedia_constructs import AppConfig, Neuronpedia, models
from neuronpedia_constructs.draft.image import OWN_IMAGES
from neuronpedia_constructs.upstream.images.expected import expected, revision
from neuronpedia_constructs.upstream.lines import NAMES
from tests.rules.pods import USERS
from tests.support.building import Manifest, bare, containers, synthesized, variables, workloads
from tests.support.current import A100


def whole(line: str) -> Neuronpedia:
    environment = bare(App(), upstream=line, app_config=AppConfig(graph_bucket="graphs"))
    gemma = replace(models.get("gemma-2-2b"), sae_sets=["gemmascope-res-16k"])
    environment.add_inference("m").with_(gemma, A100)
    if line == "current":
        environment.add_graph("g", model="gemma-2-2b").with_(A100)
        environment.add_nla("n").with_(A100)
        environment.add_sparsity()
    return environment


def own(line: str) -> list[tuple[str, Manifest]]:
    """The containers of a whole environment that run our own images, with the image's name."""
    found = [container for workload in workloads(synthesized(whole(line))) for container in containers(workload)]
    named = [
        (name, container) for container in found for name in OWN_IMAGES if f"/{short(name)}:" in container["image"]
    ]
    assert named
    return named


def short(name: str) -> str:
    return name.removeprefix("neuronpedia-")


@pytest.mark.parametrize("line", NAMES)
def test_every_image_that_pods_run_is_described_and_no_other(line: str) -> None:
    assert {name for name, _ in own(line)} == expected(line).keys()
    assert revision(line)


@pytest.mark.parametrize("line", NAMES)
def test_folders_and_programs_are_those_of_the_pods(line: str) -> None:
    for name, container in own(line):
        image = expected(line)[name]
        program = container["command"][0]
        assert program in (image.runtime, "/bin/sh")
        assert program != "/bin/sh" or "sh" in image.commands or container["name"] == "merge-ca-certs"
        assert container.get("workingDir", image.folder) == image.folder
        if program == "python" and "uvicorn" in container["command"]:
            assert " ".join(container["command"]) == image.command
            module = container["command"][-1].partition(":")[0].partition(".")[0]
            assert {"uvicorn", module} <= {*image.modules}


@pytest.mark.parametrize("line", NAMES)
def test_what_shells_start_is_in_their_scripts(line: str) -> None:
    scripts = {name: "" for name, _ in own(line)}
    for name, container in own(line):
        scripts[name] += " ".join(container["command"])
    for name in ("neuronpedia-webapp", "neuronpedia-db-init"):
        assert all(command in scripts[name] for command in expected(line)[name].command.split(", "))


@pytest.mark.parametrize("line", NAMES)
def test_users_are_those_of_the_pods(line: str) -> None:
    assert {name: image.user for name, image in expected(line).items()} == {
        name: USERS[short(name)] for name in expected(line)
    }


@pytest.mark.parametrize("line", NAMES)
def test_only_images_that_use_a_gpu_name_a_driver(line: str) -> None:
    on_gpu = {name for name, container in own(line) if "nvidia.com/gpu" in str(container["resources"])}
    assert on_gpu <= {name for name, image in expected(line).items() if image.driver}
    assert not expected(line)["neuronpedia-webapp"].driver


def test_what_init_containers_import_is_in_the_image() -> None:
    (fetch,) = (container for _, container in own("current") if container["name"] == "fetch-model")
    assert "huggingface_hub" in expected("current")["neuronpedia-inference"].modules
    assert variables(fetch)["HF_HOME"]
