"""The webapp: the Next.js site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.configuration import dotenv
from neuronpedia_constructs.configuration.app import AppConfig
from neuronpedia_constructs.configuration.node_memory import is_memory, limit_problems, node_options
from neuronpedia_constructs.configuration.secrets.variables import read_by
from neuronpedia_constructs.database import connection_pools
from neuronpedia_constructs.draft import image
from neuronpedia_constructs.draft.construct import Workload
from neuronpedia_constructs.draft.kubernetes import probes
from neuronpedia_constructs.draft.kubernetes.security_contexts import pod_identity
from neuronpedia_constructs.draft.pod import ContainerDraft, PodDraft, Resources
from neuronpedia_constructs.draft.volumes import EmptyDir
from neuronpedia_constructs.draft.workload import WorkloadDraft
from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
from neuronpedia_constructs.network.endpoints import WEBAPP as NAME
from neuronpedia_constructs.network.endpoints import WEBAPP_PORT as PORT
from neuronpedia_constructs.validation.quantities import amount

from . import autointerp, database_init

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from constructs import Construct

    from neuronpedia_constructs.database.spec import DatabaseSpec
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.mixin_scope import MixinScope
    from neuronpedia_constructs.validation.problems import Problem

CONFIG = "app-config"

_OPTIONS = "NODE_OPTIONS"
_REQUEST = "512Mi"

# The image's own start script lets a dotenv file from the build override the manifest's variables.
_START = """\
# At ::, Node.js listens on both families, but it fails where the kernel has no IPv6.
if read -r address 2>/dev/null </proc/net/if_inet6; then HOSTNAME=::; else HOSTNAME=0.0.0.0; fi
export HOSTNAME
exec node server.js
"""

_UID = 1001
"""The image's user nextjs, which owns /app."""


class Webapp(Workload):
    """The webapp: Deployment `webapp`, its Service, and ConfigMap `app-config`."""

    def __init__(self, scope: Construct, plan: WebappPlan) -> None:
        super().__init__(scope, NAME, plan)


class WebappPlan(WorkloadPlan[WorkloadDraft]):
    """The webapp as a Deployment with a Service."""

    port = PORT

    def __init__(self, context: Context, database: DatabaseSpec, config: AppConfig, wider: MixinScope) -> None:
        super().__init__(_draft(context, database, config), wider)
        self._database = database
        self._config = config

    def finalize(self, draft: WorkloadDraft, others: Mapping[str, WorkloadDraft]) -> None:
        """Name the release that the webapp waits for, and size its connection pools and Node.js's heap."""
        database_init.finalize_wait(draft, others)
        connection_pools.finalize(self._database, draft)
        _finalize_heap(draft, self._config.max_old_space_size)

    def problems(self, draft: WorkloadDraft) -> Iterator[Problem]:
        """List problems with connections and memory."""
        yield from connection_pools.problems(self._database, draft)
        yield from limit_problems(_memory_limit(draft), _node_options(draft) or "")


def _finalize_heap(draft: WorkloadDraft, given: int | None) -> None:
    options = _node_options(draft)
    if options is not None and (found := node_options(options, _memory_limit(draft), given)):
        draft.main.env[_OPTIONS] = found


def _node_options(draft: WorkloadDraft) -> str | None:
    """Return the options of Node.js, unless they come from a Secret."""
    options = draft.main.env.get(_OPTIONS, "")
    return options if isinstance(options, str) else None


def _memory_limit(draft: WorkloadDraft) -> str | None:
    return draft.main.resources.limits.get("memory")


def _draft(context: Context, database: DatabaseSpec, config: AppConfig) -> WorkloadDraft:
    """Return the draft before any mixin."""
    container = ContainerDraft(
        name=NAME,
        image=image.WEBAPP,
        runtime="node",
        command=("/bin/sh", "-c", _START),
        env={
            "PORT": str(PORT),
            **read_by(NAME, required=config.required_secrets),
            **connection_pools.variables(database),
            **config.secret_keys,
        },
        env_from={CONFIG},
        # Its mere presence turns the site into a read-only demonstration.
        nonempty_variables=frozenset({"NEXT_PUBLIC_SITE_NAME_VERCEL_DEPLOY"}),
        ports={probes.HTTP: PORT},
        resources=_resources(config.memory),
        # Neither route touches the database; the first also loads the server's code, so it waits for a working one.
        startup_probe=probes.http_probe("/api/auth/providers", period=5, timeout=5, failures=60),
        readiness_probe=probes.http_probe("/robots.txt", period=10, timeout=5, failures=3),
        liveness_probe=probes.http_probe("/robots.txt", period=20, timeout=5, failures=6),
        lifecycle=probes.drained(),
        volume_mounts={
            "/app/.next/cache": "next-cache",
            "/tmp": "tmp",
        },
    )
    wait = database_init.wait_for_release(context, database)
    made = WorkloadDraft(
        name=NAME,
        selector={"app": NAME},
        labels=context.labels(NAME, "website"),
        addresses=config.addresses,
        is_replicable=True,
        is_cpu_bound=True,
        config_maps={CONFIG: _variables(context, config)},
        pod=PodDraft(
            containers={NAME: container},
            init_containers={wait.name: wait},
            # Next.js keeps what it renders and scales, and removes none of it.
            volumes={"next-cache": EmptyDir("2Gi", fills=True), "tmp": EmptyDir("1Gi")},
            security_context=pod_identity(_UID),
            termination_grace_period_seconds=60,
        ),
    )
    dotenv.hide(made, container, folder="/app")
    return made


def _resources(memory: str) -> Resources:
    if not is_memory(memory):
        memory = AppConfig.memory  # what is wrong has been reported
    least = _REQUEST if (amount(memory) or 0) >= (amount(_REQUEST) or 0) else memory
    return Resources(requests={"cpu": "500m", "memory": least}, limits={"cpu": "1", "memory": memory})


def _variables(context: Context, config: AppConfig) -> dict[str, str]:
    return {
        "AUTOINTERP_SERVER": autointerp.URL,
        "NEXTAUTH_URL": context.url.text,
        "NEXT_PUBLIC_URL": context.url.text,
        # In a pod, the webapp is alone.
        "USE_LOCALHOST_AUTOINTERP": "false",
        **config.variables,
    }
