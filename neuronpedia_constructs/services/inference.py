"""An inference server: one language model with its sparse autoencoders."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neuronpedia_constructs.configuration.secrets.variables import read_by
from neuronpedia_constructs.draft import image
from neuronpedia_constructs.draft.construct import Workload
from neuronpedia_constructs.draft.kubernetes import probes
from neuronpedia_constructs.draft.kubernetes.security_contexts import pod_identity
from neuronpedia_constructs.draft.pod import ContainerDraft, PodDraft, Resources
from neuronpedia_constructs.draft.volumes import EmptyDir, VolumeClaim
from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
from neuronpedia_constructs.models.draft import InferenceDraft
from neuronpedia_constructs.models.fit import check_cache, check_profile
from neuronpedia_constructs.models.sizing.download import cache_size, starting_time
from neuronpedia_constructs.models.sizing.units import GIB
from neuronpedia_constructs.network.endpoints import INFERENCE as APP
from neuronpedia_constructs.network.endpoints import INFERENCE_PORT as PORT
from neuronpedia_constructs.validation.problems import Problem
from neuronpedia_constructs.validation.quantities import amount

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from constructs import Construct

    from neuronpedia_constructs.configuration.inference import InferenceConfig
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.mixin_scope import MixinScope
    from neuronpedia_constructs.draft.workload import Strategy, WorkloadDraft

SERVICE_SUFFIX = "-inference"
CONFIG_SUFFIX = "-inference-config"
"""The longest suffix of an instance."""

_UID = 10001
"""The image sets no user, so it would run as root."""

_CACHE = "/cache"
_LOGS = "/app/apps/inference/logs"
_CACHE_VOLUME = "cache"

_UNSIZED = EmptyDir("1Gi")
"""Stands for a volume that is sized for the model."""

_RESOURCES = Resources(requests={"cpu": "1", "memory": "4Gi"}, limits={"cpu": "2", "memory": "8Gi"})
"""Resources of a server without a resource profile; the memory grows with its model."""

_STARTUP_PERIOD = 10
_SCHEDULING = 10 * 60
"""Seconds that a new pod may wait for a node and for its images before it starts."""

_GRACE = 120
"""Seconds that running requests have to finish: more than the longest one takes."""

_PROCESS = GIB
"""Bytes of memory for Python and its libraries; an assumption."""

_NONEMPTY = frozenset(
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
"""Variables that apps/inference parses or uses even if they are empty."""


class InferenceServer(Workload):
    """One inference server: Deployment and Service `<instance>-inference`, ConfigMap `<instance>-inference-config`.

    `Neuronpedia.add_inference` creates it; it cannot be created without an environment. It needs a `Model`, and a
    `GpuProfile` if that model runs on CUDA.
    """

    def __init__(self, scope: Construct, id: str, plan: InferencePlan, instance: str) -> None:  # noqa: A002
        super().__init__(scope, id, plan)
        self.instance = instance
        """The name that distinguishes this server from others in its environment."""

    @property
    def url(self) -> str:
        """The URL inside of the namespace."""
        return f"http://{self.name}:{PORT}"


class InferencePlan(WorkloadPlan[InferenceDraft]):
    """An inference server as a Deployment with a Service."""

    port = PORT

    def __init__(
        self, context: Context, instance: str, config: InferenceConfig, strategy: Strategy, wider: MixinScope
    ) -> None:
        super().__init__(_draft(context, instance, config, strategy), wider)

    def finalize(self, draft: InferenceDraft, others: Mapping[str, WorkloadDraft]) -> None:
        """Derive from the model: space for the download, time to start, and memory on a CPU."""
        del others
        _finalize(draft)

    def problems(self, draft: InferenceDraft) -> Iterator[Problem]:
        """List problems and warnings about the server's model and its resource profile."""
        return _problems(draft)


