"""What an inference server downloads: room for it, and time."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import CPU_STANDARD, GPU_STANDARD, Model, ModelCache, models
from neuronpedia_constructs.models.sizing.architectures import find_architecture
from neuronpedia_constructs.models.sizing.download import Download, cache_size, download, starting_time
from neuronpedia_constructs.models.sizing.sae_sets import Sae
from neuronpedia_constructs.models.sizing.units import GIB
from neuronpedia_constructs.upstream.current.inference.loading import fetching_seconds
from tests.support.building import bare, containers, named, pod, problems_and_doubts, synthesized
from tests.support.lines import each_line


def test_it_is_between_16_and_32_bits_for_each_number() -> None:
    gpt2 = find_architecture("gpt2-small")
    assert gpt2
    saes = [Sae("0-a", "a", 10, 100), Sae("1-a", "a", 10, 50), Sae("2-a", "a", 10, None)]
    known = (2 * 10 * 100 + 100 + 10) + (2 * 10 * 50 + 50 + 10)
    assert download(gpt2, saes) == Download(
        (124_439_808 + known) * 2, (124_439_808 + known + (2 * 10 * 100 + 100 + 10)) * 4
    )


def test_a_volume_has_a_tenth_and_one_gibibyte_to_spare() -> None:
    assert cache_size(Download(GIB, 10 * GIB)) == 12
    assert cache_size(Download(GIB, 10 * GIB + 1)) == 13
    assert cache_size(None) == 100


def test_a_start_takes_the_download_at_20_megabytes_a_second_and_ten_minutes_and_never_less_than_thirty() -> None:
    assert starting_time(Download(0, 20_000_000 * 3600)) == 3600 + 600
    assert starting_time(Download(0, 20_000_000 * 60)) == 30 * 60
    assert starting_time(None) == 600 + 90 * GIB // 20_000_000


@each_line
@pytest.mark.parametrize("name", models.names())
def test_servers_of_the_catalogue_have_room_and_time(app: App, name: str, upstream: str) -> None:
    environment = bare(app, upstream=upstream)
    model = models.get(name)
    environment.add_inference(name).with_(model, CPU_STANDARD if model.device == "cpu" else GPU_STANDARD)
    deployment = named(synthesized(environment), "Deployment", f"{name}-inference")
    (main,) = pod(deployment)["containers"]
    (cache,) = (volume["emptyDir"] for volume in pod(deployment)["volumes"] if volume["name"] == "cache")
    assert model.download
    assert int(cache["sizeLimit"].removesuffix("Gi")) * GIB > model.download.most
    probe = main["startupProbe"]
    starting = probe["periodSeconds"] * probe["failureThreshold"]
    # No probe looks at what is downloaded before the server starts.
    fetched = fetching_seconds(model) if "initContainers" in pod(deployment) else 0
    assert starting >= 1800
    assert starting + fetched >= max(1800, 600 + model.download.most // 20_000_000)
    assert deployment["spec"]["progressDeadlineSeconds"] > starting + fetched
    shared = "/dev/shm" in {mount["mountPath"] for mount in main["volumeMounts"]}
    assert shared == (model.device == "cuda")


@each_line
def test_of_a_model_that_nobody_knows_much_is_expected(app: App, upstream: str) -> None:
    environment = bare(app, upstream=upstream)
    own = Model("own", model_id="mine/own", device="cuda", sae_sets=["a"])
    environment.add_inference("own").with_(own, GPU_STANDARD)
    deployment = named(synthesized(environment), "Deployment", "own-inference")
    requests = [container["resources"]["requests"] for container in containers(deployment)]
    assert [found["ephemeral-storage"] for found in requests if "ephemeral-storage" in found] == ["100Gi"]


@pytest.mark.parametrize(
    ("size", "options", "found"),
    [
        ("9Gi", {}, "too small"),
        ("15Gi", {}, "tight"),
        ("23Gi", {}, ""),
        (None, {}, ""),
        ("1Gi", {"sizing": "unchecked", "sizing_reason": "measured"}, ""),
    ],
)
def test_a_cache_has_to_hold_what_the_model_downloads(
    app: App, size: str | None, options: dict[str, Any], found: str
) -> None:
    environment = bare(app)
    environment.add_inference("gpt2-small", **options).with_(
        models.get("gpt2-small"), CPU_STANDARD, ModelCache(size=size)
    )
    problems = problems_and_doubts(app)
    given = [problem.cause for problem in problems if problem.field == "cache size"]
    assert [found in text for text in given] == ([True] if found else [])
    assert any(not problem.warning for problem in problems) == (found == "too small")
