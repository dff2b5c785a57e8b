"""The legacy line's inference server, which runs its model in TransformerLens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.configuration.secrets.variables import read_by
from neuronpedia_constructs.draft import image
from neuronpedia_constructs.draft.kubernetes import probes
from neuronpedia_constructs.draft.pod import ContainerDraft
from neuronpedia_constructs.draft.volumes import EmptyDir
from neuronpedia_constructs.models.fit import check_cache, check_profile
from neuronpedia_constructs.models.sizing.download import cache_size, starting_time
from neuronpedia_constructs.models.sizing.units import GIB
from neuronpedia_constructs.network.endpoints import INFERENCE as APP
from neuronpedia_constructs.network.endpoints import INFERENCE_PORT as PORT
from neuronpedia_constructs.upstream import inference, servers
from neuronpedia_constructs.upstream.line import Size

from .fit import check_fit, smallest
from .memory import memory_of
from .model import model_problems, translated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.configuration.servers.inference import InferenceConfig
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.workload import Strategy
    from neuronpedia_constructs.models.arguments import ModelArguments
    from neuronpedia_constructs.models.draft import InferenceDraft
    from neuronpedia_constructs.upstream.sources import ModelSources
    from neuronpedia_constructs.validation.problems import Problem

_LOGS = "/app/apps/inference/logs"

_STARTUP_PERIOD = 10

_PROCESS = GIB
"""Bytes of memory for Python and its libraries; an assumption."""

_ENGINES = {"CHATSPACE": "CSPACE", "NNSIGHT": "NNSIGHT"}
"""Configuration variables that select an engine if they are "true", with the webapp's name for it."""


class LegacyInference:
    """The inference server of upstream's apps/inference at 53db9fb2."""

    def describe(self, context: Context, instance: str, config: InferenceConfig, strategy: Strategy) -> InferenceDraft:
        """Return the draft of a server before it has a model."""
        config_map = f"{instance}{inference.CONFIG_SUFFIX}"
        draft = inference.describe(context, instance, config, strategy, [_container(config_map, config)])
        draft.pod.volumes["logs"] = EmptyDir("1Gi")
        return draft

    def variables(self, model: ModelArguments) -> dict[str, str]:
        """Return the environment variables that configure a model."""
        return {**translated(model), **inference.variables(model)}

    def sources(self, model: ModelArguments) -> ModelSources:
        """Return the rows of the webapp's database that a server with this model can serve."""
        return inference.sources(model, accepted=translated(model).values())

    def finalize(self, draft: InferenceDraft) -> None:
        """Derive from the model: space for the download, time to start, and memory on a CPU."""
        need = memory_of(draft.model) if draft.model else None
        if need:
            inference.finalize_memory(draft, need.host_loaded + _PROCESS, need.host_peak + _PROCESS)
        fetched = draft.model.download if draft.model else None
        inference.finalize_cache(draft, cache_size(fetched))
        starting = starting_time(fetched)
        if draft.main.startup_probe is None:
            failures = -(-starting // _STARTUP_PERIOD)
            draft.main.startup_probe = probes.http_probe(
                "/health", period=_STARTUP_PERIOD, timeout=10, failures=failures
            )
        if draft.progress_deadline is None:
            draft.progress_deadline = starting + servers.SCHEDULING
        servers.finalize_shared_memory(draft, "4Gi")

    def problems(self, draft: InferenceDraft) -> Iterator[Problem]:
        """List problems and warnings about a server's model and its resource profile."""
        model = draft.model
        if model is None:
            return
        yield from model_problems(model)
        yield from check_cache(draft, draft.pod.volumes.get(servers.CACHE_VOLUME), cache_size(model.download))
        mismatches = list(check_profile(draft, model))
        yield from mismatches
        if model.on_gpu is not None and not mismatches:
            yield from check_fit(draft, model)

    def size(self, model: ModelArguments) -> Size | None:
        """Return the memory of a server with this model."""
        need = memory_of(model)
        if need is None:
            return None
        return Size(
            need.loaded, need.peak, need.host_peak, smallest(model, need) if model.on_gpu else None, need.matched
        )

    def engine(self, variables: Mapping[str, str]) -> str | None:
        """Return the engine that the webapp knows a server by."""
        engines = [engine for name, engine in _ENGINES.items() if variables.get(name, "").lower() == "true"]
        return engines[0] if engines else "TRANSFORMER_LENS"


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
            "HF_HOME": f"{servers.CACHE}/huggingface",
            "HOME": "/tmp",
            # PyTorch looks up its user name, and the image has none for this number.
            "USER": "neuronpedia",
            # The webapp sends SECRET. Without it, the server would accept anyone.
            **read_by(APP),
            **config.secret_keys,
        },
        env_from={config_map},
        nonempty_variables=inference.MODEL_VARIABLES,
        ports={probes.HTTP: PORT},
        resources=inference.RESOURCES,
        # It responds 500 until the model is loaded, and indefinitely if loading fails: then the startup probe restarts
        # the container.
        readiness_probe=probes.http_probe("/health", period=30, timeout=10, failures=5),
        liveness_probe=probes.http_probe("/health", period=60, timeout=10, failures=5),
        lifecycle=probes.drained(),
        volume_mounts={
            servers.CACHE: servers.CACHE_VOLUME,
            _LOGS: "logs",
            "/tmp": "tmp",
        },
    )
