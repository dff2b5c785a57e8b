"""The containers of the current line's inference server, and the programs that run in them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.configuration.secrets.variables import read_by
from neuronpedia_constructs.draft import image
from neuronpedia_constructs.draft.kubernetes import probes
from neuronpedia_constructs.draft.pod import ContainerDraft, Resources
from neuronpedia_constructs.draft.volumes import ConfigMapVolume
from neuronpedia_constructs.network.endpoints import INFERENCE as APP
from neuronpedia_constructs.network.endpoints import INFERENCE_PORT as PORT
from neuronpedia_constructs.upstream import inference, servers
from neuronpedia_constructs.upstream.current.in_pod import source

from . import loading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.configuration.servers.inference import InferenceConfig
    from neuronpedia_constructs.models.draft import InferenceDraft

FETCH: Final = "fetch-model"
"""The init container that downloads the weights."""

FOLDER: Final = "/app/apps/inference"
"""The server's folder in the image."""

_FILES: Final = "/files"
_VOLUME: Final = "files"

_PERIOD: Final = 10
_BUSY: Final = 30
"""Probes in a row that a running request may leave unanswered."""

_CACHES: Final = {
    "FLASHINFER_WORKSPACE_BASE": servers.CACHE,
    "HF_HOME": f"{servers.CACHE}/huggingface",
    "JLENS_CACHE_DIR": f"{servers.CACHE}/jlens",
    "TRITON_CACHE_DIR": f"{servers.CACHE}/triton",
    "VLLM_CACHE_ROOT": f"{servers.CACHE}/vllm",
}
"""Folders of what costs a download or a compilation."""

_SCRATCH: Final = {
    "HOME": "/tmp",
    # Of the log file: <HOME_DIR>/logs/server.log.
    "HOME_DIR": "/tmp",
    "VLLM_CONFIG_ROOT": "/tmp/vllm",
    # PyTorch looks up its user name, and the image has none for this number.
    "USER": "neuronpedia",
}

_SILENT: Final = {**servers.SILENT, "VLLM_NO_USAGE_STATS": "1"}

_FETCHING: Final = Resources(requests={"cpu": "500m", "memory": "1Gi"}, limits={"cpu": "2", "memory": "4Gi"})


def describe(config_map: str, config: InferenceConfig) -> Iterator[ContainerDraft]:
    """Yield the init container that downloads the weights, and the server."""
    mounts = {servers.CACHE: servers.CACHE_VOLUME, "/tmp": "tmp", _FILES: _VOLUME}
    token = {name: key for name, key in read_by(APP).items() if name == "HF_TOKEN"}
    yield ContainerDraft(
        name=FETCH,
        image=image.INFERENCE,
        runtime="python",
        command=("python", f"{_FILES}/fetch.py"),
        env={"HF_HOME": _CACHES["HF_HOME"], "HOME": "/tmp", "HF_HUB_DISABLE_TELEMETRY": "1", **token},
        env_from={config_map},
        resources=_FETCHING,
        volume_mounts=dict(mounts),
    )
    yield ContainerDraft(
        name=APP,
        image=image.INFERENCE,
        runtime="python",
        working_dir=FOLDER,
        # The launcher, start.py, ignores SIGTERM, and exits with 0 after the server crashes.
        command=("python", "-m", "uvicorn", "neuronpedia_inference.server:app"),
        # Without a host, it listens on all addresses, IPv4 and IPv6, as far as the pod has both.
        args=("--host", "", "--port", str(PORT)),
        # The webapp sends SECRET. Without it, the server would accept anyone.
        env={**_CACHES, **_SCRATCH, **_SILENT, **read_by(APP), **config.secret_keys},
        env_from={config_map},
        nonempty_variables=inference.MODEL_VARIABLES,
        ports={probes.HTTP: PORT},
        resources=inference.RESOURCES,
        # /health responds 200 before vLLM's engine exists, and stays so if it fails: the program asks for more.
        readiness_probe=_probe("ready", period=_PERIOD, failures=_BUSY),
        liveness_probe=_probe("alive", period=20, failures=3),
        lifecycle=probes.drained(),
        volume_mounts=dict(mounts),
    )


def add_programs(draft: InferenceDraft) -> None:
    """Add the ConfigMap with the programs that probes and the init container run."""
    draft.config_maps[_files(draft)] = {"probe.py": source("probe.py")}
    draft.pod.volumes[_VOLUME] = ConfigMapVolume(_files(draft))


def _files(draft: InferenceDraft) -> str:
    return f"{draft.name}-files"


def finalize(draft: InferenceDraft, *, vllm: bool) -> bool:
    """Complete the containers, and return whether the weights are downloaded first.

    Only vLLM limits the time in which its engine must have loaded the weights.
    """
    if draft.main.startup_probe is None:
        failures = -(-loading.seconds(draft.model, vllm=vllm) // _PERIOD)
        draft.main.startup_probe = _probe("ready", period=_PERIOD, failures=failures)
    fetch = draft.pod.init_containers.get(FETCH)
    if fetch is None or draft.model is None or not vllm:
        draft.pod.init_containers.pop(FETCH, None)
        return False
    draft.config_maps[_files(draft)]["fetch.py"] = source("fetch.py")
    fetch.args = fetch.args or (str(draft.model.weights_id),)
    if "HF_TOKEN" in draft.main.env:
        fetch.env["HF_TOKEN"] = draft.main.env["HF_TOKEN"]
    return True


@cache
def _probe(question: str, *, period: int, failures: int) -> k8s.Probe:
    action = k8s.ExecAction(command=["python", "-I", "-S", f"{_FILES}/probe.py", question, str(PORT)])
    return k8s.Probe(exec=action, period_seconds=period, timeout_seconds=10, failure_threshold=failures)
