"""The autointerp server: explains features, and scores explanations, with external language models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.configuration.secrets.variables import read_by
from neuronpedia_constructs.draft import image
from neuronpedia_constructs.draft.construct import Workload
from neuronpedia_constructs.draft.kubernetes import probes
from neuronpedia_constructs.draft.kubernetes.security_contexts import pod_identity
from neuronpedia_constructs.draft.pod import ContainerDraft, PodDraft
from neuronpedia_constructs.draft.volumes import EmptyDir
from neuronpedia_constructs.draft.workload import WorkloadDraft
from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
from neuronpedia_constructs.network.endpoints import AUTOINTERP as NAME
from neuronpedia_constructs.network.endpoints import AUTOINTERP_PORT as PORT

if TYPE_CHECKING:
    from constructs import Construct

    from neuronpedia_constructs.configuration.servers.autointerp import AutointerpConfig
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.mixin_scope import MixinScope

URL = f"http://{NAME}:{PORT}"
"""Its URL for the webapp."""

_UID = 10001
"""The image sets no user, so it would run as root."""

_CACHE = "/cache"


class Autointerp(Workload):
    """The autointerp server: Deployment `autointerp` and its Service."""

    def __init__(self, scope: Construct, plan: AutointerpPlan) -> None:
        super().__init__(scope, NAME, plan)


class AutointerpPlan(WorkloadPlan[WorkloadDraft]):
    """The autointerp server as a Deployment with a Service."""

    port = PORT

    def __init__(self, context: Context, config: AutointerpConfig, wider: MixinScope) -> None:
        super().__init__(_draft(context, config), wider)


def _draft(context: Context, config: AutointerpConfig) -> WorkloadDraft:
    """Return the draft before any mixin."""
    line = context.line.autointerp
    container = ContainerDraft(
        name=NAME,
        image=image.AUTOINTERP,
        runtime="python",
        command=("python", "-m", "uvicorn", "server:app"),
        # Without a host, it listens on all addresses, IPv4 and IPv6, as far as the pod has both.
        args=("--host", "", "--port", str(PORT), "--workers", "1"),
        working_dir=line.working_dir,
        env={
            "HF_HOME": f"{_CACHE}/huggingface",
            "HOME": "/tmp",
            # PyTorch asks who it runs as, and the image knows no such number.
            "USER": "neuronpedia",
            # SECRET is what the webapp sends; without it the server would answer everybody.
            **read_by(NAME),
            **config.variables,
            **config.secret_keys,
        },
        nonempty_variables=frozenset({"SECRET"}),
        ports={probes.HTTP: PORT},
        resources=line.resources,
        # There is no route for health, and every route wants the secret. The port opens once the server has started.
        startup_probe=probes.tcp_probe(period=10, timeout=5, failures=line.starting // 10),
        readiness_probe=probes.tcp_probe(period=10, timeout=5, failures=3),
        liveness_probe=probes.tcp_probe(period=20, timeout=5, failures=6),
        lifecycle=probes.drained(),
        volume_mounts={_CACHE: "cache", "/tmp": "tmp"},
    )
    return WorkloadDraft(
        name=NAME,
        selector={"app": NAME},
        labels=context.labels(NAME, "explainer"),
        addresses=config.addresses,
        is_replicable=True,
        is_cpu_bound=True,
        pod=PodDraft(
            containers={NAME: container},
            # The embedding model, and its code.
            volumes={"cache": EmptyDir("10Gi", fills=True), "tmp": EmptyDir("1Gi")},
            security_context=pod_identity(_UID),
            termination_grace_period_seconds=120,
        ),
    )
