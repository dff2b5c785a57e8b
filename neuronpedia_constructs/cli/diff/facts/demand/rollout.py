"""What a workload demands at most while its pods are replaced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.facts.parts.fields import first, whole

from .amounts import most, times, total

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Manifest

    from .amounts import Amounts

_PERCENT = re.compile(r"([0-9]{1,9})%")
_DEFAULT = "25%"


def surge(deployment: Manifest, replicas: int) -> int:
    """Return how many pods a Deployment has above its replicas while they are replaced. A percentage is rounded up.

    https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-surge
    """
    given = first(deployment, "spec.strategy.rollingUpdate.maxSurge")
    match = _PERCENT.fullmatch(given if isinstance(given, str) else _DEFAULT)
    percent = int(match[1]) if match else 0
    return whole(given, -(-replicas * percent // 100))


def recreates(deployment: Manifest) -> bool:
    """Return whether all old pods of a Deployment end before new ones start."""
    return bool(first(deployment, "spec.strategy.type") == "Recreate")


def peak_of_deployment(old: tuple[int, Amounts], new: tuple[int, Amounts], *, recreated: bool, extra: int) -> Amounts:
    """Return the most that a Deployment's pods demand while a rollout replaces them, each resource for itself.

    A Deployment whose number and pods both change is scaled first, with its old pods (`isScalingEvent`):
    https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/deployment_controller.go
    """
    (before, old_pod), (after, new_pod) = old, new
    moments = [times(max(before, after) if before else 0, old_pod), times(after, new_pod)]
    if not recreated and before:
        # From all old pods with the first new ones, to all new pods with the last old ones.
        more = min(extra, after)
        moments += [
            total([times(after, one), times(more, other)]) for one, other in ((old_pod, new_pod), (new_pod, old_pod))
        ]
    return most(moments)


def peak_of_others(old: tuple[int, Amounts], new: tuple[int, Amounts]) -> Amounts:
    """Return the most that pods demand which are replaced one by one, each after the old one ends: a StatefulSet's."""
    (before, old_pod), (after, new_pod) = old, new
    added = total([times(min(before, after), old_pod), times(max(0, after - before), new_pod)])
    return most([times(before, old_pod), added, times(after, new_pod)])
