"""The proxy for outgoing HTTPS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.address import place

from .connections import CONNECTIONS, INTERNET

if TYPE_CHECKING:
    from neuronpedia_constructs.draft.workload import WorkloadDraft

    from .access import NetworkAccess

_DIRECT = ("localhost", "127.0.0.1", "::1", ".svc", ".cluster.local")


def variables(draft: WorkloadDraft, access: NetworkAccess) -> dict[str, str]:
    """Return the variables for the proxy, if there is one, and for hosts without proxy."""
    if access.proxy is None:
        return {}
    direct = sorted(
        {address.host for address in draft.addresses if address.is_https and place(address.host).kind != "unknown"}
    )
    return {"HTTPS_PROXY": str(access.https_proxy), "NO_PROXY": ",".join([*_DIRECT, *direct])}


def finalize(draft: WorkloadDraft, access: NetworkAccess) -> None:
    """Set the proxy in the containers of a workload with outgoing connections."""
    app = draft.selector["app"]
    to_internet = any(row.source == app and row.target == INTERNET for row in CONNECTIONS)
    if not to_internet and not any(address.is_https for address in draft.addresses):
        return
    told = variables(draft, access)
    if not told:
        return
    for container in draft.all_containers():
        if container.runtime != "native":
            # Node.js reads the variable only where it is told to.
            switch = {"NODE_USE_ENV_PROXY": "1"} if container.runtime == "node" else {}
            container.env = {**told, **switch, **container.env}
