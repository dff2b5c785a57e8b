"""Rules for the servers of a line: what each of them needs in its image."""

from __future__ import annotations

from tests.support.building import Manifest, pod, variables, workloads

from .objects import Invariant


def data(manifests: list[Manifest], name: str) -> dict[str, str]:
    (found,) = (found for found in manifests if (found["kind"], found["metadata"]["name"]) == ("ConfigMap", name))
    values: dict[str, str] = found["data"]
    return values


def inference(manifests: list[Manifest]) -> list[Manifest]:
    return [found for found in workloads(manifests) if found["metadata"]["labels"]["app"] == "inference"]


def is_current(server: Manifest) -> bool:
    """Whether an inference server is of the current line, whose image has the server in a folder that is said."""
    return "workingDir" in pod(server)["containers"][0]


def the_current_server_finds_what_it_needs(manifests: list[Manifest]) -> None:
    for workload in filter(is_current, inference(manifests)):
        main = pod(workload)["containers"][0]
        told = data(manifests, f"{workload['metadata']['name']}-config")
        vllm = told["DEVICE"].startswith("cuda") and told.get("FORCE_BACKEND") != "eager"
        first = [container["name"] for container in pod(workload).get("initContainers", [])]
        assert ("fetch-model" in first) is vllm
        assert ("VLLM_ENGINE_READY_TIMEOUT_S" in told) is vllm
        for name in ("HF_HOME", "JLENS_CACHE_DIR", "TRITON_CACHE_DIR", "VLLM_CACHE_ROOT", "FLASHINFER_WORKSPACE_BASE"):
            assert variables(main)[name]["value"].startswith("/cache")
        assert {"DO_NOT_TRACK", "VLLM_NO_USAGE_STATS"} <= variables(main).keys()
        assert all("/" in told[name] for name in told if name.endswith("MODEL_ID") and name != "NEURONPEDIA_MODEL_ID")
        assert 0 < float(told.get("VLLM_GPU_MEMORY_UTILIZATION", "0.9")) <= 1
        gpus = sum(int(n) for name, n in main["resources"]["limits"].items() if name.startswith("nvidia.com/"))
        assert int(told.get("NUM_GPUS", "1")) == max(gpus, 1)
        programs = data(manifests, f"{workload['metadata']['name']}-files")
        assert set(programs) == ({"probe.py", "fetch.py"} if vllm else {"probe.py"})


OF_ANY_PART: tuple[Invariant, ...] = (the_current_server_finds_what_it_needs,)
