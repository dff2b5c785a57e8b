"""What a reviewer should know of NetworkPolicies beside what they open and close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.cli.diff.connections.values import several
from neuronpedia_constructs.cli.diff.connections.workloads import workloads

from .changes import network_changes
from .policies import is_policy, policies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.objects import Key, Side

    from .changes import Found

_ENGINES: Final = ("antrea.io", "cilium.io", "policy.networking.k8s.io", "projectcalico.org", "security.istio.io")
"""APIs that allow and deny connections beside that of Kubernetes."""


def notes(old: Side, new: Side, found: Found) -> Iterator[str]:
    """Tell policies that change nothing, those that stay although the new side lacks them, and those of other APIs."""
    if not found.changes and not found.arrivals:
        yield from _idle(old, new)
    yield from _left_behind(old, new)
    for key in dict.fromkeys((*new, *old)):
        if _is_foreign(key) and old.get(key) != new.get(key):
            yield f"{key.label} changes: what it allows is not evaluated"


def _idle(old: Side, new: Side) -> Iterator[str]:
    changed = {policy.key for policy in set(policies(old)) ^ set(policies(new))}
    names = [key.name for key in dict.fromkeys((*new, *old)) if key in changed]
    if names:
        noun = "NetworkPolicy" if len(names) == 1 else "NetworkPolicies"
        verb = "changes" if len(names) == 1 else "change"
        yield f"{noun} {several(names)} {verb}, yet no connection of the file's workloads opens or closes"


def _left_behind(old: Side, new: Side) -> Iterator[str]:
    """Tell what is different as long as policies stay that `kubectl apply` does not remove."""
    namespaces = {key.namespace for key in new}
    left = {key: old[key] for key in old if is_policy(key) and key not in new and key.namespace in namespaces}
    if not left:
        return
    before = {**left, **new}
    found = network_changes(before, new, workloads(before, new))
    told = [f"{each.text} stays {'closed' if each.opened else 'open'}" for each in found.changes]
    if told:
        noun = "NetworkPolicy" if len(left) == 1 else "NetworkPolicies"
        names = several([key.name for key in left])
        verb = "is" if len(left) == 1 else "are"
        yield f"{noun} {names} {verb} left behind: until deleted, {several(told)}"


def _is_foreign(key: Key) -> bool:
    return ("Policy" in key.kind or key.kind == "PeerAuthentication") and key.group.endswith(_ENGINES)
