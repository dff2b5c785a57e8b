"""The current line's NLA server: describes the activations of a model in words."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.configuration.secrets.variables import read_by
from neuronpedia_constructs.draft import image
from neuronpedia_constructs.draft.kubernetes import probes
from neuronpedia_constructs.draft.pod import ContainerDraft, Resources
from neuronpedia_constructs.draft.volumes import ConfigMapVolume
from neuronpedia_constructs.models.sizing import download
from neuronpedia_constructs.models.sizing.units import GIB
from neuronpedia_constructs.network.endpoints import NLA as APP
from neuronpedia_constructs.network.endpoints import NLA_PORT as PORT
from neuronpedia_constructs.upstream import servers
from neuronpedia_constructs.upstream.current import gpu_nodes, sizing
from neuronpedia_constructs.upstream.current.in_pod import source as program
from neuronpedia_constructs.upstream.nla import SUFFIX, NlaDraft

from .checks import check_nla, download_gibibytes
from .presets import presets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.configuration.servers.nla import NlaConfig
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.workload import Strategy
    from neuronpedia_constructs.upstream.nla import NlaSource
    from neuronpedia_constructs.validation.problems import Problem

_CUDA: Final = 13
_PERIOD: Final = 10
_FILES: Final = "/files"
_PROBE: Final = "nla_probe.py"


class CurrentNla:
    """The NLA server of upstream's apps/nla at ebb8426f."""

    def describe(
        self, context: Context, instance: str, source: NlaSource, config: NlaConfig, strategy: Strategy
    ) -> NlaDraft:
        """Return the draft of a server."""
        name = f"{instance}{SUFFIX}"
        config_map, files = f"{name}-config", f"{name}-files"
        draft = NlaDraft(
            name=name,
            line=self,
            config=config_map,
            source=source,
            selector={"app": APP, "instance": instance},
            labels=context.labels(APP, "nla-server"),
            config_maps={config_map: {**_variables(source), **config.variables}, files: {_PROBE: program(_PROBE)}},
            addresses=config.addresses,
            is_replicable=True,
            strategy=strategy,
            pod=servers.pod(_container(config_map, config)),
        )
        draft.pod.volumes["files"] = ConfigMapVolume(files)
        return draft

    def presets(self) -> Mapping[str, NlaSource]:
        """Return known sources by name."""
        return presets()

    def finalize(self, draft: NlaDraft) -> None:
        """Derive the space for the download and the time to start."""
        known = download_gibibytes(draft.source)
        fetched = download.UNKNOWN if known is None else round(known * GIB)
        servers.finalize_cache(draft, sizing.volume_gibibytes(fetched / GIB), known=known is not None)
        servers.finalize_shared_memory(draft, f"{1 + max(draft.gpus, 1)}Gi")
        starting = download.seconds(fetched)
        if draft.main.startup_probe is None:
            draft.main.startup_probe = _ready(failures=-(-starting // _PERIOD))
        if draft.progress_deadline is None:
            draft.progress_deadline = starting + servers.SCHEDULING
        gpu_nodes.finalize(draft, cuda=_CUDA, bfloat16=True)

    def problems(self, draft: NlaDraft) -> Iterator[Problem]:
        """List problems of what a server serves, and of its profile."""
        yield from check_nla(draft)
        yield from gpu_nodes.check(draft, cuda="13", driver="R580")


def _variables(source: NlaSource) -> dict[str, str]:
    # The reconstructor says which layer it belongs to. Without one, the server would not load the source model.
    layer = {} if source.reconstructor or not source.source else {"NLA_OVERRIDE_EXTRACTION_LAYER": str(source.layer)}
    return {
        "NLA_VERBALIZER_MODEL": str(source.verbalizer),
        "NLA_RECONSTRUCTOR_MODEL": str(source.reconstructor),
        "NLA_SOURCE_MODEL": str(source.source),
        **layer,
    }


@cache
def _ready(*, failures: int) -> k8s.Probe:
    """Return a probe that asks whether all models are loaded: the server comes up without those that fail to load."""
    action = k8s.ExecAction(command=["python", "-I", "-S", f"{_FILES}/{_PROBE}", str(PORT)])
    return k8s.Probe(exec=action, period_seconds=_PERIOD, timeout_seconds=10, failure_threshold=failures)


def _container(config_map: str, config: NlaConfig) -> ContainerDraft:
    return ContainerDraft(
        name=APP,
        image=image.NLA,
        runtime="python",
        working_dir="/app/apps/nla",
        command=("python", "-m", "uvicorn", "server:app"),
        # Without a host, it listens on all addresses, IPv4 and IPv6.
        args=("--host", "", "--port", str(PORT), "--workers", "1"),
        env={
            **servers.SILENT,
            "FLASHINFER_WORKSPACE_BASE": servers.CACHE,
            "HF_HOME": f"{servers.CACHE}/huggingface",
            "HOME": "/tmp",
            "TORCHINDUCTOR_CACHE_DIR": f"{servers.CACHE}/torchinductor",
            "TRITON_CACHE_DIR": f"{servers.CACHE}/triton",
            # PyTorch looks up its user name, and the image has none for this number.
            "USER": "neuronpedia",
            "VLLM_CACHE_ROOT": f"{servers.CACHE}/vllm",
            "VLLM_CONFIG_ROOT": "/tmp/vllm",
            "VLLM_NO_USAGE_STATS": "1",
            # FlashInfer compiles its sampler on first use, for which many images lack the compiler.
            "VLLM_USE_FLASHINFER_SAMPLER": "0",
            # The webapp sends SECRET. Without it, the server would accept anyone.
            **read_by(APP),
            **config.secret_keys,
        },
        env_from={config_map},
        nonempty_variables=frozenset({"NLA_VERBALIZER_MODEL", "SECRET"}),
        ports={probes.HTTP: PORT},
        resources=Resources(requests={"cpu": "2", "memory": "16Gi"}, limits={"cpu": "4", "memory": "32Gi"}),
        readiness_probe=_ready(failures=30),
        # The only route that needs no key, and whose answer says nothing but that the server runs.
        liveness_probe=probes.http_probe("/docs", period=60, timeout=10, failures=15),
        lifecycle=probes.drained(),
        volume_mounts={servers.CACHE: servers.CACHE_VOLUME, "/tmp": "tmp", _FILES: "files"},
    )
