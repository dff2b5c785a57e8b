"""Pods that get a token for the API server.

https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.connections.values import maps, text
from neuronpedia_constructs.cli.diff.objects import Key, at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from neuronpedia_constructs.cli.diff.connections.workloads import Pods, Workload
    from neuronpedia_constructs.cli.diff.objects import Side


def mounted_tokens(old: Side, new: Side, found: Sequence[Workload]) -> Iterator[str]:
    """Tell the workloads whose pods get a token that they did not have. `kubectl apply` removes no ServiceAccount."""
    both = {**old, **new}
    for workload in found:
        before = {told for told, _ in _tokens(workload.old, old)}
        for told, account in dict.fromkeys(_tokens(workload.new, both)):
            if told not in before:
                yield f"{workload.label}: its pods now get {told} of ServiceAccount {account}"


def _tokens(many: Iterable[Pods], side: Side) -> Iterator[tuple[str, str]]:
    for pods in many:
        spec = at(pods.template, ("spec",))
        account = text(at(spec, ("serviceAccountName",))) or text(at(spec, ("serviceAccount",))) or "default"
        automatic = at(spec, ("automountServiceAccountToken",))
        if automatic is None:
            automatic = at(side.get(Key("", "ServiceAccount", pods.key.namespace, account)), _AUTOMATIC)
        if automatic is not False:
            yield "the token", account
        for volume in maps(at(spec, ("volumes",))):
            for source in maps(at(volume, ("projected", "sources"))):
                token = source.get("serviceAccountToken")
                if isinstance(token, dict):
                    audience = text(token.get("audience"))
                    yield (f"a token for {audience}" if audience else "the token"), account


_AUTOMATIC = ("automountServiceAccountToken",)