def _finalize(draft: InferenceDraft) -> None:
    _finalize_memory(draft)
    fetched = draft.model.download if draft.model else None
    _finalize_cache(draft, f"{cache_size(fetched)}Gi")
    starting = starting_time(fetched)
    if draft.main.startup_probe is None:
        failures = -(-starting // _STARTUP_PERIOD)
        draft.main.startup_probe = probes.http_probe("/health", period=_STARTUP_PERIOD, timeout=10, failures=failures)
    if draft.progress_deadline is None:
        draft.progress_deadline = starting + _SCHEDULING
    if draft.has_gpu and "/dev/shm" not in draft.main.volume_mounts:
        # The runtime's default of 64 MiB is too small for processes that share tensors.
        draft.main.volume_mounts["/dev/shm"] = "shared-memory"
        draft.pod.volumes["shared-memory"] = EmptyDir("4Gi", in_memory=True)


def _finalize_cache(draft: InferenceDraft, needed: str) -> None:
    """Size the volume for the download."""
    if draft.cache is not None:
        known = draft.model is not None and draft.model.download is not None
        claim = replace(draft.cache, size=needed) if draft.cache.size is None and known else draft.cache
        draft.pod.volumes[_CACHE_VOLUME] = VolumeClaim(f"{draft.name}-cache", claim)
    elif draft.pod.volumes.get(_CACHE_VOLUME) is _UNSIZED:
        draft.pod.volumes[_CACHE_VOLUME] = EmptyDir(needed, fills=True)


def _finalize_memory(draft: InferenceDraft) -> None:
    need = draft.model.memory if draft.model else None
    if need and draft.has_gpu is None and draft.main.resources is _RESOURCES:
        requests = {**_RESOURCES.requests, "memory": _at_least(need.host_loaded, _RESOURCES.requests["memory"])}
        limits = {**_RESOURCES.limits, "memory": _at_least(need.host_peak, _RESOURCES.limits["memory"])}
        draft.main.resources = Resources(requests, limits)


def _at_least(needed: int, given: str) -> str:
    """Return a quantity of memory for a process that holds so many bytes, at least `given`."""
    gibibytes = -(-(needed + _PROCESS) // GIB)
    return given if (amount(given) or 0) >= gibibytes * GIB else f"{gibibytes}Gi"


def _problems(draft: InferenceDraft) -> Iterator[Problem]:
    if draft.model is None:
        fix = 'add .with_(models.get("gpt2-small")), or your own Model(...)'
        yield Problem("model.missing", "model", "the server has no model", "exactly one Model", fix)
        return
    yield from check_cache(draft, draft.pod.volumes.get(_CACHE_VOLUME))
    yield from check_profile(draft)


def _draft(context: Context, instance: str, config: InferenceConfig, strategy: Strategy) -> InferenceDraft:
    """Return the draft before the server has a model."""
    name = f"{instance}{SERVICE_SUFFIX}"
    config_map = f"{instance}{CONFIG_SUFFIX}"
    return InferenceDraft(
        name=name,
        selector={"app": APP, "instance": instance},
        labels=context.labels(APP, "inference-server"),
        config_maps={config_map: config.variables},
        addresses=config.addresses,
        is_replicable=True,
        strategy=strategy,
        pod=PodDraft(
            containers={APP: _container(config_map, config)},
            node_selector={"kubernetes.io/arch": "amd64"},
            volumes={
                _CACHE_VOLUME: _UNSIZED,
                "logs": EmptyDir("1Gi"),
                "tmp": EmptyDir("10Gi"),
            },
            security_context=pod_identity(_UID),
            termination_grace_period_seconds=_GRACE,
        ),
    )


def _container(config_map: str, config: InferenceConfig) -> ContainerDraft:
    return ContainerDraft(
        name=APP,
        image=image.INFERENCE,
        runtime="python",
        # The image's launcher ignores SIGTERM, and exits with 0 after the server crashes.
        command=("python", "-m", "uvicorn", "neuronpedia_inference.server:app"),
        # Without a host, it listens on all addresses, IPv4 and IPv6, as far as the pod has both.
        args=("--host", "", "--port", str(PORT)),
        env={
            "HF_HOME": f"{_CACHE}/huggingface",
            "HOME": "/tmp",
            # PyTorch looks up its user name, and the image has none for this number.
            "USER": "neuronpedia",
            # The webapp sends SECRET. Without it, the server would accept anyone.
            **read_by(APP),
            **config.secret_keys,
        },
        env_from={config_map},
        nonempty_variables=_NONEMPTY,
        ports={probes.HTTP: PORT},
        resources=_RESOURCES,
        # It responds 500 until the model is loaded, and indefinitely if loading fails: then the startup probe restarts
        # the container.
        readiness_probe=probes.http_probe("/health", period=30, timeout=10, failures=5),
        liveness_probe=probes.http_probe("/health", period=60, timeout=10, failures=5),
        lifecycle=probes.drained(),
        volume_mounts={
            _CACHE: _CACHE_VOLUME,
            _LOGS: "logs",
            "/tmp": "tmp",
        },
    )
