"""An inference server: one language model with its sparse autoencoders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.draft import image, leaves
from neuronpedia_constructs.draft.quantity import Resources
from neuronpedia_constructs.draft.workload import ContainerDraft, PodDraft, Scratch, SecretKey, WorkloadDraft
from neuronpedia_constructs.problems import Problem
from neuronpedia_constructs.settings import APP_SECRETS, INFERENCE_SECRETS

from .workload import Workload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from constructs import Construct

    from neuronpedia_constructs.settings import Settings

    from .service import Service

APP = "inference"
PORT = 5002
SERVICE_SUFFIX = "-inference"
CONFIG_SUFFIX = "-inference-config"
"""The longest thing appended to an instance."""

_UID = 10001
"""The image has no user of its own and would run as root."""

_CACHE = "/cache"
_LOGS = "/app/apps/inference/logs"

_NEVER_EMPTY = frozenset(
    {
        "CUSTOM_HF_MODEL_ID",
        "DEVICE",
        "EXCLUDE_SAE",
        "INCLUDE_SAE",
        "LENS_TOKEN_LIMIT",
        "MAX_LOADED_SAES",
        "MODEL_DTYPE",
        "MODEL_ID",
        "OVERRIDE_MODEL_ID",
        "SAE_DTYPE",
        "SAE_SETS",
        "SECRET",
        "TOKEN_LIMIT",
    }
)
"""What apps/inference parses, or takes for an answer, even when it is the empty string."""


class InferenceServer(Workload):
    """One inference server: Deployment and Service `<instance>-inference`, ConfigMap `<instance>-inference-config`.

    It needs a `Model`, and a `GpuProfile` where that model runs on CUDA.
    """

    port = PORT

    def __init__(self, scope: Construct, id: str, service: Service, instance: str) -> None:  # noqa: A002
        super().__init__(scope, id, service)
        self.instance = instance
        """What tells this server from the others of its environment."""

    @property
    def url(self) -> str:
        """The address inside of the namespace."""
        return f"http://{self.name}:{PORT}"


def check(draft: WorkloadDraft) -> Iterator[Problem]:
    """List what is wrong between the server's model and its resource profile."""
    if draft.model is None:
        fix = 'add .with_(models.get("gpt2-small")), or a Model(...) of your own'
        yield Problem("model", "missing", "exactly one Model", fix)
        return
    given = f"{draft.model.name} on DEVICE={draft.model.device}"
    on_gpu = draft.model.device.startswith("cuda")
    if on_gpu and not draft.gpu:
        profile = "with a CPU profile" if draft.gpu is False else "without a GPU profile"
        fix = "add .with_(GPU_STANDARD), or GPU_LITE for one 24 GB card"
        yield Problem("resource profile", f"{given} {profile}", "a GpuProfile for a model on CUDA", fix)
    if not on_gpu and draft.gpu:
        fix = "remove the GpuProfile, or give this server CPU_STANDARD if its environment has a GpuProfile"
        yield Problem("resource profile", f"{given} with a GPU profile", "no GPU for a model that uses none", fix)


def draft(settings: Settings, instance: str) -> WorkloadDraft:
    """Return an inference server as it is before it has a model."""
    name = f"{instance}{SERVICE_SUFFIX}"
    config = f"{instance}{CONFIG_SUFFIX}"
    return WorkloadDraft(
        name=name,
        selector={"app": APP, "instance": instance},
        labels=settings.labels(APP, "inference-server"),
        config_maps={config: {}},
        takes_model=True,
        # A second pod beside the first would wait for a second GPU, or for as much memory again.
        strategy="Recreate",
        pod=PodDraft(
            containers={APP: _container(config)},
            node_selector={"kubernetes.io/arch": "amd64"},
            volumes={
                "cache": Scratch("100Gi"),
                "logs": Scratch("1Gi"),
                "tmp": Scratch("10Gi"),
            },
            security_context=leaves.pod_identity(_UID),
        ),
    )


def _container(config: str) -> ContainerDraft:
    return ContainerDraft(
        name=APP,
        image=image.INFERENCE,
        runtime="python",
        # The image's launcher ignores SIGTERM and ends with 0 when the server has crashed.
        command=("python", "-m", "uvicorn", "neuronpedia_inference.server:app"),
        args=("--host", "0.0.0.0", "--port", str(PORT)),
        env={
            "HF_HOME": f"{_CACHE}/huggingface",
            "HF_TOKEN": SecretKey(INFERENCE_SECRETS, "HF_TOKEN", optional=True),
            "HOME": "/tmp",
            # The webapp sends the same value; without it the server would answer everybody.
            "SECRET": SecretKey(APP_SECRETS, "INFERENCE_SERVER_SECRET"),
            # PyTorch asks who it runs as, and the image knows no such number.
            "USER": "neuronpedia",
        },
        config_maps={config},
        never_empty=_NEVER_EMPTY,
        ports={leaves.HTTP: PORT},
        resources=Resources(requests={"cpu": "1", "memory": "4Gi"}, limits={"cpu": "2", "memory": "8Gi"}),
        # 500 until the model is loaded, and for ever when loading failed: 30 minutes, then the container starts anew.
        startup_probe=leaves.http_probe("/health", period=60, timeout=10, failures=30),
        readiness_probe=leaves.http_probe("/health", period=30, timeout=10, failures=5),
        liveness_probe=leaves.http_probe("/health", period=60, timeout=10, failures=5),
        security_context=leaves.confined(),
        mounts={
            _CACHE: "cache",
            _LOGS: "logs",
            "/tmp": "tmp",
        },
    )
