"""The proxy by way of which HTTPS goes out, where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.address import place

from .connections import EDGES, INTERNET

if TYPE_CHECKING:
    from neuronpedia_constructs.draft.workload import WorkloadDraft
    from neuronpedia_constructs.environment.settings import Settings

_DIRECTLY = ("localhost", "127.0.0.1", ".svc", ".cluster.local")


def variables(draft: WorkloadDraft, settings: Settings) -> dict[str, str]:
    """Return what a program is told of the proxy, if there is one, and of the hosts that it reaches without it."""
    if settings.outside.proxy is None:
        return {}
    direct = sorted(
        {address.host for address in draft.addresses if address.is_https and place(address.host).kind != "unknown"}
    )
    return {"HTTPS_PROXY": str(settings.outside.https_proxy), "NO_PROXY": ",".join([*_DIRECTLY, *direct])}


def settle(draft: WorkloadDraft, settings: Settings) -> None:
    """Tell the programs of a workload that calls out of the proxy."""
    app = draft.selector["app"]
    to_internet = any(edge.source == app and edge.target == INTERNET for edge in EDGES)
    if not to_internet and not any(address.is_https for address in draft.addresses):
        return
    told = variables(draft, settings)
    if not told:
        return
    for container in draft.pod.containers.values():
        if container.runtime != "native":
            # Node.js asks for the variable only where it is told to.
            switch = {"NODE_USE_ENV_PROXY": "1"} if container.runtime == "node" else {}
            container.env = {**told, **switch, **container.env}
