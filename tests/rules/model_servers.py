"""Rules for the servers of a line: what each of them needs in its image."""

from __future__ import annotations

from neuronpedia_constructs.models.sizing.architectures import find_architecture
from neuronpedia_constructs.models.sizing.gpus import find_gpu, find_slice
from tests.support.building import Manifest, containers, pod, variables, workloads

from .objects import Invariant

PRODUCT = "nvidia.com/gpu.product"

CACHES = ("FLASHINFER_WORKSPACE_BASE", "HF_HOME", "JLENS_CACHE_DIR", "TRITON_CACHE_DIR", "VLLM_CACHE_ROOT")
"""Folders of what costs the current server a download or a compilation."""

SHARED = {"HF_HOME", "HF_TOKEN", "HOME", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"}
SHARED |= {name for word in ("http_proxy", "https_proxy", "no_proxy") for name in (word, word.upper())}
"""What the downloader reads of what the server is told: they share a cache, an account and a way out."""


def data(manifests: list[Manifest], name: str) -> dict[str, str]:
    (found,) = (found for found in manifests if (found["kind"], found["metadata"]["name"]) == ("ConfigMap", name))
    values: dict[str, str] = found["data"]
    return values


def inference(manifests: list[Manifest]) -> list[Manifest]:
    return [found for found in workloads(manifests) if found["metadata"]["labels"]["app"] == "inference"]


def is_current(server: Manifest) -> bool:
    """Whether an inference server is of the current line, whose image has the server in a folder that is said."""
    return "workingDir" in pod(server)["containers"][0]


def settings(manifests: list[Manifest], server: Manifest) -> dict[str, str]:
    return data(manifests, f"{server['metadata']['name']}-config")


def runs_vllm(manifests: list[Manifest], server: Manifest) -> bool:
    told = settings(manifests, server)
    return is_current(server) and told["DEVICE"].startswith("cuda") and told.get("FORCE_BACKEND") != "eager"


def weights(told: dict[str, str]) -> str:
    """The repository whose weights a server loads."""
    return told.get("CUSTOM_HF_MODEL_ID") or told.get("OVERRIDE_MODEL_ID") or told["MODEL_ID"]


def the_current_server_finds_what_it_needs(manifests: list[Manifest]) -> None:
    for workload in filter(is_current, inference(manifests)):
        main = pod(workload)["containers"][0]
        given = {name: variable.get("value", "") for name, variable in variables(main).items()}
        assert main["workingDir"] == "/app/apps/inference"
        for name in CACHES:
            assert f"{given[name]}/".startswith("/cache/")
        assert (given["DO_NOT_TRACK"], given["VLLM_NO_USAGE_STATS"]) == ("1", "1")
        told = settings(manifests, workload)
        assert all("/" in told[name] for name in told if name.endswith("MODEL_ID") and name != "NEURONPEDIA_MODEL_ID")
        gpus = sum(int(n) for name, n in main["resources"]["limits"].items() if name.startswith("nvidia.com/"))
        assert int(told.get("NUM_GPUS", "1")) == max(gpus, 1)


def programs_of_the_current_line_are_there_and_on_the_legacy_one_are_none(manifests: list[Manifest]) -> None:
    files = {found["metadata"]["name"]: set(found["data"]) for found in manifests if found["kind"] == "ConfigMap"}
    for workload in inference(manifests):
        expected = {"probe.py"} if is_current(workload) else set()
        expected |= {"fetch.py"} if runs_vllm(manifests, workload) else set()
        assert files.get(f"{workload['metadata']['name']}-files", set()) == expected


def weights_are_fetched_first_where_vllm_limits_the_time_to_load_them(manifests: list[Manifest]) -> None:
    for workload in inference(manifests):
        told = settings(manifests, workload)
        vllm = runs_vllm(manifests, workload)
        fetching = [container for container in containers(workload) if container["name"] == "fetch-model"]
        assert [container["args"] for container in fetching] == ([[weights(told)]] if vllm else [])
        assert ("VLLM_ENGINE_READY_TIMEOUT_S" in told) is vllm
        main = pod(workload)["containers"][0]
        probe = main["startupProbe"]
        starting = probe["periodSeconds"] * probe["failureThreshold"]
        assert starting > int(told.get("VLLM_ENGINE_READY_TIMEOUT_S", "0"))
        for container in fetching:
            mine, its = variables(container), variables(main)
            assert {name: mine.get(name) for name in SHARED} == {name: its.get(name) for name in SHARED}
            assert "SECRET" not in {**mine, **told}


def vllm_gets_its_share_of_a_gpu_that_is_known(manifests: list[Manifest]) -> None:
    for workload in inference(manifests):
        told = settings(manifests, workload)
        share = told.get("VLLM_GPU_MEMORY_UTILIZATION")
        if not runs_vllm(manifests, workload):
            assert share is None
            continue
        product = pod(workload).get("nodeSelector", {}).get(PRODUCT)
        limits = pod(workload)["containers"][0]["resources"]["limits"]
        gpu = next(filter(None, map(find_slice, limits)), None) or (product and find_gpu(product))
        # A checkpoint of one's own has the architecture of its model.
        is_known = bool(gpu and find_architecture(told.get("OVERRIDE_MODEL_ID") or told["MODEL_ID"]))
        # Without either, a profile may say which GPU to assume, and no manifest shows that.
        if (gpu or product) and "sizing-unchecked" not in workload["metadata"].get("annotations", {}):
            assert (share is not None) is is_known
        assert 0 < float(share or "0.9") <= 0.9


def a_program_asks_the_current_server_whether_it_is_ready_or_alive(manifests: list[Manifest]) -> None:
    for workload in filter(is_current, inference(manifests)):
        main = pod(workload)["containers"][0]
        for name, question in (("startup", "ready"), ("readiness", "ready"), ("liveness", "alive")):
            probe = main[f"{name}Probe"]
            assert probe["exec"]["command"] == ["python", "-I", "-S", "/files/probe.py", question, "5002"]
            # The program itself gives up after 5 seconds, and says why.
            assert probe["timeoutSeconds"] > 5


OF_ANY_PART: tuple[Invariant, ...] = (
    the_current_server_finds_what_it_needs,
    programs_of_the_current_line_are_there_and_on_the_legacy_one_are_none,
    weights_are_fetched_first_where_vllm_limits_the_time_to_load_them,
    vllm_gets_its_share_of_a_gpu_that_is_known,
    a_program_asks_the_current_server_whether_it_is_ready_or_alive,
)
