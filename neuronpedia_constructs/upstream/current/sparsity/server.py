"""The current line's sparsity server: which neurons of a sparse model are connected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.configuration.secrets.variables import read_by
from neuronpedia_constructs.draft import image
from neuronpedia_constructs.draft.kubernetes import probes
from neuronpedia_constructs.draft.pod import ContainerDraft, Resources
from neuronpedia_constructs.models.sizing import download
from neuronpedia_constructs.models.sizing.units import GIB
from neuronpedia_constructs.network.endpoints import SPARSITY as NAME
from neuronpedia_constructs.network.endpoints import SPARSITY_PORT as PORT
from neuronpedia_constructs.upstream import servers
from neuronpedia_constructs.upstream.current import gpu_nodes, sizing
from neuronpedia_constructs.upstream.sparsity import SparsityDraft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.configuration.servers.sparsity import SparsityConfig
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.validation.problems import Problem

_CONFIG: Final = "sparsity-config"
_DOWNLOAD: Final = 4.0
"""Assumed GiB of the model openai/circuit-sparsity, which the server names itself."""

_HOST: Final = 4 * GIB
"""Assumed bytes of host memory for the model, the process and its libraries."""

_PERIOD: Final = 10


class CurrentSparsity:
    """The sparsity server of upstream's apps/sparsity at ebb8426f."""

    def describe(self, context: Context, config: SparsityConfig) -> SparsityDraft:
        """Return the draft of the server."""
        return SparsityDraft(
            name=NAME,
            line=self,
            selector={"app": NAME},
            labels=context.labels(NAME, "sparsity-server"),
            config_maps={_CONFIG: config.variables},
            addresses=config.addresses,
            is_replicable=True,
            pod=servers.pod(_container(config)),
        )

    def finalize(self, draft: SparsityDraft) -> None:
        """Derive the space for the download and the time to start."""
        servers.finalize_cache(draft, sizing.volume_gibibytes(_DOWNLOAD), known=True)
        if draft.strategy is None and (draft.has_gpu or draft.cache is not None):
            # Until the old pod is gone, a new one would wait for a second GPU, or for the volume.
            draft.strategy = "Recreate"
        starting = download.seconds(round(_DOWNLOAD * GIB))
        if draft.main.startup_probe is None:
            draft.main.startup_probe = probes.http_probe(
                "/docs", period=_PERIOD, timeout=10, failures=-(-starting // _PERIOD)
            )
        if draft.progress_deadline is None:
            draft.progress_deadline = starting + servers.SCHEDULING
        gpu_nodes.finalize(draft, cuda=12, bfloat16=False)

    def problems(self, draft: SparsityDraft) -> Iterator[Problem]:
        """List problems of the server's profile."""
        yield from sizing.check_cache(draft, _DOWNLOAD)
        yield from sizing.check_count(draft, most=1)
        yield from sizing.check_host(draft, _HOST)
        yield from gpu_nodes.check(draft, cuda="12.8", driver="R570")


def _container(config: SparsityConfig) -> ContainerDraft:
    return ContainerDraft(
        name=NAME,
        image=image.SPARSITY,
        runtime="python",
        working_dir="/app/apps/sparsity",
        command=("python", "-m", "uvicorn", "server:app"),
        # Without a host, it listens on all addresses, IPv4 and IPv6.
        args=("--host", "", "--port", str(PORT)),
        env={
            **servers.SILENT,
            # It also holds the model's code, which is copied at every start.
            "HF_HOME": f"{servers.CACHE}/huggingface",
            "HOME": "/tmp",
            # PyTorch looks up its user name, and the image has none for this number.
            "USER": "neuronpedia",
            # The webapp sends SECRET. Without it, the server would accept anyone.
            **read_by(NAME),
            **config.secret_keys,
        },
        env_from={_CONFIG},
        nonempty_variables=frozenset({"SECRET"}),
        ports={probes.HTTP: PORT},
        resources=Resources(requests={"cpu": "1", "memory": "4Gi"}, limits={"cpu": "2", "memory": "6Gi"}),
        # The port opens once the model is loaded. Every route but this one needs the key.
        readiness_probe=probes.http_probe("/docs", period=_PERIOD, timeout=10, failures=6),
        liveness_probe=probes.http_probe("/docs", period=30, timeout=10, failures=10),
        lifecycle=probes.drained(),
        volume_mounts={servers.CACHE: servers.CACHE_VOLUME, "/tmp": "tmp"},
    )
