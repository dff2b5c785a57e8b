"""Who may open connections to the pods of an environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.render import KubeObject
from neuronpedia_constructs.draft.wire import port_number

from . import autointerp, backup, database_init, inference, postgres, registration, webapp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.wire import Fields
    from neuronpedia_constructs.settings import Settings

ANYBODY: Final = ("*",)
"""The ingress controller is in a namespace of its own, which has no name that is always the same."""

CALLERS: Final = {
    webapp.NAME: (webapp.PORT, ANYBODY),
    inference.APP: (inference.PORT, (webapp.NAME,)),
    autointerp.NAME: (autointerp.PORT, (webapp.NAME,)),
    postgres.NAME: (postgres.PORT, (backup.NAME, database_init.NAME, registration.NAME, webapp.NAME)),
}
"""The port of each service, and the pods that may call it, both by their label `app`. Nobody calls any others."""

_EXPOSED: Final = (autointerp.NAME, inference.APP)


def network_policies(settings: Settings, *, expose_backends: bool) -> Iterator[KubeObject]:
    """Yield a NetworkPolicy that closes every pod of the namespace, and one for each service that opens its port.

    Args:
        settings: the settings of the environment.
        expose_backends: whether the ingress controller calls the servers behind the webapp, too.
    """
    yield _policy("default-deny", settings.common_labels("network-policy"), {}, [])
    for name, (port, callers) in CALLERS.items():
        opened: Fields = {"ports": [{"port": port_number(port)}]}
        if callers != ANYBODY and not (expose_backends and name in _EXPOSED):
            opened["from"] = [{"podSelector": {"matchLabels": {"app": caller}}} for caller in sorted(callers)]
        # For the whole of a service's servers: adding one changes nothing here.
        labels = settings.common_labels("network-policy")
        yield _policy(f"{name}-callers", labels, {"matchLabels": {"app": name}}, [opened])


def _policy(name: str, labels: dict[str, str], selector: Fields, ingress: list[Fields]) -> KubeObject:
    fields = {
        "metadata": {"name": name, "labels": labels},
        "spec": {"podSelector": selector, "policyTypes": ["Ingress"], "ingress": ingress or None},
    }
    return KubeObject(k8s.KubeNetworkPolicy, f"network-policy-{name}", fields)
