"""What becomes of the pods of a workload: the controllers of Deployments, StatefulSets and DaemonSets."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.cli.diff.objects import at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neuronpedia_constructs.cli.diff.kubernetes.differences import Difference
    from neuronpedia_constructs.cli.diff.objects import Manifest

    from .change import Effect


@dataclass(frozen=True)
class Rollout:
    """What becomes of a workload's pods."""

    effect: Effect
    gap: bool | None = None
    notes: tuple[str, ...] = ()


_IN_PLACE = Rollout("in-place")
_TEMPLATE = "spec.template."
_STUCK = "The rollout does not end: one pod is deleted, the new one is not admitted, and the others stay."
_ADDED = "The pods that are added are not admitted."
_FIRST = "The pods that are added are not admitted, and until they are no other pod is replaced."
_ON_DELETE = "The old pods stay until somebody deletes them, as updateStrategy is OnDelete."


def rollout(
    live: Manifest, asked: Manifest, fields: Sequence[Difference], *, admitted: bool, fewest: int = 1
) -> Rollout:
    """Return what becomes of the pods of a workload whose object the server accepts.

    Args:
        live: the stored object as it was.
        asked: the stored object as it becomes.
        fields: how they differ.
        admitted: whether the new pods are admitted.
        fewest: the fewest pods that an autoscaler keeps, or 1.
    """
    kind = live["kind"]
    if kind == "Deployment":
        return _deployment(live, asked, fields, admitted=admitted, fewest=fewest)
    if kind == "StatefulSet":
        return _stateful_set(live, asked, admitted=admitted)
    if kind == "DaemonSet":
        return _daemon_set(live, asked, admitted=admitted)
    if kind == "ReplicaSet" and number(live) != number(asked):
        return Rollout("scales")
    return _IN_PLACE


def number(stored: Manifest) -> int:
    """Return how many pods a stored workload asks for."""
    found = at(stored, ("spec", "replicas"))
    return found if isinstance(found, int) and not isinstance(found, bool) else 1


def _deployment(
    live: Manifest, asked: Manifest, fields: Sequence[Difference], *, admitted: bool, fewest: int
) -> Rollout:
    """Tell what the controller does: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/."""
    before, after = number(live), number(asked)
    was_paused, paused = (at(each, ("spec", "paused")) is True for each in (live, asked))
    replaced = any(each.place.startswith(_TEMPLATE) for each in fields)
    if paused and replaced:
        effect: Effect = "scales" if before != after else "in-place"
        return Rollout(effect, notes=("It is paused: its pods are replaced when it is resumed.",))
    if was_paused and not paused:
        # A Deployment that is created paused has no pod; whether this one had some before, no file tells.
        return Rollout("scales", notes=("It was paused, and is resumed.",))
    if not replaced or before == 0 or after == 0:
        return _scaled(before, after, admitted=admitted)
    recreated = at(asked, ("spec", "strategy", "type")) == "Recreate"
    pods = max(after, fewest)
    unavailable = pods if recreated else _unavailable(asked, pods)
    if admitted:
        return Rollout("restarts", gap=unavailable >= pods)
    if unavailable >= pods:
        return Rollout("down", gap=True)
    note = "The rollout does not end: the old pods stay, and the new ones are not admitted."
    return Rollout("in-place", notes=(note,))


def _scaled(before: int, after: int, *, admitted: bool) -> Rollout:
    """Tell what another number of pods does whose template stays, or does not matter yet."""
    if before == after:
        return _IN_PLACE
    if admitted or after < before:
        return Rollout("scales")
    return Rollout("scales", notes=(_ADDED,)) if before else Rollout("down", gap=True)


def _unavailable(stored: Manifest, replicas: int) -> int:
    """Return how many pods a rolling update may take away before new ones are ready: ResolveFenceposts.

    https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-unavailable
    """
    rolling = at(stored, ("spec", "strategy", "rollingUpdate"))
    surge = _share(at(rolling, ("maxSurge",)), replicas, up=True)
    unavailable = _share(at(rolling, ("maxUnavailable",)), replicas, up=False)
    return 1 if surge == 0 and unavailable == 0 else min(unavailable, replicas)


def surge(stored: Manifest) -> int:
    """Return how many pods a rolling update of a Deployment may add."""
    if at(stored, ("spec", "strategy", "type")) == "Recreate":
        return 0
    return _share(at(stored, ("spec", "strategy", "rollingUpdate", "maxSurge")), number(stored), up=True)


def _share(value: Any, total: int, *, up: bool) -> int:
    """Return a number of pods that is given as such or in percent."""
    if isinstance(value, int):
        return value
    text = str(value).removesuffix("%")
    if not text.isdecimal():
        return 0
    exact = int(text) * total / 100
    return math.ceil(exact) if up else math.floor(exact)


def _stateful_set(live: Manifest, asked: Manifest, *, admitted: bool) -> Rollout:
    """Tell what the controller does: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/."""
    before, after = number(live), number(asked)
    first, start = (_first(each) for each in (live, asked))
    more = start < first or start + after > first + before
    if before and after and not admitted and more:
        return Rollout("scales" if before != after else "in-place", notes=(_FIRST,))
    if before and after and (start >= first + before or first >= start + after):
        return Rollout("restarts", gap=False, notes=("Its pods have other numbers, and so other claims.",))
    scaled: Effect = "scales" if (before, first) != (after, start) else "in-place"
    # Its revision is the template's text, so another spelling of an amount can be another revision.
    if at(live, ("spec", "template")) == at(asked, ("spec", "template")) or before == 0 or after == 0:
        return _scaled(before, after, admitted=admitted) if before == 0 else Rollout(scaled)
    if kept := _kept(asked, after, start):
        return Rollout(scaled, notes=(kept,))
    everything = _away(asked, after) >= after
    if admitted:
        return Rollout("restarts", gap=everything)
    return Rollout("down", gap=True) if everything else Rollout("in-place", notes=(_STUCK,))


def _away(stored: Manifest, replicas: int) -> int:
    """Return how many pods of a StatefulSet are replaced at a time.

    https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#maximum-unavailable-pods
    """
    return max(_share(at(stored, ("spec", "updateStrategy", "rollingUpdate", "maxUnavailable")), replicas, up=False), 1)


def _first(stored: Manifest) -> int:
    """Return the number of the first pod of a StatefulSet."""
    found = at(stored, ("spec", "ordinals", "start"))
    return found if isinstance(found, int) else 0


def _kept(stored: Manifest, replicas: int, start: int) -> str | None:
    """Return why not every pod of a StatefulSet is replaced, or None."""
    if at(stored, ("spec", "updateStrategy", "type")) == "OnDelete":
        return _ON_DELETE
    partition = at(stored, ("spec", "updateStrategy", "rollingUpdate", "partition"))
    if not isinstance(partition, int) or partition <= start:
        return None
    which = "No pod is replaced" if partition >= start + replicas else f"Only the pods from {partition} are replaced"
    return f"{which}, as updateStrategy has partition {partition}."


def _daemon_set(live: Manifest, asked: Manifest, *, admitted: bool) -> Rollout:
    """Tell what the controller does: https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/."""
    if at(live, ("spec", "template")) == at(asked, ("spec", "template")):
        return _IN_PLACE
    if at(asked, ("spec", "updateStrategy", "type")) == "OnDelete":
        return Rollout("in-place", notes=(_ON_DELETE,))
    if not admitted:
        return Rollout("in-place", notes=(_STUCK,))
    surges = _share(at(asked, ("spec", "updateStrategy", "rollingUpdate", "maxSurge")), 1, up=True)
    return Rollout("restarts", gap=surges == 0)
