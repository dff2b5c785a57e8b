"""How many pods an object has: at least, and at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from neuronpedia_constructs.cli.diff.facts.parts.fields import first, text, whole
from neuronpedia_constructs.cli.diff.objects import Key

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.objects import Manifest, Side


class Range(NamedTuple):
    """A number of pods, and the most that an autoscaler makes of them."""

    least: int
    most: int


NO_PODS = Range(0, 0)


def autoscaled(side: Side) -> dict[Key, Range]:
    """Return what the HorizontalPodAutoscalers of a file scale.

    https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/
    """
    found = {}
    for key, manifest in side.items():
        if (key.group, key.kind) == ("autoscaling", "HorizontalPodAutoscaler"):
            target = first(manifest, "spec.scaleTargetRef")
            group = text(first(target, "apiVersion")).rpartition("/")[0]
            scaled = Key(group, text(first(target, "kind")), key.namespace, text(first(target, "name")))
            least = whole(first(manifest, "spec.minReplicas"), 1)
            found[scaled] = Range(least, max(least, whole(first(manifest, "spec.maxReplicas"), 1)))
    return found


def pod_count(key: Key, manifest: Manifest, scaled: dict[Key, Range]) -> Range:
    """Return the number of pods that run all the time: none of a Job."""
    if key.kind in ("Job", "CronJob", "PodTemplate"):
        return NO_PODS
    if key.kind in ("Pod", "DaemonSet"):
        return Range(1, 1)
    replicas = whole(first(manifest, "spec.replicas"), 1)
    # An autoscaler leaves alone what has been scaled to 0.
    return scaled[key] if key in scaled and replicas else Range(replicas, replicas)


def job_pods(spec: object) -> int:
    """Return how many pods of a Job run at once."""
    if first(spec, "suspend") is True:
        return 0
    parallelism = whole(first(spec, "parallelism"), 1)
    return min(parallelism, whole(first(spec, "completions"), parallelism))
