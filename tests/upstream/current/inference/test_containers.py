"""The containers of the current inference server, its probes, and the files that they run."""

from __future__ import annotations

from dataclasses import replace

from neuronpedia_constructs import CPU_STANDARD, models
from neuronpedia_constructs.upstream.current.in_pod import source
from tests.support.building import containers, named, pod, synthesized, variables
from tests.support.current import A100, server, serving

GEMMA = replace(models.get("gemma-2-2b"), sae_sets=["gemmascope-res-16k"])
PROBE = ["python", "-I", "-S", "/files/probe.py"]


def test_probes_ask_for_the_engine_and_not_for_health_alone() -> None:
    (main,) = pod(server(serving(GEMMA, A100)))["containers"]
    for name, question in (("startupProbe", "ready"), ("readinessProbe", "ready"), ("livenessProbe", "alive")):
        assert main[name]["exec"]["command"] == [*PROBE, question, "5002"]
        # The program itself waits for 5 s.
        assert main[name]["timeoutSeconds"] >= 10
    assert "httpGet" not in str(main)


def test_no_key_is_in_a_command() -> None:
    for container in containers(server(serving(GEMMA, A100))):
        shown = [str(container.get("command")), str(container.get("args")), str(container.get("livenessProbe"))]
        assert not any("SECRET" in text or "KEY" in text or "TOKEN" in text for text in shown)


def test_weights_are_downloaded_first_where_vllm_limits_its_start() -> None:
    made = synthesized(serving(replace(GEMMA, custom_hf_model_id="mine/tuned"), A100))
    (fetch,) = pod(named(made, "Deployment", "m-inference"))["initContainers"]
    assert (fetch["command"], fetch["args"]) == (["python", "/files/fetch.py"], ["mine/tuned"])
    assert "HF_TOKEN" in variables(fetch)
    assert "INFERENCE_SERVER_SECRET" not in str(fetch)
    files = named(made, "ConfigMap", "m-inference-files")["data"]
    assert files == {"probe.py": source("probe.py"), "fetch.py": source("fetch.py")}


def test_without_vllm_the_server_downloads_by_itself() -> None:
    for environment in (serving("gpt2-small", CPU_STANDARD), serving(replace(GEMMA, backend="eager"), A100)):
        made = synthesized(environment)
        assert "initContainers" not in pod(named(made, "Deployment", "m-inference"))
        assert named(made, "ConfigMap", "m-inference-files")["data"].keys() == {"probe.py"}


def test_caches_are_on_their_volume_and_nothing_reports_usage() -> None:
    (main,) = pod(server(serving(GEMMA, A100)))["containers"]
    told = {name: variable.get("value") for name, variable in variables(main).items()}
    for name in ("HF_HOME", "VLLM_CACHE_ROOT", "TRITON_CACHE_DIR", "JLENS_CACHE_DIR"):
        assert str(told[name]).startswith("/cache/")
    assert told["FLASHINFER_WORKSPACE_BASE"] == "/cache"
    assert {told[name] for name in ("HOME", "HOME_DIR")} == {"/tmp"}
    assert told["VLLM_NO_USAGE_STATS"] == "1"
    assert main["workingDir"] == "/app/apps/inference"
    assert main["command"] == ["python", "-m", "uvicorn", "neuronpedia_inference.server:app"]


def test_shared_memory_grows_with_the_gpus() -> None:
    def shared(count: int) -> str:
        spec = pod(server(serving(GEMMA, replace(A100, count=count))))
        return str(next(v["emptyDir"]["sizeLimit"] for v in spec["volumes"] if v.get("emptyDir", {}).get("medium")))

    assert (shared(1), shared(2)) == ("2Gi", "3Gi")


def test_it_may_start_as_long_as_its_weights_need_to_load() -> None:
    def seconds(name: str) -> int:
        probe = pod(server(serving(name, A100)))["containers"][0]["startupProbe"]
        return int(probe["periodSeconds"] * probe["failureThreshold"])

    assert 600 < seconds("gemma-2-2b") < seconds("gemma-2-9b")
