"""The current line's graph server: one model with its transcoders, for one request at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.configuration import dotenv
from neuronpedia_constructs.configuration.secrets.variables import by_name, read_by
from neuronpedia_constructs.draft import image
from neuronpedia_constructs.draft.kubernetes import probes
from neuronpedia_constructs.draft.pod import ContainerDraft, Resources
from neuronpedia_constructs.models.sizing import download
from neuronpedia_constructs.models.sizing.units import GIB
from neuronpedia_constructs.network.endpoints import GRAPH as APP
from neuronpedia_constructs.network.endpoints import GRAPH_PORT as PORT
from neuronpedia_constructs.upstream import servers
from neuronpedia_constructs.upstream.current import gpu_nodes, sizing
from neuronpedia_constructs.upstream.graph import SUFFIX, GraphDraft

from .checks import LAZY, are_names, check_graph, is_lazy_needed
from .presets import engine_of, find_models, find_preset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.configuration.servers.graph import GraphConfig
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.workload import Strategy
    from neuronpedia_constructs.upstream.graph import GraphOptions
    from neuronpedia_constructs.validation.problems import Problem
_CUDA: Final = 12
"""The oldest major version of CUDA that a driver must support: the image's PyTorch is built for 12.8."""

_PERIOD: Final = 10
_FOLDER: Final = "/app/apps/graph"
"""The server's folder in the image."""


class CurrentGraph:
    """The graph server of upstream's apps/graph at ebb8426f."""

    def describe(
        self, context: Context, instance: str, options: GraphOptions, config: GraphConfig, strategy: Strategy
    ) -> GraphDraft:
        """Return the draft of a server."""
        name = f"{instance}{SUFFIX}"
        config_map = f"{name}-config"
        draft = GraphDraft(
            name=name,
            line=self,
            config=config_map,
            options=options,
            selector={"app": APP, "instance": instance},
            labels=context.labels(APP, "graph-server"),
            config_maps={config_map: {**_variables(options), **config.variables}},
            addresses=config.addresses,
            is_replicable=True,
            strategy=strategy,
            pod=servers.pod(_container(config_map, config)),
        )
        dotenv.hide(draft, draft.main, folder=_FOLDER)
        return draft

    def finalize(self, draft: GraphDraft) -> None:
        """Derive the space for the download, the time to start, and whether encoders stay on disk."""
        preset = find_preset(draft.options)
        fetched = round(preset.download_gib * GIB) if preset else download.UNKNOWN
        servers.finalize_cache(draft, sizing.volume_gibibytes(fetched / GIB), known=preset is not None)
        servers.finalize_shared_memory(draft, "2Gi")
        if is_lazy_needed(draft, preset):
            draft.config_maps[draft.config].setdefault(LAZY, "1")
        starting = download.seconds(fetched)
        if draft.main.startup_probe is None:
            draft.main.startup_probe = probes.http_probe(
                "/check-busy", period=_PERIOD, timeout=10, failures=-(-starting // _PERIOD)
            )
        if draft.progress_deadline is None:
            draft.progress_deadline = starting + servers.SCHEDULING
        gpu_nodes.finalize(draft, cuda=_CUDA, bfloat16=True)

    def problems(self, draft: GraphDraft) -> Iterator[Problem]:
        """List problems of what a server serves, and of its profile."""
        yield from check_graph(draft, find_preset(draft.options))
        yield from gpu_nodes.check(draft, cuda="12.8", driver="R570")

    def registered(self, draft: GraphDraft) -> tuple[str, tuple[str, ...]] | None:
        """Return the webapp's ids of the model and of its source sets."""
        known = find_models(draft.options.model)
        preset = find_preset(draft.options)
        sets = draft.options.source_sets or (preset.source_sets if preset else ())
        return (known[0].webapp_model, sets) if known and are_names(sets) else None


def _variables(options: GraphOptions) -> dict[str, str]:
    known = find_models(options.model)
    preset = find_preset(options)
    transcoders = preset.transcoders if preset else options.transcoders
    engine = engine_of(options)
    crm = engine == "lm-saes-crm"
    found = {"ATTRIBUTION_ENGINE": engine, "MODEL_ID": known[0].model if known else str(options.model)}
    if transcoders is not None:
        found["SAE_REPO" if crm else "TRANSCODER_SET"] = str(transcoders)
    if crm and known:
        found["NP_MODEL_ID"] = known[0].webapp_model
    return found


def _container(config_map: str, config: GraphConfig) -> ContainerDraft:
    return ContainerDraft(
        name=APP,
        image=image.GRAPH,
        runtime="python",
        working_dir=_FOLDER,
        # The launcher, start.py, ignores SIGTERM.
        command=("python", "-m", "uvicorn", "neuronpedia_graph.server:app"),
        # Without a host, it listens on all addresses, IPv4 and IPv6. A second worker would load the model again.
        args=("--host", "", "--port", str(PORT), "--workers", "1"),
        env={
            **servers.SILENT,
            "HF_HOME": f"{servers.CACHE}/huggingface",
            "HOME": "/tmp",
            # PyTorch looks up its user name, and the image has none for this number.
            "USER": "neuronpedia",
            **read_by(APP),
            # It refuses to start without.
            "HF_TOKEN": by_name()["HF_TOKEN"].reference(),
            **config.secret_keys,
        },
        env_from={config_map},
        nonempty_variables=frozenset({"MODEL_ID", "SECRET", "HF_TOKEN", "TRANSCODER_SET"}),
        ports={probes.HTTP: PORT},
        resources=Resources(requests={"cpu": "2", "memory": "16Gi"}, limits={"cpu": "4", "memory": "24Gi"}),
        # The port opens once everything is loaded. A steering request blocks the route for minutes: the pod stays ready
        # for as long, and answers the next request when it is done.
        readiness_probe=probes.http_probe("/check-busy", period=_PERIOD, timeout=10, failures=30),
        liveness_probe=probes.http_probe("/check-busy", period=60, timeout=10, failures=15),
        lifecycle=probes.drained(),
        volume_mounts={servers.CACHE: servers.CACHE_VOLUME, "/tmp": "tmp"},
    )
